package reports

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// ReadCompanions reads what the team should know of customers from a published
// database, one customer at a time in the order of their ids, as ReadQBRs does for
// their reviews: of the same customers, in batches with one query per subject. An
// error of yield ends the reading and is returned.
func ReadCompanions(ctx context.Context, db *sql.DB, opts QBROptions, yield func(*Companion) error) error {
	r, err := newQBRReader(ctx, db, opts)
	if err != nil {
		return fmt.Errorf("read companions: %w", err)
	}
	c := &companionReader{qbrReader: r}
	if err := c.readSettings(ctx); err != nil {
		return fmt.Errorf("read companions: %w", err)
	}
	ids, err := r.audience(ctx, opts.Customers)
	if err != nil {
		return fmt.Errorf("read companions: %w", err)
	}
	return inBatches(ctx, r, ids, opts, c.read, yield)
}

func (r *companionReader) read(ctx context.Context, ids []string) ([]*Companion, error) {
	all, err := r.batch(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("read companions: %w", err)
	}
	return all, nil
}

// companionReader holds what all batches share.
type companionReader struct {
	*qbrReader
	limits BandLimits
	window int
	// voiceFrom is the first day of the answers looked at.
	voiceFrom time.Time
	scale     PulseScale
	// proof is the back-test of the score, bands its lines by profile.
	proof Proof
	bands map[string][]ProofBand
}

func (r *companionReader) readSettings(ctx context.Context) error {
	var answerDays int
	row := r.db.QueryRowContext(ctx, `
SELECT s.health_yellow, s.health_green, s.renewal_window_days, s.nps_window_days, p.worst, p.best
FROM core.settings s CROSS JOIN core.health_pulse p`)
	if err := row.Scan(&r.limits.Yellow, &r.limits.Green, &r.window, &answerDays, &r.scale.Worst, &r.scale.Best); err != nil {
		return fmt.Errorf("settings of health: %w", err)
	}
	r.voiceFrom = r.asOf.AddDate(0, 0, 1-answerDays)
	if err := r.readProofs(ctx); err != nil {
		return fmt.Errorf("back-test: %w", err)
	}
	return nil
}

// companionBatch is a set of customers being read.
type companionBatch struct {
	*companionReader
	ids  string
	byID map[string]*Companion
}

func (r *companionReader) batch(ctx context.Context, ids []string) ([]*Companion, error) {
	b := &companionBatch{companionReader: r, ids: joinIDs(ids), byID: make(map[string]*Companion, len(ids))}
	for _, step := range []struct {
		what string
		read func(context.Context) error
	}{
		{"customers", b.readCustomers}, {"health", b.readHealth}, {"measures", b.readParts}, {"moves", b.readRuleMoves},
		{"nights", b.readNights}, {"pulses", b.readPulses}, {"back-test", b.setProofs},
		{"renewals", b.readRenewals}, {"risks", b.readRisks}, {"expansion", b.readChances},
		{"people", b.readPeople}, {"stances", b.readStances}, {"answers", b.readAnswers}, {"promises", b.readPromises},
		{"differences", b.readDifferences}, {"findings", b.readFindings}, {"coverage", b.readCoverage},
	} {
		if err := step.read(ctx); err != nil {
			return nil, fmt.Errorf("%s: %w", step.what, err)
		}
	}
	out := make([]*Companion, 0, len(ids))
	for _, id := range ids {
		if c := b.byID[id]; c != nil {
			out = append(out, c)
		}
	}
	return out, nil
}

// readCustomers makes the companions; every other query only fills them.
func (b *companionBatch) readCustomers(ctx context.Context) error {
	return b.each(ctx, `
SELECT c.customer_id, c.name, c.owner, c.lifecycle_stage, CAST(c.attributes AS VARCHAR), c.first_paid_on, c.renewal_date,
       CAST(c.seats AS DOUBLE), CAST(c.mrr AS DOUBLE), c.paying, p.left_on
FROM marts.customers c
LEFT JOIN (SELECT customer_id, max(end_date) AS left_on FROM core.subscription_periods WHERE kind = 'paid' AND mrr > 0 GROUP BY customer_id) p
  ON p.customer_id = c.customer_id AND NOT c.paying
WHERE c.customer_id IN `+idList, func(rows *sql.Rows) error {
		c := &Companion{Supplier: b.supplier, Period: b.frame.period, AsOf: b.asOf, KnownAt: b.knownAt, Limits: b.limits, Window: b.window, Scale: b.scale, Values: map[string]float64{}}
		var attributes string
		if err := rows.Scan(&c.Customer.ID, text{&c.Customer.Name}, text{&c.Owner}, text{&c.Stage}, text{&attributes},
			dayOf{&c.Customer.Since}, dayOf{&c.RenewalOn}, figure{&c.Seats}, figure{&c.MRR}, &c.Paying, dayOf{&c.LeftOn}); err != nil {
			return err
		}
		if c.Customer.Name == "" {
			c.Customer.Name = c.Customer.ID
		}
		c.Customer.Plan = attribute(attributes, "plan")
		b.byID[c.Customer.ID] = c
		return nil
	}, b.ids)
}

// CompanionFileName is the file a companion is kept in, as
// INTERNAL_Acme-9001_FY2026-Q3.pdf: its first word says that it must not be sent.
func CompanionFileName(c *Companion) string {
	return "INTERNAL_" + fileCustomer(c.Customer) + fmt.Sprintf("_FY%04d-Q%d.pdf", c.Period.Year, c.Period.Quarter)
}
