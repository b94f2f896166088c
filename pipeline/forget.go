package pipeline

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"quarterdeck/pipeline/access"
	"quarterdeck/pipeline/forget"
	"quarterdeck/pipeline/lake"
	"quarterdeck/pipeline/state"
)

// ForgetOptions say whom to forget, who asked for it and why.
type ForgetOptions struct {
	// Customer is an id or a whole name.
	Customer   string
	By, Reason string
	// DryRun changes nothing and tells what would go.
	DryRun bool
}

// ForgetReport says what is gone, or would be.
type ForgetReport struct {
	CustomerID string `json:"customer_id"`
	DryRun     bool   `json:"dry_run"`
	// Resumed says that an earlier forgetting had broken off and was ended first.
	Resumed bool `json:"resumed"`
	// Streams are those of the lake that have rows of the customer.
	Streams []ForgottenStream `json:"streams"`
	// Files are those removed from reports, rejects and logs; Texts counts the places
	// that were blotted out in what stays.
	Files []string `json:"files"`
	Texts int      `json:"texts"`
	// Publications are those removed, Published is the one that took their place;
	// Unpublished says why there is none.
	Publications int    `json:"publications"`
	Published    string `json:"published,omitempty"`
	Unpublished  string `json:"unpublished,omitempty"`
	// Searched is how many files the search at the end read, Found what it found all
	// the same.
	Searched int           `json:"searched"`
	Found    []string      `json:"found"`
	Duration time.Duration `json:"duration"`
}

// ForgottenStream is a stream with rows of the customer.
type ForgottenStream struct {
	Source string `json:"source"`
	Stream string `json:"stream"`
	Rows   int64  `json:"rows"`
}

// The files that say what was forgotten, and what is being.
const (
	forgottenFile  = "forgotten.json"
	forgettingFile = "forgetting.json"
)

// forgetting is a forgetting under way. It names the customer, and lies in the data
// folder until it is done, so that one that broke off can be ended.
type forgetting struct {
	CustomerID string   `json:"customer_id"`
	Words      []string `json:"words"` // ids and addresses, as they stand in texts
	Names      []string `json:"names"` // of the customer and its people
	By         string   `json:"by"`
	Reason     string   `json:"reason"`
}

// Forget removes a customer from everything in the data folder, and keeps it from
// coming back with a later pull. One that broke off goes on where it stood.
func (p *Pipeline) Forget(ctx context.Context, opts ForgetOptions) (report ForgetReport, err error) {
	started := p.deps.Now()
	if strings.TrimSpace(opts.By) == "" || strings.TrimSpace(opts.Reason) == "" {
		return report, &UsageError{errors.New("forget: say who asks for it and why")}
	}
	err = p.writing(ctx, "forget", false, func() error {
		report, err = p.forgetLocked(ctx, opts)
		return err
	})
	report.Duration = p.deps.Now().Sub(started)
	return report, err
}

func (p *Pipeline) forgetLocked(ctx context.Context, opts ForgetOptions) (ForgetReport, error) {
	var job forgetting
	resumed, err := readJSONFile(p.path(forgettingFile), &job)
	if err != nil {
		return ForgetReport{}, err
	}
	if resumed && !opts.DryRun {
		report, err := p.carryOut(ctx, job)
		report.Resumed = true
		if err != nil || job.CustomerID == opts.Customer || contains(job.Names, opts.Customer) {
			return report, err
		}
	}
	list, err := p.forgottenList()
	if err != nil {
		return ForgetReport{}, err
	}
	if job, err = p.subject(ctx, opts, list); err != nil {
		return ForgetReport{}, err
	}
	if opts.DryRun {
		return p.wouldForget(ctx, job, list)
	}
	list.Begin(forget.Act{At: p.deps.Now().UTC(), By: opts.By, Reason: opts.Reason})
	// The job first: a list without one would leave out a customer nobody removes.
	if err := writeSecretJSON(p.path(forgettingFile), job); err != nil {
		return ForgetReport{}, err
	}
	if err := p.writeForgotten(list); err != nil {
		return ForgetReport{}, err
	}
	return p.carryOut(ctx, job)
}

