package pipeline

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/jonboulle/clockwork"
	_ "github.com/marcboeker/go-duckdb/v2"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/pipeline/lake"
	"quarterdeck/pipeline/state"
	"quarterdeck/reports"
	"quarterdeck/reports/pdf"
	"quarterdeck/transforms"
)

// twoInTheMorning is a night in New York: the business date is 2026-11-20.
var twoInTheMorning = time.Date(2026, 11, 21, 7, 0, 0, 0, time.UTC)

// outside is the world of a test: two vendors with things, and how they misbehave.
type outside struct {
	mu      sync.Mutex
	things  map[string]int // "crm.things": how many there are
	fail    map[string]error
	panics  map[string]bool
	block   map[string]chan struct{} // closed by the source when it begins to hang
	columns map[string][]connectors.Column
	version map[string]string // the version column of a stream
	pulls   []string          // every pull with the cursor it was given
	// How the things come: in pages of so many (0: all at once) with a checkpoint
	// offered after each; which of them cannot be landed; what the vendor says.
	page       map[string]int
	rejected   map[string]map[int]string // why the thing is rejected
	live       map[string]int64
	unfinished map[string]int // after how many things the quota is used up
	onPage     func(key string, at int) error
	gate       chan struct{}  // when not nil, every pull waits for it to close
	entered    chan string    // when not nil, is sent the source of every pull that begins
	atOnce     map[string]int // of a source: how many streams are, and were at most, being pulled
	most       map[string]int
	checks     []transforms.CheckResult
	build      error // what building fails with
	builds     int
	secret     string // what no finished file may say
}

func newOutside() *outside {
	return &outside{
		things: map[string]int{"crm.companies": 3, "crm.deals": 2, "desk.tickets": 4},
		fail:   map[string]error{}, panics: map[string]bool{}, block: map[string]chan struct{}{},
		columns: map[string][]connectors.Column{}, version: map[string]string{},
		page: map[string]int{}, rejected: map[string]map[int]string{}, live: map[string]int64{}, unfinished: map[string]int{},
		atOnce: map[string]int{}, most: map[string]int{},
	}
}

func (o *outside) pulled() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	pulls := slices.Clone(o.pulls)
	slices.Sort(pulls)
	o.pulls = nil
	return pulls
}

var _ Connectors = (*outside)(nil)

func (o *outside) Types() []string { return []string{"alpha", "beta", "gamma", "delta"} }

func (o *outside) Streams(typ string) []connectors.Stream {
	stream := func(name string) connectors.Stream {
		columns := []connectors.Column{{Name: "id", Type: connectors.Int}}
		return connectors.Stream{Name: name, Key: []string{"id"}, Version: o.version[name], Columns: append(columns, o.columns[name]...)}
	}
	switch typ {
	case "alpha":
		return []connectors.Stream{stream("companies"), stream("deals")}
	case "beta":
		return []connectors.Stream{stream("tickets")}
	case "delta":
		var many []connectors.Stream
		for i := range 9 {
			many = append(many, stream(fmt.Sprintf("stream%d", i)))
		}
		return many
	}
	return []connectors.Stream{stream("others")}
}

func (o *outside) Open(src config.Source, _ connectors.Deps) (connectors.Source, error) {
	if err := o.fail[src.Name]; err != nil {
		return nil, err
	}
	return &fakeSource{outside: o, name: src.Name, streams: o.Streams(src.Type)}, nil
}

// fakeSource gives the things added since the cursor.
type fakeSource struct {
	outside *outside
	name    string
	streams []connectors.Stream
}

func (s *fakeSource) Streams() []connectors.Stream { return s.streams }

func (s *fakeSource) Check(_ context.Context, stream string) error {
	defer s.outside.enter(s.name)()
	key := s.name + ".check"
	if stream != "" {
		key = s.name + "." + stream + ".check"
	}
	if s.outside.panics[key] {
		panic("no such field")
	}
	return s.outside.fail[key]
}

