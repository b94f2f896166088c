package reports

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"quarterdeck/reports/marks"
)

// QBROptions says which reviews to read.
type QBROptions struct {
	// Period is the quarter; the zero value is the last complete one at the
	// database's as-of day.
	Period Period
	// Customers are ids; nil is everyone who pays at the quarter's last day or
	// at the as-of day. An id that does not exist is an error.
	Customers []string
	// Supplier names the sender; empty takes the company of the database.
	Supplier string
	// Commercial says whose review may tell of term and renewal; nil is nobody's.
	Commercial func(customer string) bool
	// Personal says whose review may name people by what they did; nil is nobody's.
	Personal func(customer string) bool
	// LanguageAttribute is the attribute with the language of a customer's reviews.
	LanguageAttribute string
	// Batch is how many customers are read with one set of queries; 0 is 250.
	Batch int
	// Failed is told of each customer who alone cannot be read, and reading goes on;
	// nil ends it there.
	Failed func(c Customer, err error)
}

// ErrNoCustomer is returned for an id the database does not know.
var ErrNoCustomer = errors.New("no such customer")

// ReadQBRs reads the facts of reviews from a published database and hands them
// to yield, one customer at a time in the order of their ids. An error of yield
// ends the reading and is returned.
//
// Customers are read in batches with one query per subject, and a row reaches
// a review only through its customer_id.
func ReadQBRs(ctx context.Context, db *sql.DB, opts QBROptions, yield func(*QBR) error) error {
	r, err := newQBRReader(ctx, db, opts)
	if err != nil {
		return fmt.Errorf("read reviews: %w", err)
	}
	ids, err := r.audience(ctx, opts.Customers)
	if err != nil {
		return fmt.Errorf("read reviews: %w", err)
	}
	return inBatches(ctx, r, ids, opts, r.read, yield)
}

// read wraps what is wrong with a batch for those who are told.
func (r *qbrReader) read(ctx context.Context, ids []string) ([]*QBR, error) {
	all, err := r.batch(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("read reviews: %w", err)
	}
	return all, nil
}

// qbrReader holds what all batches share.
type qbrReader struct {
	db         *sql.DB
	frame      frame
	supplier   Supplier
	asOf       time.Time
	knownAt    time.Time
	commercial func(customer string) bool
	personal   func(customer string) bool
	language   string // the attribute with a customer's language
	sources    []Source
	checks     Checks
	targets    map[string]float64

	definitions map[string]string
}

func newQBRReader(ctx context.Context, db *sql.DB, opts QBROptions) (*qbrReader, error) {
	r := &qbrReader{db: db, commercial: allowed(opts.Commercial), personal: allowed(opts.Personal), language: opts.LanguageAttribute, targets: map[string]float64{}, definitions: map[string]string{}}
	var fiscal int
	row := db.QueryRowContext(ctx, `SELECT as_of, known_at, company, currency, timezone, fiscal_year_start FROM core.settings`)
	if err := row.Scan(&r.asOf, &r.knownAt, &r.supplier.Name, &r.supplier.Currency, &r.supplier.Timezone, &fiscal); err != nil {
		return nil, fmt.Errorf("settings: %w", err)
	}
	if opts.Supplier != "" {
		r.supplier.Name = opts.Supplier
	}
	period := opts.Period
	if period.Start.IsZero() {
		period = LastCompleteQuarter(r.asOf, fiscal)
	}
	if r.asOf.Before(period.Start) {
		return nil, fmt.Errorf("the quarter %s has not begun on the as-of day %s", period, r.asOf.Format(time.DateOnly))
	}
	r.frame = newFrame(period, r.asOf)
	return r, errors.Join(r.readSources(ctx), r.readChecks(ctx), r.readTargets(ctx), r.readDefinitions(ctx))
}

// allowed is a permission that can be asked: without one nobody has it.
func allowed(given func(customer string) bool) func(customer string) bool {
	if given == nil {
		return func(string) bool { return false }
	}
	return given
}