func contains(all []string, one string) bool {
	for _, a := range all {
		if strings.EqualFold(a, one) {
			return true
		}
	}
	return false
}

// carryOut does a forgetting from its beginning; what is done already finds nothing to do.
func (p *Pipeline) carryOut(ctx context.Context, job forgetting) (ForgetReport, error) {
	report := ForgetReport{CustomerID: job.CustomerID, Streams: []ForgottenStream{}, Files: []string{}, Found: []string{}}
	store, db, err := p.open(ctx)
	if err != nil {
		return report, err
	}
	list, err := p.forgottenList()
	if err != nil {
		return report, err
	}
	// A crash may have come between the job and the list.
	if err := p.listSubject(ctx, job, list); err != nil {
		return report, err
	}
	_, learned, err := p.learnForgotten(ctx, store, list)
	if err != nil {
		return report, err
	}
	job.Words = append(job.Words, learned...)
	// Once the rows are gone nobody could learn this again.
	if err := errors.Join(writeSecretJSON(p.path(forgettingFile), job), p.writeForgotten(list)); err != nil {
		return report, err
	}
	words := forget.NewScrubber(job.Words)
	if err := p.forgetRows(ctx, store, list, words, &report); err != nil {
		return report, err
	}
	texts := forget.NewScrubber(append(append([]string{}, job.Words...), job.Names...))
	if err := p.forgetFiles(job, texts, &report); err != nil {
		return report, err
	}
	if err := p.forgetPublications(ctx, &report); err != nil {
		return report, err
	}
	// Last of what is changed, because making a publication writes here as well.
	if report.Texts, err = db.Scrub(ctx, texts.Text); err != nil {
		return report, err
	}
	return report, p.endForgetting(ctx, job, list, db, &report)
}

// endForgetting searches for what is left, and notes the act as done where nothing is.
func (p *Pipeline) endForgetting(ctx context.Context, job forgetting, list *forget.List, db *state.DB, report *ForgetReport) error {
	if err := p.searchForgotten(ctx, job, report); err != nil {
		return err
	}
	if n := len(report.Found); n > 0 {
		return fmt.Errorf("forget: %d places still name the customer, such as %s; run the same command again", n, report.Found[0])
	}
	list.End()
	if err := p.writeForgotten(list); err != nil {
		return err
	}
	err := auditor{db}.Record(ctx, access.Entry{At: p.deps.Now(), Who: job.By, Action: access.Forgot, What: "a customer: " + job.Reason})
	if err != nil {
		return err
	}
	if err := os.Remove(p.path(forgettingFile)); err != nil {
		return fmt.Errorf("forget: %w", err)
	}
	p.deps.Log.InfoContext(ctx, "forgot a customer", "by", job.By, "streams", len(report.Streams), "files", len(report.Files))
	return syncDir(p.cfg.Data)
}

// forgottenList reads the list of what was forgotten, or makes one.
func (p *Pipeline) forgottenList() (*forget.List, error) {
	data, err := os.ReadFile(p.path(forgottenFile))
	if errors.Is(err, os.ErrNotExist) {
		return forget.NewList(p.entropy)
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", forgottenFile, err)
	}
	return forget.ParseList(data)
}

func (p *Pipeline) writeForgotten(list *forget.List) error {
	data, err := list.Encode()
	if err != nil {
		return err
	}
	return writeSecretFile(p.path(forgottenFile), data)
}

// streamOf is a stream of the lake as its rows are judged.
func (p *Pipeline) streamOf(id lake.StreamID) forget.Stream {
	s := forget.Stream{Source: id.Source, Name: id.Stream}
	for _, source := range p.cfg.Sources {
		if source.Name == id.Source {
			s.Type = landsAs(source.Type)
		}
	}
	return s
}