func (s *fakeSource) Pull(ctx context.Context, req connectors.Request, sink connectors.Sink) (connectors.Result, error) {
	key := s.name + "." + req.Stream
	o := s.outside
	defer o.enter(s.name)()
	o.mu.Lock()
	o.pulls = append(o.pulls, key+" from "+string(req.Cursor))
	total, fail, panics, hang, gate := o.things[key], o.fail[key], o.panics[key], o.block[key], o.gate
	page, rejected, quota := o.page[key], o.rejected[key], o.unfinished[key]
	result := connectors.Result{Mode: connectors.Full}
	if live, ok := o.live[key]; ok {
		result.Live = &live
	}
	o.mu.Unlock()
	if o.entered != nil {
		o.entered <- s.name
	}
	if gate != nil {
		<-gate
	}
	from := 0
	if req.Cursor != nil {
		result.Mode = connectors.Increment
		if err := json.Unmarshal(req.Cursor, &from); err != nil {
			return connectors.Result{}, err
		}
	}
	if page == 0 {
		page = max(1, total)
	}
	for at := from; at < total || at == from; at += page {
		to := min(at+page, total)
		rows, err := s.land(req, sink, at, to, rejected)
		if err != nil {
			return connectors.Result{}, err
		}
		result.Rows, result.Rejected = result.Rows+rows, result.Rejected+int64(to-at)-rows
		result.Pages, result.Cursor = result.Pages+1, json.RawMessage(fmt.Sprint(to))
		req.Progress(result.Rows)
		if o.onPage != nil {
			if err := o.onPage(key, to); err != nil {
				return connectors.Result{}, err
			}
		}
		if quota > 0 && to >= quota {
			result.Unfinished = "the daily quota is used up"
			return result, nil
		}
		if to < total {
			load, err := req.Checkpoint(result)
			if err != nil {
				return connectors.Result{}, err
			}
			req.LoadID, req.LoadedAt = load.ID, load.At
		}
	}
	if hang != nil {
		close(hang)
		<-ctx.Done()
		return connectors.Result{}, ctx.Err()
	}
	if panics {
		panic("no such field")
	}
	return result, fail
}

// enter counts a pull of the source as under way until it is told otherwise.
func (o *outside) enter(source string) (leave func()) {
	count := func(n int) {
		o.mu.Lock()
		defer o.mu.Unlock()
		o.atOnce[source] += n
		o.most[source] = max(o.most[source], o.atOnce[source])
	}
	count(1)
	return func() { count(-1) }
}

// land hands over the things of a page that are not to be rejected.
func (s *fakeSource) land(req connectors.Request, sink connectors.Sink, from, to int, rejected map[int]string) (rows int64, err error) {
	for start := from; start < to; start++ {
		if reason, bad := rejected[start]; bad {
			err := req.Reject(connectors.Reject{Place: fmt.Sprintf("page 1, record %d", start), Reason: reason, Record: fmt.Appendf(nil, `{"thing": %d}`, start)})
			if err != nil {
				return 0, err
			}
			continue
		}
		end := start + 1
		for ; end < to; end++ {
			if _, bad := rejected[end]; bad {
				break
			}
		}
		rec := s.rows(req, start, end)
		err := sink(rec)
		rec.Release()
		if err != nil {
			return 0, err
		}
		rows, start = rows+int64(end-start), end-1
	}
	return rows, nil
}

func (s *fakeSource) rows(req connectors.Request, from, to int) arrow.Record {
	at := slices.IndexFunc(s.streams, func(d connectors.Stream) bool { return d.Name == req.Stream })
	schema := connectors.Schema(s.streams[at])
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	defer b.Release()
	for i := from; i < to; i++ {
		for f, field := range schema.Fields() {
			switch field.Name {
			case "id", "_seq":
				b.Field(f).(*array.Int64Builder).Append(int64(i))
			case "_load_id":
				b.Field(f).(*array.StringBuilder).Append(req.LoadID)
			case "_loaded_at":
				b.Field(f).(*array.TimestampBuilder).Append(arrow.Timestamp(req.LoadedAt.UnixMicro()))
			case "_deleted":
				b.Field(f).(*array.BooleanBuilder).Append(false)
			default:
				b.Field(f).AppendNull()
			}
		}
	}
	return b.NewRecord()
}

