package pipeline

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/connectors"
	"quarterdeck/pipeline/lake"
)

// loadsOf describes the loads of crm.deals in all, and those that are read.
func loadsOf(t *testing.T, b *bench) (view lake.View, lines []string) {
	t.Helper()
	view, err := b.lake.View("crm", "deals", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []struct {
		name  string
		loads []*lake.Manifest
	}{{"read", view.Loads}, {"pending", view.Pending}} {
		for _, m := range part.loads {
			line := fmt.Sprintf("%s %s %d rows %d pages %d rejected to %s", part.name, m.Mode, m.Rows, m.Pages, m.Rejected, m.Cursor)
			if m.Open {
				line += " open"
			}
			lines = append(lines, line)
		}
	}
	return view, lines
}

// A long pull is committed in several loads, each with its own figures.
func TestCheckpointsCutAPullIntoLoads(t *testing.T) {
	b := newBench(t)
	b.checkpointRows = 25
	b.outside.things["crm.deals"], b.outside.page["crm.deals"] = 67, 10
	b.outside.rejected["crm.deals"] = map[int]string{3: "odd", 55: "odd", 66: "odd"}
	b.outside.live["crm.deals"] = 67
	report, err := b.Pull(t.Context(), []Selector{{"crm", "deals"}})
	if err != nil {
		t.Fatal(err)
	}
	if s := report.Streams[0]; s.Rows != 64 || s.Rejected != 3 || s.Pages != 7 || s.Loads != 3 || s.Mode != connectors.Full {
		t.Errorf("got report %+v", s)
	}
	view, got := loadsOf(t, b)
	want := []string{
		"read full 29 rows 3 pages 1 rejected to 30 open",
		"read increment 29 rows 3 pages 1 rejected to 60 open",
		"read increment 6 rows 1 pages 1 rejected to 67",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("loads (-want +got):\n%s", diff)
	}
	if last := view.LastPull(); last.Rows != 64 || last.Rejected != 3 || *last.Live != 67 || last.Unfinished != "" || last.Mode != connectors.Full {
		t.Errorf("got last pull %+v", last)
	}
	for _, m := range view.Loads {
		if lines := readRejects(t, b.path(rejectFile("crm", "deals", m.LoadID))); len(lines) != 1 || lines[0].LoadID != m.LoadID {
			t.Errorf("load %s has rejects %+v", m.LoadID, lines)
		}
	}
	if count, distinct := dealsInLake(t, b, time.Time{}); count != 64 || distinct != 64 {
		t.Errorf("the lake has %d rows of %d deals, want 64 of 64", count, distinct)
	}
}

// dealsInLake counts the rows read of crm.deals and the deals they are of, and
// checks that every row names the load it lies in.
func dealsInLake(t *testing.T, b *bench, knownAt time.Time) (rows, deals int) {
	t.Helper()
	loads, err := b.lake.Loads("crm", "deals", knownAt)
	if err != nil {
		t.Fatal(err)
	}
	db := openDuckDB(t)
	if _, err := db.Exec("CREATE TABLE deals (id BIGINT)"); err != nil {
		t.Fatal(err)
	}
	for _, m := range loads {
		for _, file := range b.lake.Files(m) {
			var strangers int
			if err := db.QueryRow("SELECT count(*) FILTER (WHERE _load_id <> ?) FROM read_parquet(?)", m.LoadID, file).Scan(&strangers); err != nil || strangers > 0 {
				t.Errorf("%s has %d rows of other loads, %v", file, strangers, err)
			}
			if _, err := db.Exec("INSERT INTO deals SELECT id FROM read_parquet(?)", file); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := db.QueryRow("SELECT count(*), count(DISTINCT id) FROM deals").Scan(&rows, &deals); err != nil {
		t.Fatal(err)
	}
	return rows, deals
}

// A pull that is slow rather than big is made durable by the clock.
func TestCheckpointByTime(t *testing.T) {
	b := newBench(t)
	b.outside.things["crm.deals"], b.outside.page["crm.deals"] = 40, 10
	b.outside.onPage = func(string, int) error { b.clock.Advance(2 * time.Minute); return nil }
	if _, err := b.Pull(t.Context(), []Selector{{"crm", "deals"}}); err != nil {
		t.Fatal(err)
	}
	_, got := loadsOf(t, b)
	want := []string{"read full 30 rows 3 pages 0 rejected to 30 open", "read increment 10 rows 1 pages 0 rejected to 40"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("loads (-want +got):\n%s", diff)
	}
}

// A full pull that breaks off hides until it is whole: the rows before it are
// used meanwhile, and the next pull goes on where it stood.
func TestBrokenFullPullHidesAndResumes(t *testing.T) {
	b := newBench(t)
	b.checkpointRows = 10
	o := b.outside
	o.things["crm.deals"], o.page["crm.deals"] = 50, 10
	if _, err := b.Pull(t.Context(), []Selector{{"crm", "deals"}}); err != nil {
		t.Fatal(err)
	}
	before := b.clock.Now()
	b.clock.Advance(24 * time.Hour)

	// Another column is declared, so that everything is pulled again.
	o.columns["deals"] = []connectors.Column{{Name: "amount", Type: connectors.Decimal}}
	o.onPage = func(_ string, at int) error {
		if at == 40 {
			return errors.New("the line broke")
		}
		return nil
	}
	o.pulled()
	if _, err := b.Pull(t.Context(), []Selector{{"crm", "deals"}}); err == nil {
		t.Fatal("the broken pull went through")
	}
	view, got := loadsOf(t, b)
	if want := "read full 10 rows 1 pages 0 rejected to 10 open"; got[0] != want || len(view.Loads) != 5 || len(view.Pending) != 3 {
		t.Errorf("got %v, want five loads read and three pending", got)
	}
	if want := "the pull broke off after 30 rows and goes on from there; until it is whole the rows of the pull before it are used"; view.LastPull().Unfinished != want {
		t.Errorf("got %q, want %q", view.LastPull().Unfinished, want)
	}
	if count, distinct := dealsInLake(t, b, time.Time{}); count != 50 || distinct != 50 {
		t.Errorf("meanwhile %d rows of %d deals are read, want the 50 of the day before", count, distinct)
	}

	o.onPage = nil
	b.clock.Advance(time.Hour)
	broken := b.clock.Now().Add(-time.Minute)
	if _, err := b.Pull(t.Context(), []Selector{{"crm", "deals"}}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"crm.deals from ", "crm.deals from 30"}, o.pulled()); diff != "" {
		t.Errorf("pulls (-want +got):\n%s", diff)
	}
	view, _ = loadsOf(t, b)
	if len(view.Loads) != 5 || len(view.Pending) != 0 || view.LastPull().Unfinished != "" {
		t.Errorf("got %d loads, %d pending, %q", len(view.Loads), len(view.Pending), view.LastPull().Unfinished)
	}
	first, err := b.lake.View("crm", "deals", before)
	if err != nil {
		t.Fatal(err)
	}
	for name, at := range map[string]time.Time{"now": {}, "before the broken pull": before, "between": broken} {
		if count, distinct := dealsInLake(t, b, at); count != 50 || distinct != 50 {
			t.Errorf("known %s: %d rows of %d deals, want 50 of 50", name, count, distinct)
		}
		was, err := b.lake.View("crm", "deals", at)
		if err != nil {
			t.Fatal(err)
		}
		if old := was.Loads[0].LoadID == first.Loads[0].LoadID; old != (name != "now") {
			t.Errorf("known %s: the loads begin with %s", name, was.Loads[0].LoadID)
		}
	}
}

// Where nothing else is there, what a broken first pull left is used and said to
// be incomplete; and so it is with one that used up its quota.
func TestUnfinishedFirstPull(t *testing.T) {
	b := newBench(t)
	b.outside.things["crm.deals"], b.outside.page["crm.deals"], b.outside.unfinished["crm.deals"] = 50, 10, 20
	report, err := b.Pull(t.Context(), []Selector{{"crm", "deals"}})
	if err != nil || report.Streams[0].Unfinished != "the daily quota is used up" {
		t.Fatalf("got %+v, %v", report.Streams, err)
	}
	view, got := loadsOf(t, b)
	if view.Complete() || len(got) != 1 || len(view.Loads) != 1 {
		t.Errorf("got %v, complete %v, want the one load, incomplete", got, view.Complete())
	}
	if want := "the daily quota is used up; there is nothing older to use, so rows are missing"; view.LastPull().Unfinished != want {
		t.Errorf("got %q, want %q", view.LastPull().Unfinished, want)
	}
	delete(b.outside.unfinished, "crm.deals")
	if _, err := b.Pull(t.Context(), []Selector{{"crm", "deals"}}); err != nil {
		t.Fatal(err)
	}
	view, _ = loadsOf(t, b)
	if count, distinct := dealsInLake(t, b, time.Time{}); count != 50 || distinct != 50 || !view.Complete() || view.LastPull().Unfinished != "" {
		t.Errorf("got %d rows of %d deals, complete %v, want all 50", count, distinct, view.Complete())
	}
}

// Too many rejects are seen before a checkpoint makes their gap durable.
func TestRejectsAreJudgedAtACheckpoint(t *testing.T) {
	b := newBench(t)
	b.checkpointRows = 10
	b.outside.things["crm.deals"], b.outside.page["crm.deals"] = 1000, 20
	b.outside.rejected["crm.deals"] = map[int]string{1: "odd", 2: "odd"}
	var rejected *RejectsError
	if _, err := b.Pull(t.Context(), []Selector{{"crm", "deals"}}); !errors.As(err, &rejected) || rejected.Records != 20 {
		t.Errorf("got %v, want it to fail at the first checkpoint", err)
	}
	if newest, err := b.lake.Newest("crm", "deals"); newest != nil || err != nil {
		t.Errorf("got load %v, %v, want none", newest, err)
	}
}
