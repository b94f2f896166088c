package pipeline

import (
	"context"
	"crypto/tls"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/oklog/ulid/v2"

	"quarterdeck/config"
	"quarterdeck/pipeline/forget"
	"quarterdeck/pipeline/lake"
	"quarterdeck/pipeline/logs"
	"quarterdeck/pipeline/state"
	"quarterdeck/reports"
	"quarterdeck/reports/slack"
	"quarterdeck/transforms"
)

// Deps is what a pipeline takes from the world.
type Deps struct {
	// Now is the clock. Nothing else tells the time.
	Now func() time.Time
	// Entropy is the random part of run and load ids.
	Entropy io.Reader
	// Log is told what happens; nil is silent.
	Log *slog.Logger
	// HTTP sends the requests of connectors and Slack; nil means a default client.
	HTTP *http.Client
	// Progress watches the work; nil is nobody.
	Progress Progress
	// Connectors is the list of source types; nil means all there are.
	Connectors Connectors
	// Command starts this program again, on the same configuration, when a verb is
	// added to it; without one no run can be started in a process of its own.
	Command []string
	// Output takes what such runs write to their log; nil drops it.
	Output io.Writer
	// Memory is how many bytes this process may hold; 0 is as many as it likes.
	Memory int64
}

// Pipeline works on one data folder for one configuration.
type Pipeline struct {
	cfg      *config.Config
	deps     Deps
	location *time.Location
	entropy  *sharedReader
	clock    clockwork.Clock // wakes the scheduler
	wait     func(ctx context.Context, d time.Duration) error
	stages   stages
	// inChild runs a job in a process of its own; children are those besides the schedules.
	inChild  func(ctx context.Context, c childRun) (outcome, error)
	children *family
	output   io.Writer    // where the logs of such runs go, several at once
	tls      *tls.Config  // of mail servers; nil trusts what the machine trusts
	underWay atomic.Int64 // how many runs are child processes just now

	// How pulls are cut into loads and how many streams of a source go at once.
	checkpointRows  int64
	checkpointEvery time.Duration
	streamsAtOnce   int

	mu    sync.Mutex // guards those below, which are opened when first needed
	lake  *lake.Lake
	state *state.DB
	// forgotten is who was forgotten, while something is pulled; nil until then.
	forgotten *forget.List
	// proved are the publications whose files were found to be whole.
	proved map[string]stamp
	slack  *slack.Client // one, for it keeps the pace of all that is posted
}

// stages are the doors to the packages that compute and draw.
type stages struct {
	build       func(ctx context.Context, opts transforms.Options) (*transforms.Report, error)
	restate     func(ctx context.Context, store *lake.Lake, built string, now moment) error
	record      func(ctx context.Context, store *lake.Lake, publication Publication) error
	readReviews reviewReader
	newRenderer func() (reviewRenderer, error)
	// readCompanions and newCompanions make what the team should know of a customer.
	readCompanions companionReader
	newCompanions  func() (companionRenderer, error)
	// newInspector and readStandings read what the send gate asks of the marts.
	newInspector  func(ctx context.Context, db *sql.DB) (inspector, error)
	readStandings func(ctx context.Context, db *sql.DB) (map[string]reports.Standing, error)
	readDigest    func(ctx context.Context, db *sql.DB, opts reports.DigestOptions) (*reports.Digest, error)
	writePack     packWriter
	// readCustomerBook reads who looks after each customer.
	readCustomerBook func(ctx context.Context, db *sql.DB) (customerBook, error)
}

