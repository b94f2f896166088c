package pipeline

import (
	"context"
	"errors"
	"fmt"
	"time"

	"quarterdeck/pipeline/batch"
	"quarterdeck/reports"
)

// QBROptions say which reviews to write.
type QBROptions struct {
	// Customers limits the batch to these ids; nil means every customer due one.
	Customers []string
	// Quarter is a fiscal quarter as "2026Q3"; empty means the last complete one.
	Quarter string
	// Out is the folder to write to; empty means reports/<quarter> of the data folder.
	Out string
	// Clocks say of which day and with which knowledge; zero means the publication.
	Clocks Clocks
	// Audience says whether the reviews, the internal companions or both are written.
	Audience Audience
	// Zip packs the batch into one file as well.
	Zip bool
	// missing leaves alone every review of the batch that is written already.
	missing bool
}

// Review is one customer's review as the batch's manifest knows it, ReviewState what
// became of it.
type (
	Review      = batch.Review
	ReviewState = batch.State
)

// The states of a review; package batch says what each means.
const (
	ReviewWritten  = batch.Written
	ReviewHeld     = batch.Held
	ReviewInternal = batch.Internal
	ReviewFailed   = batch.Failed
)

// QBRReport is a batch of reviews and how it went.
type QBRReport struct {
	batch.Manifest
	Dir string `json:"-"`
	// Unused are decisions about reviews of the quarter that nobody is due.
	Unused []string `json:"unused_decisions,omitempty"`
	// Spent says where the time of the workers went.
	Spent Spent `json:"-"`
	// Packed is the file the whole batch is packed into; empty without one.
	Packed   string        `json:"packed,omitempty"`
	Duration time.Duration `json:"-"`
	// Skipped is set when the quarter's batch was complete already.
	Skipped bool `json:"-"`
	// Companions are what was written for the team; nil where nothing was to be.
	Companions *CompanionReport `json:"companions,omitempty"`
}

// Kept is how many reviews the batch found written and left as they were.
func (r QBRReport) Kept() int {
	n := 0
	for _, review := range r.Reviews {
		if review.Kept {
			n++
		}
	}
	return n
}

// QBRs writes the reviews of a quarter from the published marts. A review that
// fails does not stop the others: it is in the report and in the error.
func (p *Pipeline) QBRs(ctx context.Context, opts QBROptions) (report QBRReport, err error) {
	err = p.writing(ctx, "qbr", false, func() error {
		report, err = p.qbrs(ctx, opts)
		return err
	})
	return report, err
}

func (p *Pipeline) qbrs(ctx context.Context, opts QBROptions) (report QBRReport, err error) {
	started := p.deps.Now()
	tracker := p.deps.Progress.Stage("qbr")
	defer func() { report.Duration = p.deps.Now().Sub(started); tracker.Done(err) }()
	marts, err := p.Marts(ctx, opts.Clocks)
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, marts.Close()) }()
	current := marts.Publication
	period, _, err := p.quarter(opts.Quarter, current)
	if err != nil {
		return report, err
	}
	report.Quarter, report.AsOf, report.RunID, report.Dir = period.String(), current.AsOf, current.RunID, opts.Out
	if report.Dir == "" {
		report.Dir = p.path("reports", report.Quarter)
		if !marts.Current { // what was sent must not change
			report.Dir += "-as-of-" + current.AsOf
		}
	}
	var internal error
	if opts.Audience.us() {
		report.Companions, internal = p.companions(ctx, marts, report.Dir, p.reviewOptions(period, opts.Customers), opts.missing)
	}
	var usage *UsageError
	if !opts.Audience.customers() || ctx.Err() != nil || errors.As(internal, &usage) {
		return report, internal
	}
	err = p.customerReviews(ctx, marts, period, opts, &report, tracker)
	return report, errors.Join(err, internal)
}

// customerReviews writes the reviews into the report's folder.
func (p *Pipeline) customerReviews(ctx context.Context, marts *Marts, period reports.Period, opts QBROptions, report *QBRReport, tracker Tracker) error {
	b, err := p.newReviewBatch(ctx, marts, period, report.Dir, tracker)
	if err != nil {
		return err
	}
	err = b.reviews(ctx, p.reviewOptions(period, opts.Customers), opts.missing)
	report.Reviews, report.Spent = b.sorted(), b.hands.spent()
	report.Made, report.Decisions = []batch.Provenance{b.made}, b.decided
	if err := errors.Join(err, b.journal.close()); err != nil {
		if errors.Is(err, reports.ErrNoCustomer) {
			err = &UsageError{err}
		}
		return err
	}
	if opts.Customers == nil && !opts.missing {
		report.Unused = unusedDecisions(p.cfg.Reviews.Decided, report.Manifest)
	}
	if report.Packed, err = b.finish(report.Manifest, opts); err != nil {
		return err
	}
	report.Spent = b.hands.spent()
	p.deps.Log.InfoContext(ctx, "wrote reviews", "quarter", report.Quarter, "written", report.Count(ReviewWritten)-report.Kept(),
		"kept", report.Kept(), "held", report.Count(ReviewHeld), "internal", report.Count(ReviewInternal), "failed", report.Count(ReviewFailed), "spent", report.Spent.String())
	return b.failures()
}

// dueBatch is the batch the night has to see to, as far as it is written: that
// of the last complete quarter.
func (p *Pipeline) dueBatch() (QBRReport, error) {
	current, err := p.Current()
	if err != nil {
		return QBRReport{}, err
	}
	period, _, err := p.quarter("", current)
	if err != nil {
		return QBRReport{}, err
	}
	report := QBRReport{Dir: p.path("reports", period.String())}
	report.Manifest, err = batch.Read(report.Dir)
	return report, err
}

// quarter resolves the option against the publication: its as-of date decides
// which quarter is complete.
func (p *Pipeline) quarter(label string, current Publication) (reports.Period, time.Time, error) {
	asOf, err := p.dayOf(current)
	if err != nil {
		return reports.Period{}, asOf, err
	}
	if label == "" {
		return reports.LastCompleteQuarter(asOf, p.cfg.Company.FiscalYearStart), asOf, nil
	}
	period, err := reports.ParseQuarter(label, p.cfg.Company.FiscalYearStart)
	if err != nil {
		return period, asOf, &UsageError{err}
	}
	if reports.Day(asOf).Before(period.Start) {
		return period, asOf, &UsageError{fmt.Errorf("quarter %s begins after the as-of date %s of the published marts", period, current.AsOf)}
	}
	return period, asOf, nil
}

// quarterNamed is the quarter of a label such as 2026Q3.
func (p *Pipeline) quarterNamed(label string) (reports.Period, error) {
	return reports.ParseQuarter(label, p.cfg.Company.FiscalYearStart)
}
