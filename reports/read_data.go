package reports

import (
	"context"
	"database/sql"
)

// readSources says how fresh each source is: as its oldest stream.
func (r *qbrReader) readSources(ctx context.Context) error {
	return r.each(ctx, `
SELECT source, min(last_loaded_at) FROM core.source_freshness
WHERE last_loaded_at IS NOT NULL GROUP BY source ORDER BY source`, func(rows *sql.Rows) error {
		var s Source
		err := rows.Scan(&s.Name, &s.Loaded)
		r.sources = append(r.sources, s)
		return err
	})
}

// readChecks counts the checks that can hold a report back; warnings are for
// the team.
func (r *qbrReader) readChecks(ctx context.Context) error {
	row := r.db.QueryRowContext(ctx, `
SELECT count(*) FILTER (WHERE failed = 0), count(*) FROM marts.data_quality WHERE severity = 'error'`)
	return row.Scan(&r.checks.Passed, &r.checks.Total)
}

func (r *qbrReader) readTargets(ctx context.Context) error {
	return r.each(ctx, `SELECT priority, minutes FROM core.sla_targets`, func(rows *sql.Rows) error {
		var priority string
		var minutes Number
		if err := rows.Scan(&priority, figure{&minutes}); err != nil {
			return err
		}
		if minutes.OK() {
			r.targets[priority] = minutes.V
		}
		return nil
	})
}

// finish drops what is too thin to show and names every block that is not
// there, with the reason.
func (b *batch) finish(q *QBR) {
	q.Moments = orderMoments(q.Moments)
	gap := func(missing bool, block, reason string) {
		if missing {
			q.Missing = append(q.Missing, Gap{Block: block, Reason: reason})
		}
	}
	gap(len(q.Goals) == 0, "goals", "none_recorded")
	gap(len(q.Promises) == 0, "promises", "none_recorded")
	gap(len(q.Next) == 0, "plan", "none_recorded")
	gap(q.Note == nil, "note", "none_recorded")
	b.finishUsage(q, gap)
	gap(q.Features == nil, "features", "no_data")
	gap(q.Seats == nil, "seats", "no_data")
	b.finishSupport(q)
	gap(q.Support == nil, "support", "no_data")
	gap(q.NPS == nil, "nps", "no_answers")
	gap(q.CSAT == nil, "csat", "no_answers")
	gap(q.CES == nil, "ces", "no_answers")
}

// weeksFrom is the least number of weeks with data worth a chart.
const weeksFrom = 4

func (b *batch) finishUsage(q *QBR, gap func(bool, string, string)) {
	if q.Usage != nil && KnownWeeks(q.Usage.Weeks) < weeksFrom {
		gap(true, "usage", "few_weeks")
		q.Usage = nil
		return
	}
	gap(q.Usage == nil, "usage", "no_data")
	if q.Usage == nil {
		return
	}
	if KnownWeeks(q.Usage.LastYear) == 0 {
		q.Usage.LastYear = nil
		gap(true, "last_year", "no_history")
	}
}

// KnownWeeks counts the weeks with data.
func KnownWeeks(weeks []Week) int {
	n := 0
	for _, w := range weeks {
		if w.Active.OK() {
			n++
		}
	}
	return n
}

// finishSupport leaves out the line for tickets without a priority unless
// there are such tickets.
func (b *batch) finishSupport(q *QBR) {
	if q.Support == nil {
		return
	}
	kept := q.Support.Priorities[:0]
	for _, p := range q.Support.Priorities {
		if p.Created.V > 0 || p.Name != "none" {
			kept = append(kept, p)
		}
	}
	q.Support.Priorities = kept
}