// New makes a pipeline. It touches no file before the first call needs one.
func New(cfg *config.Config, deps Deps) (*Pipeline, error) {
	if deps.Now == nil || deps.Entropy == nil {
		return nil, errors.New("make pipeline: it needs a clock and entropy")
	}
	if deps.Log == nil {
		deps.Log = slog.New(slog.DiscardHandler)
	}
	deps.Log = slog.New(logs.Handler(deps.Log.Handler()))
	if deps.HTTP == nil {
		deps.HTTP = &http.Client{}
	}
	if deps.Progress == nil {
		deps.Progress = noProgress{}
	}
	if deps.Connectors == nil {
		deps.Connectors = everyConnector{}
	}
	location, err := time.LoadLocation(cfg.Company.Timezone)
	if err != nil {
		return nil, &UsageError{fmt.Errorf("company time zone: %w", err)}
	}
	p := &Pipeline{
		cfg: cfg, deps: deps, location: location,
		entropy: &sharedReader{from: deps.Entropy}, clock: clockwork.NewRealClock(), wait: sleep,
		checkpointRows: checkpointRows, checkpointEvery: checkpointEvery, streamsAtOnce: streamsAtOnce,
	}
	p.stages = p.realStages()
	p.inChild, p.children, p.output = p.runChild, newFamily(), io.Discard
	if deps.Output != nil {
		p.output = &sharedWriter{to: deps.Output}
	}
	return p, nil
}

// realStages are the doors as they are outside of tests.
func (p *Pipeline) realStages() stages {
	return stages{
		build: transforms.Build, restate: p.restate, record: p.record,
		readReviews: reports.ReadQBRs, newRenderer: p.brandedRenderer,
		readCompanions: reports.ReadCompanions, newCompanions: p.brandedCompanions, newInspector: p.newProver, readStandings: reports.ReadStandings,
		readDigest: reports.ReadDigest, writePack: p.drawPack, readCustomerBook: readCustomerBook,
	}
}

// Close stops the runs that were started and releases the files. No other call may
// be under way.
func (p *Pipeline) Close() error {
	p.children.Close()
	p.mu.Lock()
	defer p.mu.Unlock()
	var errs []error
	if p.lake != nil {
		errs = append(errs, p.lake.Close())
	}
	if p.state != nil {
		errs = append(errs, p.state.Close())
	}
	p.lake, p.state = nil, nil
	return errors.Join(errs...)
}

// open opens the lake and the state, and makes the data folder when it is missing.
func (p *Pipeline) open(ctx context.Context) (*lake.Lake, *state.DB, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := os.MkdirAll(p.cfg.Data, 0o750); err != nil {
		return nil, nil, fmt.Errorf("make data folder: %w", err)
	}
	if p.lake == nil {
		opened, err := lake.Open(p.path("lake"), lake.Options{Now: p.deps.Now, Entropy: p.entropy})
		if err != nil {
			return nil, nil, err
		}
		p.lake = opened
	}
	if p.state == nil {
		opened, err := state.Open(ctx, p.path("state.db"), p.deps.Now)
		if err != nil {
			return nil, nil, err
		}
		p.state = opened
	}
	return p.lake, p.state, nil
}

func (p *Pipeline) path(elements ...string) string {
	return filepath.Join(append([]string{p.cfg.Data}, elements...)...)
}

// newRunID makes a ULID that sorts by time.
func (p *Pipeline) newRunID() (string, error) {
	id, err := ulid.New(ulid.Timestamp(p.deps.Now()), p.entropy)
	if err != nil {
		return "", fmt.Errorf("make run id: %w", err)
	}
	return id.String(), nil
}

// businessDay is the given as-of date, or yesterday in the company's time zone:
// the last day that is complete. It is midnight in that zone.
func (p *Pipeline) businessDay(asOf time.Time) (time.Time, error) {
	today := p.deps.Now().In(p.location)
	if asOf.IsZero() {
		return p.midnight(today.AddDate(0, 0, -1)), nil
	}
	day := p.midnight(asOf)
	if day.After(today) {
		return time.Time{}, &UsageError{fmt.Errorf("as-of date %s has not begun yet in %s", day.Format(time.DateOnly), p.location)}
	}
	return day, nil
}

// midnight keeps the calendar date of t, whatever its zone.
func (p *Pipeline) midnight(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, p.location)
}

// UsageError is a wrong argument or configuration, which trying again does not mend.
type UsageError struct{ Err error }

// Error is the error's own text.
func (e *UsageError) Error() string { return e.Err.Error() }

// Unwrap gives the cause.
func (e *UsageError) Unwrap() error { return e.Err }

// sharedReader lets sources that work in parallel draw from one entropy.
type sharedReader struct {
	mu   sync.Mutex
	from io.Reader
}

func (r *sharedReader) Read(b []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.from.Read(b)
}