// buildFake stands in for the models: one table that says which run it is, for
// which day, and how many rows DuckDB finds in each table's files.
func (o *outside) buildFake(ctx context.Context, opts transforms.Options) (_ *transforms.Report, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.builds++
	if o.build != nil {
		return nil, o.build
	}
	db, err := sql.Open("duckdb", opts.Path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	statements := []string{"CREATE TABLE landed (run VARCHAR, as_of VARCHAR, name VARCHAR, source VARCHAR, rows BIGINT, previous BIGINT)"}
	for _, t := range opts.Tables {
		for _, s := range t.Sources {
			rows := "0"
			if len(s.Files) > 0 {
				rows = "(SELECT count(*) FROM read_parquet(['" + strings.Join(s.Files, "','") + "']))"
			}
			statements = append(statements, fmt.Sprintf("INSERT INTO landed VALUES ('%s', '%s', '%s', '%s', %s, %d)",
				opts.Settings.RunID, opts.Settings.AsOf.Format(time.DateOnly), t.Name, s.Source, rows, s.PreviousRows))
		}
	}
	for _, statement := range statements {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return nil, err
		}
	}
	opts.Progress("landed", 1, 1)
	return &transforms.Report{Models: []transforms.ModelResult{{Name: "landed"}}, Checks: o.checks}, nil
}

// Inspect refuses what the test says must not leave.
func (o *outside) Inspect(file []byte, _ *reports.QBR) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.secret != "" && bytes.Contains(file, []byte(o.secret)) {
		return fmt.Errorf("it names %s", o.secret)
	}
	return nil
}

// drawFake prints the customer's id; some customers cannot be drawn.
type drawFake struct{}

func (drawFake) Render(w io.Writer, q *reports.QBR) (pdf.Result, error) {
	switch q.Customer.Name {
	case "poison":
		return pdf.Result{}, errors.New("no glyph for U+FFFF")
	case "bomb":
		panic("index out of range")
	}
	n, err := fmt.Fprintf(w, "review of %s for %s", q.Customer.ID, q.Period)
	return pdf.Result{DocumentID: "QBR-" + q.Customer.ID, Pages: 1, Bytes: n}, err
}

func (drawFake) Companion(w io.Writer, c *reports.Companion) (pdf.Result, error) {
	switch c.Customer.Name {
	case "poison":
		return pdf.Result{}, errors.New("no glyph for U+FFFF")
	case "bomb":
		panic("index out of range")
	}
	n, err := fmt.Fprintf(w, "companion of %s for %s", c.Customer.ID, c.Period)
	return pdf.Result{DocumentID: "INT-" + c.Customer.ID, Pages: 3, Bytes: n}, err
}

// bench is a pipeline in a test's world.
type bench struct {
	*Pipeline
	outside   *outside
	clock     *clockwork.FakeClock
	cfg       *config.Config
	customers []reports.Customer // who is due a review
	book      customerBook
}

func newBench(t *testing.T, change ...func(*config.Config)) *bench {
	t.Helper()
	return benchIn(t, t.TempDir(), newOutside(), clockwork.NewFakeClockAt(twoInTheMorning), change...)
}

