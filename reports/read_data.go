package reports

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
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

// readChecks counts all checks of the run, as its summary does.
func (r *qbrReader) readChecks(ctx context.Context) error {
	row := r.db.QueryRowContext(ctx, `
SELECT count(*) FILTER (WHERE failed = 0), count(*) FROM marts.data_quality`)
	return row.Scan(&r.checks.Passed, &r.checks.Total)
}

// Counts are how many of the run's checks passed, how many there were and how many
// did not pass.
func (c Checks) Counts() (passed, all, left Number) {
	count := func(n int, what, where string) Number {
		return Num(float64(n)).Cited(Receipt{What: Say("receipt.checks_"+what, nil), SQL: "SELECT count(*) FROM marts.data_quality" + where})
	}
	passed, all = count(c.Passed, "passed", " WHERE failed = 0"), count(c.Total, "all", "")
	return passed, all, all.Less(passed).Named(Say("receipt.checks_left", nil))
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

// printedMetrics are the metrics a review prints. Of no other does it hold a word.
func printedMetrics() []string {
	return []string{"weekly_active_users", "usage_actions", "seat_utilisation", "tickets_created", "first_reply_time", "full_resolution_time",
		"sla_attainment", "nps", "csat", "ces"}
}

// readDefinitions reads what the metrics mean in words for customers, with the
// settings in force in their places.
func (r *qbrReader) readDefinitions(ctx context.Context) error {
	return r.each(ctx, `SELECT metric, customer, settings FROM marts.definitions WHERE customer <> '' AND metric IN `+idList, func(rows *sql.Rows) error {
		var metric, sentence, settings string
		if err := rows.Scan(&metric, &sentence, &settings); err != nil {
			return err
		}
		values := map[string]any{}
		if err := json.Unmarshal([]byte(settings), &values); err != nil {
			return fmt.Errorf("settings of %s: %w", metric, err)
		}
		for name, value := range values {
			sentence = strings.ReplaceAll(sentence, "{"+name+"}", fmt.Sprint(value))
		}
		r.definitions[metric] = sentence
		return nil
	}, joinIDs(printedMetrics()))
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
	b.finishValue(q, gap)
	gap(q.Support == nil, "support", "no_data")
	b.finishSupport(q, gap)
	finishVoice(q, gap)
	if q.First {
		q.shorten(gap)
	}
}

// weeksFrom is the least number of weeks with data worth a chart.
const weeksFrom = 4

// finishUsage leaves out all that rests on activity where there is none or too
// little: a seat nobody is seen on may well be in use.
func (b *batch) finishUsage(q *QBR, gap func(bool, string, string)) {
	reason := "no_data"
	if q.Usage != nil && KnownWeeks(q.Usage.Weeks) < weeksFrom {
		reason = "few_weeks"
		q.Usage = nil
	}
	if q.Usage == nil {
		q.Features, q.Seats = nil, nil
	}
	features := reason
	if q.Usage != nil && !b.frame.hasFeatures() {
		features = "no_history"
	}
	gap(q.Usage == nil, "usage", reason)
	gap(q.Features == nil, "features", features)
	gap(q.Seats == nil, "seats", reason)
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
// there are such tickets, and the whole block for who asked nothing in its months.
func (b *batch) finishSupport(q *QBR, gap func(bool, string, string)) {
	if q.Support == nil {
		return
	}
	if q.Support.silent() {
		q.Support = nil
		gap(true, "support", "no_tickets")
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

// finishVoice leaves out answers too few for any score where they would stand
// alone: beside the tickets they are told, but they are not worth a page.
func finishVoice(q *QBR, gap func(bool, string, string)) {
	surveys := []struct {
		block string
		at    **Survey
	}{{"nps", &q.NPS}, {"csat", &q.CSAT}, {"ces", &q.CES}}
	keep := q.Support != nil && !q.First // a first review has no page of service to tell them on
	for _, s := range surveys {
		keep = keep || *s.at != nil && (*s.at).Shown
	}
	for _, s := range surveys {
		gap(*s.at == nil, s.block, "no_answers")
		if *s.at != nil && !keep {
			gap(true, s.block, "few_answers")
			*s.at = nil
		}
	}
}

// silent says whether no ticket was opened in any of the months and none is open.
func (s *Support) silent() bool {
	for _, m := range s.Months {
		for _, n := range m.Created {
			if n > 0 {
				return false
			}
		}
	}
	return s.OpenTickets.V == 0 && s.Created.OK() && s.Created.V == 0
}