// audience resolves the ids to read, in order.
func (r *qbrReader) audience(ctx context.Context, wanted []string) ([]string, error) {
	if wanted == nil {
		return r.strings(ctx, `
SELECT customer_id FROM marts.customers
WHERE paying OR customer_id IN (
  SELECT customer_id FROM core.subscription_periods
  WHERE kind = 'paid' AND mrr > 0 AND start_date <= ? AND (end_date IS NULL OR end_date > ?))
ORDER BY customer_id`, r.frame.period.Last(), r.frame.period.Last())
	}
	found, err := r.strings(ctx, `SELECT customer_id FROM marts.customers WHERE customer_id IN `+idList+` ORDER BY customer_id`, joinIDs(wanted))
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	for _, id := range found {
		known[id] = true
	}
	for _, id := range wanted {
		if !known[id] {
			return nil, fmt.Errorf("customer %q: %w", id, ErrNoCustomer)
		}
	}
	return found, nil
}

// batch reads the reviews of some customers.
func (r *qbrReader) batch(ctx context.Context, ids []string) ([]*QBR, error) {
	b := &batch{qbrReader: r, ids: joinIDs(ids), byID: make(map[string]*QBR, len(ids)), history: map[string]*history{}}
	for _, step := range []struct {
		what string
		read func(context.Context) error
	}{
		{"figures", b.readCitations}, {"customers", b.readCustomers}, {"contacts", b.readContacts}, {"attendees", b.readAttendees}, {"terms", b.readTerms},
		{"steps of the start", b.readSteps}, {"goals", b.readGoals}, {"commitments", b.readCommitments}, {"notes", b.readNotes},
		{"weekly usage", b.readWeeks}, {"usage peaks", b.readPeaks}, {"features", b.readFeatures}, {"teams", b.readTeams}, {"seats", b.readSeats}, {"news", b.readNews}, {"value", b.readValue},
		{"support", b.readSupport}, {"voice", b.readVoice}, {"moments", b.readMoments},
	} {
		if err := step.read(ctx); err != nil {
			return nil, fmt.Errorf("%s: %w", step.what, err)
		}
	}
	out := make([]*QBR, 0, len(ids))
	for _, id := range ids {
		if q := b.byID[id]; q != nil {
			b.finish(q)
			out = append(out, q)
		}
	}
	return out, nil
}

// batch is a set of customers being read.
type batch struct {
	*qbrReader
	ids     string
	byID    map[string]*QBR
	history map[string]*history

	published citations
}

// idList is the set of ids a query is given as one parameter. The separator is
// a control character no id holds.
const idList = `(SELECT unnest(string_split(?, chr(31))))`

func joinIDs(ids []string) string { return strings.Join(ids, "\x1f") }

// each runs a query and hands every row to scan.
func (r *qbrReader) each(ctx context.Context, query string, scan func(*sql.Rows) error, args ...any) (err error) {
	rows, err := r.db.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (r *qbrReader) strings(ctx context.Context, query string, args ...any) ([]string, error) {
	var out []string
	err := r.each(ctx, query, func(rows *sql.Rows) error {
		var s string
		err := rows.Scan(&s)
		out = append(out, s)
		return err
	}, args...)
	return out, err
}

// text is a nullable text as "".
type text struct{ s *string }

// Scan implements sql.Scanner.
func (t text) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*t.s = ""
	case string:
		*t.s = marks.Strip(strings.TrimSpace(v))
	default:
		return fmt.Errorf("want text, got %T", v)
	}
	return nil
}

// dayOf is a nullable date as the zero time.
type dayOf struct{ t *time.Time }

// Scan implements sql.Scanner.
func (d dayOf) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*d.t = time.Time{}
	case time.Time:
		*d.t = Day(v)
	default:
		return fmt.Errorf("want a date, got %T", v)
	}
	return nil
}

// figure is a nullable number as a Number that is missing.
type figure struct{ n *Number }

// Scan implements sql.Scanner.
func (f figure) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*f.n = Number{}
	case float64:
		*f.n = Num(v)
	case int64:
		*f.n = Num(float64(v))
	case int32:
		*f.n = Num(float64(v))
	default:
		return fmt.Errorf("want a number, got %T", v)
	}
	return nil
}