// benchIn opens a pipeline on a data folder, as a process of its own would.
func benchIn(t *testing.T, dir string, world *outside, clock *clockwork.FakeClock, change ...func(*config.Config)) *bench {
	t.Helper()
	const text = "company: {name: Acme, currency: USD, timezone: America/New_York}\nsources: [{name: crm, type: stripe, token: x}]\n"
	cfg, err := config.Parse("test.yml", []byte(text), func(string) (string, bool) { return "", false })
	if err != nil {
		t.Fatal(err)
	}
	cfg.Data = filepath.Join(dir, "data")
	cfg.Sources = []config.Source{{Name: "crm", Type: "alpha"}, {Name: "desk", Type: "beta"}}
	for _, f := range change {
		f(cfg)
	}
	b := &bench{outside: world, clock: clock, cfg: cfg, customers: []reports.Customer{{ID: "c1", Name: "One"}, {ID: "c2", Name: "Two"}}}
	// Every pipeline draws other ids, as every process does.
	b.Pipeline, err = New(cfg, Deps{Now: clock.Now, Entropy: rand.NewChaCha8(randomSeed()), Connectors: world,
		Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	b.Pipeline.clock = clock
	b.inChild = b.inProcess
	b.stages = stages{
		build:         world.buildFake,
		restate:       func(context.Context, *lake.Lake, string, moment) error { return nil },
		record:        func(context.Context, *lake.Lake, Publication) error { return nil },
		newRenderer:   func() (reviewRenderer, error) { return drawFake{}, nil },
		newCompanions: func() (companionRenderer, error) { return drawFake{}, nil },
		readCompanions: func(_ context.Context, _ *sql.DB, opts reports.QBROptions, yield func(*reports.Companion) error) error {
			for _, c := range b.customers {
				if opts.Customers != nil && !slices.Contains(opts.Customers, c.ID) {
					continue
				}
				if err := yield(&reports.Companion{Customer: c, Period: opts.Period}); err != nil {
					return err
				}
			}
			return nil
		},
		newInspector: func(context.Context, *sql.DB) (inspector, error) { return world, nil },
		readStandings: func(context.Context, *sql.DB) (map[string]reports.Standing, error) {
			standings := map[string]reports.Standing{}
			for _, check := range world.checks {
				for _, id := range check.Holds {
					standings[id] = reports.Standing{Checks: append(standings[id].Checks, check.Name)}
				}
			}
			return standings, nil
		},
		readReviews: func(_ context.Context, _ *sql.DB, opts reports.QBROptions, yield func(*reports.QBR) error) error {
			for _, c := range b.customers {
				if opts.Customers != nil && !slices.Contains(opts.Customers, c.ID) {
					continue
				}
				if err := yield(&reports.QBR{Customer: c, Period: opts.Period, Goals: make([]reports.Goal, 1)}); err != nil {
					return err
				}
			}
			return nil
		},
		writePack: func(_ context.Context, _ *sql.DB, w io.Writer) (pdf.Result, error) {
			_, err := io.WriteString(w, "%PDF pack")
			return pdf.Result{DocumentID: "PACK", Pages: 1, Bytes: 9}, err
		},
		readCustomerBook: func(context.Context, *sql.DB) (customerBook, error) { return b.book, nil },
		readDigest: func(_ context.Context, _ *sql.DB, opts reports.DigestOptions) (*reports.Digest, error) {
			return &reports.Digest{Company: opts.Company, Currency: opts.Currency, AsOf: opts.AsOf, RunID: opts.RunID, QBRs: opts.QBRs, Pack: opts.Pack}, nil
		},
	}
	return b
}

// inProcess runs here what would be a process of its own.
func (b *bench) inProcess(ctx context.Context, c childRun) (outcome, error) {
	if c.begun != nil {
		c.begun(c.opts.RunID)
	}
	report, err := b.Run(ctx, c.opts)
	out := outcome{runID: report.RunID, as: state.TickDone}
	var held *HeldError
	switch {
	case errors.As(err, &held):
		out.as, out.reason = state.TickHeld, err.Error()
	case err != nil:
		out.as, out.reason, out.again = state.TickFailed, err.Error(), true
	}
	return out, nil
}

func pid() string { return strconv.Itoa(os.Getpid()) }

func blockingCheck() []transforms.CheckResult {
	return []transforms.CheckResult{{Name: "bridge_adds_up", Severity: transforms.SeverityError, Failed: 2, Total: 30, Blocks: true}}
}

func randomSeed() (seed [32]byte) {
	for i := range seed {
		seed[i] = byte(rand.UintN(256))
	}
	return seed
}

// landed reads what the current publication says of a table.
func (b *bench) landed(t *testing.T, table string) (run, asOf string, rows, previous int) {
	t.Helper()
	db, err := b.OpenCurrent(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.QueryRow("SELECT run, as_of, rows, previous FROM landed WHERE name = ?", table).Scan(&run, &asOf, &rows, &previous)
	if err != nil {
		t.Fatal(err)
	}
	return run, asOf, rows, previous
}
