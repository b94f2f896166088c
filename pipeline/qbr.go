package pipeline

import (
	"context"
	"errors"
	"fmt"
	"time"

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
	// missing leaves alone every review of the batch that is written already.
	missing bool
}

// QBRReport is a batch of reviews; it is also the batch's manifest.json.
type QBRReport struct {
	Quarter string `json:"quarter"`
	AsOf    string `json:"as_of"`
	RunID   string `json:"run_id"`
	Dir     string `json:"-"`
	// Reviews are in the order of their customer ids.
	Reviews  []Review      `json:"reviews"`
	Duration time.Duration `json:"-"`
	// Skipped is set when the quarter's batch was complete already.
	Skipped bool `json:"-"`
}

// ReviewState is what became of a review.
type ReviewState string

// The states of a review.
const (
	ReviewWritten ReviewState = "written"
	ReviewHeld    ReviewState = "held"   // a data check holds the customer
	ReviewFailed  ReviewState = "failed" // it could not be drawn
)

// Review is one customer's review.
type Review struct {
	CustomerID string      `json:"customer_id"`
	Customer   string      `json:"customer"`
	State      ReviewState `json:"state"`
	// Reason says why it is not written.
	Reason     string   `json:"reason,omitempty"`
	File       string   `json:"file,omitempty"`
	DocumentID string   `json:"document_id,omitempty"`
	Pages      int      `json:"pages,omitempty"`
	Bytes      int      `json:"bytes,omitempty"`
	SHA256     string   `json:"sha256,omitempty"`
	Warnings   []string `json:"warnings,omitempty"`
	// RunID is the publication its numbers come from.
	RunID string `json:"run_id"`
}

// Count is how many reviews of the batch ended so.
func (r QBRReport) Count(as ReviewState) int {
	n := 0
	for _, review := range r.Reviews {
		if review.State == as {
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
	current, db := marts.Publication, marts.DB
	period, _, err := p.quarter(opts.Quarter, current)
	if err != nil {
		return report, err
	}
	report = QBRReport{Quarter: period.String(), AsOf: current.AsOf, RunID: current.RunID, Dir: opts.Out}
	if report.Dir == "" {
		report.Dir = p.path("reports", report.Quarter)
		if !marts.Current { // what was sent must not change
			report.Dir += "-as-of-" + current.AsOf
		}
	}
	renderer, err := p.stages.newRenderer()
	if err != nil {
		return report, err
	}
	earlier, err := readBatch(report.Dir)
	if err != nil {
		return report, err
	}
	b := &batch{pipeline: p, renderer: renderer, dir: report.Dir, current: current, tracker: tracker, names: map[string]string{}}
	err = b.run(func(yield func(*reports.QBR) error) error {
		return p.stages.readReviews(ctx, db, p.reviewOptions(period, opts.Customers), func(q *reports.QBR) error {
			if opts.missing && earlier.written(q.Customer.ID) {
				return ctx.Err()
			}
			return errors.Join(yield(q), ctx.Err())
		})
	})
	report.Reviews = b.sorted()
	if errors.Is(err, reports.ErrNoCustomer) {
		return report, &UsageError{err}
	}
	if err != nil {
		return report, err
	}
	if err := report.write(earlier, opts); err != nil {
		return report, err
	}
	p.deps.Log.InfoContext(ctx, "wrote reviews", "quarter", report.Quarter, "written", report.Count(ReviewWritten),
		"held", report.Count(ReviewHeld), "failed", report.Count(ReviewFailed))
	return report, b.failures()
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
