package pipeline

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

// movingCompany is a company of which every month another pull tells more.
func movingCompany(t *testing.T) *company {
	t.Helper()
	return newCompany(t, map[string]string{
		"customers": `customer_id,name,created_on,plan
			a,Alpha,2025-01-05,Growth
			b,Beta,2025-01-05,Starter`,
		"subscription_periods": `subscription_id,customer_id,product,start_date,end_date,mrr,currency,kind
			s1,a,App,2025-01-05,,1000,USD,paid
			s2,b,App,2025-02-01,,250.5,USD,paid`,
		"tickets": `ticket_id,customer_id,priority,created_at,first_replied_at,solved_at
			t1,a,normal,2025-11-05T10:00:00Z,2025-11-05T10:10:00Z,2025-11-05T12:00:00Z`,
		"survey_responses": `response_id,survey,kind,relationship,respondent_id,customer_id,score,responded_at
			r1,rel,nps,true,p1,a,9,2025-11-10T10:00:00Z`,
	})
}

// monthEnds are the as-of days of a year, and news is what came in for each.
func monthEnds() []string {
	var days []string
	for m := range 6 {
		days = append(days, time.Date(2026, time.Month(m+1), 0, 0, 0, 0, 0, time.UTC).Format(time.DateOnly))
	}
	return days
}

func (c *company) news(t *testing.T, asOf string) {
	t.Helper()
	month := strings.TrimSuffix(asOf, asOf[7:])
	c.add(t, "subscription_periods", "n"+month+",a,App,"+month+"-03,,100,USD,paid\n")
	c.add(t, "tickets", "k"+month+",b,high,"+month+"-04T10:00:00Z,"+month+"-04T11:00:00Z,"+month+"-05T10:00:00Z\n")
	c.add(t, "survey_responses", "q"+month+",rel,nps,true,p"+month+",b,"+string(month[6])+","+month+"-06T10:00:00Z\n")
}

const (
	nightRows  = "SELECT as_of, kpi, round(actual, 9), round(score, 9), status, definition_version, is_break, hindsight FROM marts.scorecard_nights ORDER BY ALL"
	healthRows = "SELECT as_of, customer_id, round(score, 9), band, mrr, hindsight FROM marts.health_nights ORDER BY ALL"
)

// A backfill of half a year gives the rows the nights would have given when they were
// run, where the lake knows what was known in each.
func TestBackfillIsWhatTheNightsWere(t *testing.T) {
	run, filled := movingCompany(t), movingCompany(t)
	for _, day := range monthEnds() {
		run.news(t, day)
		filled.news(t, day)
		run.night(t, day)
		filled.at(t, day)
		if _, err := filled.Pull(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
	}
	filled.at(t, "2025-12-15")
	filled.at(t, "2026-01-15")
	report, err := filled.Backfill(t.Context(), BackfillOptions{From: filled.at(t, "2025-12-01"), To: filled.at(t, "2025-12-30"), Every: "month"})
	if err == nil {
		t.Errorf("a month without an end was filled: %+v", report)
	}
	last := filled.at(t, "2026-06-10")
	report, err = filled.Backfill(t.Context(), BackfillOptions{From: last.AddDate(0, -6, 0), To: last, Every: "month"})
	if err != nil {
		t.Fatal(err)
	}
	if n := report.Count(NightComputed); n != 6 || slices.ContainsFunc(report.Nights, func(n PastNight) bool { return n.Hindsight }) {
		t.Errorf("computed %d nights: %+v", n, report.Nights)
	}
	if _, err := filled.Current(); !errors.Is(err, ErrNothingPublished) {
		t.Errorf("a backfill published something: %v", err)
	}
	for _, c := range []*company{run, filled} {
		c.night(t, "2026-06-10")
	}
	same(t, "scorecards", run.show(t, nightRows), filled.show(t, nightRows))
	same(t, "health", run.show(t, healthRows), filled.show(t, healthRows))
	same(t, "definitions", run.show(t, "SELECT metric, version, valid_from, settings, text_hash FROM marts.definition_versions ORDER BY ALL"),
		filled.show(t, "SELECT metric, version, valid_from, settings, text_hash FROM marts.definition_versions ORDER BY ALL"))
	if got := filled.show(t, "SELECT count(DISTINCT as_of), count(*) FILTER (WHERE is_break) FROM marts.scorecard_nights"); got[0] != "7 0" {
		t.Errorf("nights and breaks: %v", got)
	}
}

// Where the lake does not reach back the night is computed with hindsight and says
// so; nights there are stay; what readers see is not touched.
func TestBackfillWithHindsight(t *testing.T) {
	c := movingCompany(t)
	published := c.night(t, "2026-01-31")
	opts := BackfillOptions{From: published.KnownAt.AddDate(0, 0, -5), To: published.KnownAt.AddDate(0, 0, -3)}
	report, err := c.Backfill(t.Context(), opts)
	if err != nil || report.Count(NightComputed) != 3 {
		t.Fatalf("got %+v, %v", report, err)
	}
	for _, night := range report.Nights {
		if !night.Hindsight || !strings.Contains(night.Why, "was not pulled yet") {
			t.Errorf("no hindsight: %+v", night)
		}
	}
	opts.To = published.KnownAt.AddDate(0, 0, -1) // goes on, up to the night that was published
	report, err = c.Backfill(t.Context(), opts)
	if err != nil || report.Count(NightThere) != 3 || report.Count(NightComputed) != 1 || report.Count(NightPublished) != 1 {
		t.Errorf("got %+v, %v", report, err)
	}
	opts.Again = true
	if report, err = c.Backfill(t.Context(), opts); err != nil || report.Count(NightComputed) != 4 {
		t.Errorf("again: got %+v, %v", report, err)
	}
	if current, err := c.Current(); err != nil || current.RunID != published.RunID {
		t.Errorf("readers see %s, %v, want %s", current.RunID, err, published.RunID)
	}
	c.night(t, "2026-02-01")
	same(t, "nights", []string{"2026-01-27 true 1250.5", "2026-01-28 true 1250.5", "2026-01-29 true 1250.5", "2026-01-30 true 1250.5", "2026-01-31 false 1250.5", "2026-02-01 false 1250.5"},
		c.show(t, "SELECT as_of, hindsight, actual FROM marts.scorecard_nights WHERE kpi = 'mrr' ORDER BY 1"))
}
