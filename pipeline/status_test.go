package pipeline

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"quarterdeck/config"
	"quarterdeck/reports"
)

func everyNight(c *config.Config) {
	c.Schedules = []config.Schedule{{Job: "nightly", Cron: "0 2 * * *"}}
}

func (b *bench) status(t *testing.T) Status {
	t.Helper()
	s, err := b.Status(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// kinds are the problems as text, "late nightly".
func (s Status) kinds() (all []string) {
	for _, p := range s.Problems {
		all = append(all, strings.TrimSpace(string(p.Kind)+" "+p.Of))
	}
	return all
}

func (b *bench) wantProblems(t *testing.T, when string, want ...string) Status {
	t.Helper()
	s := b.status(t)
	if got := s.kinds(); !slices.Equal(got, want) || s.OK != (len(want) == 0) {
		t.Errorf("%s: problems %q, ok %v, want %q", when, got, s.OK, want)
	}
	for _, p := range s.Problems {
		if p.Mend == "" || p.What == "" {
			t.Errorf("%s: %+v says not what it is and how to mend it", when, p)
		}
	}
	return s
}

// A job is late from an hour after its time until it ends well, and since the first
// time it did not, however many nights that is ago.
func TestStatusTellsSinceWhenAJobIsLate(t *testing.T) {
	b := newBench(t, everyNight)
	b.wantProblems(t, "a new folder", "nothing-published")
	if _, err := b.Run(t.Context(), RunOptions{ScheduledAt: twoInTheMorning}); err != nil {
		t.Fatal(err)
	}
	s := b.wantProblems(t, "after the night")
	next := twoInTheMorning.AddDate(0, 0, 1)
	if j := s.Jobs[0]; j.Job != "nightly" || !j.Next.Equal(next) || j.LastGood.AsOf != "2026-11-20" {
		t.Errorf("got %+v", j)
	}
	b.clock.Advance(25 * time.Hour) // three o'clock: just not late
	b.wantProblems(t, "an hour after the next time")
	b.clock.Advance(time.Minute)
	for range 3 {
		s := b.wantProblems(t, "after that", "late nightly")
		if !s.Jobs[0].LateSince.Equal(next) || !s.Problems[0].Since.Equal(next) || len(s.Late()) != 1 {
			t.Errorf("late since %s, want %s", s.Jobs[0].LateSince, next)
		}
		b.clock.Advance(24 * time.Hour)
	}
	b.outside.build = errors.New("no such column")
	if _, err := b.Run(t.Context(), RunOptions{}); err == nil {
		t.Fatal("the run did not fail")
	}
	b.wantProblems(t, "after a run that failed", "late nightly", "failed nightly")
	b.outside.build = nil
	if _, err := b.Run(t.Context(), RunOptions{}); err != nil {
		t.Fatal(err)
	}
	b.wantProblems(t, "after a good run by hand")
}

func TestStatusTellsWhatHoldsARun(t *testing.T) {
	b := newBench(t, everyNight)
	b.outside.checks = blockingCheck()
	if _, err := b.Run(t.Context(), RunOptions{}); err == nil {
		t.Fatal("nothing held it")
	}
	s := b.wantProblems(t, "held", "held nightly")
	if !strings.Contains(s.Problems[0].What, "held by a check") {
		t.Errorf("it says %q", s.Problems[0].What)
	}
}

// The last attempt at a stream is told of, whether a run or a hand made it, and
// since when it fails.
func TestSourcesTellTheirLastFailure(t *testing.T) {
	b := newBench(t, everyNight)
	if _, err := b.Run(t.Context(), RunOptions{}); err != nil {
		t.Fatal(err)
	}
	b.outside.fail["crm.deals"] = errors.New("answered 401")
	b.clock.Advance(time.Hour)
	first := b.clock.Now()
	for range 2 {
		if _, err := b.Pull(t.Context(), []Selector{{"crm", "deals"}}); err == nil {
			t.Fatal("the pull did not fail")
		}
		b.clock.Advance(time.Hour)
	}
	s := b.wantProblems(t, "failing", "source-failing crm")
	if p := s.Problems[0]; !p.Since.Equal(first) || !strings.Contains(p.What, "answered 401") {
		t.Errorf("got %+v, want since %s", p, first)
	}
	deals := s.Sources[0].Failing
	if len(deals) != 1 || deals[0].Stream != "deals" || deals[0].Error != "answered 401" || !deals[0].Last.Equal(first.Add(time.Hour)) {
		t.Errorf("the source says %+v", deals)
	}
	delete(b.outside.fail, "crm.deals")
	if _, err := b.Pull(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	b.wantProblems(t, "mended")
}

func TestStatusTellsOfReviewsAndDeliveries(t *testing.T) {
	b := newBench(t, everyNight)
	b.customers = []reports.Customer{{ID: "c1", Name: "One"}, {ID: "c2", Name: "poison"}}
	if _, err := b.Run(t.Context(), RunOptions{}); err == nil {
		t.Fatal("the review did not fail")
	}
	_, db, err := b.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for key, as := range map[string]string{"a": "unknown", "b": "unknown", "c": "failed", "d": "sent"} {
		_, err := db.SQL().Exec(`INSERT INTO outbox (kind, channel, key, body, state, created_at, updated_at) VALUES ('digest', 'C1', ?, x'', ?, '', '')`, key, as)
		if err != nil {
			t.Fatal(err)
		}
	}
	s := b.wantProblems(t, "with both", "failed nightly", "review-failed 2026Q3", "delivery-failed digest", "delivery-unknown digest")
	if s.Deliveries["unknown"] != 2 || s.Deliveries["sent"] != 1 || s.Reviews.Failed != 1 || s.Reviews.Written != 1 {
		t.Errorf("deliveries %v, reviews %+v", s.Deliveries, s.Reviews)
	}
}
