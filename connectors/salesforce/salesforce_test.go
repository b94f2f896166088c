package salesforce_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/connectors"
	"quarterdeck/connectors/connectortest"
	"quarterdeck/connectors/salesforce"
)

func ago(d time.Duration) time.Time { return connectortest.Now().Add(-d).Truncate(time.Second) }

// ids are the rows' ids in order, "-" before a tombstone's.
func ids(l connectortest.Loaded) []string {
	list := []string{}
	for _, row := range l.Rows {
		mark := ""
		if row[connectors.ColumnDeleted] == "true" {
			mark = "-"
		}
		list = append(list, mark+row["id"])
	}
	return list
}

func want(t *testing.T, got connectortest.Loaded, ns ...int) {
	t.Helper()
	expected := []string{}
	for _, n := range ns {
		if n < 0 {
			expected = append(expected, "-"+id(-n))
		} else {
			expected = append(expected, id(n))
		}
	}
	have := ids(got)
	slices.Sort(have)
	slices.Sort(expected)
	if diff := cmp.Diff(expected, have); diff != "" {
		t.Errorf("ids (-want +got)\n%s", diff)
	}
}

// TestTies: five thousand accounts changed in the same second, as a mass update
// does, and the pages end among them.
func TestTies(t *testing.T) {
	o := newOrg(t)
	all := []int{}
	for n := 1; n <= 5003; n++ {
		o.add(n, ago(time.Hour))
		all = append(all, n)
	}
	o.add(5004, ago(time.Minute))
	source, _ := o.open(nil)
	got := connectortest.MustPull(t, source, "accounts", nil)
	want(t, got, append(all, 5004)...)
	// A count, pages of 2000, 2000 and 1004, and the count of what is live.
	if len(o.queries) != 5 {
		t.Errorf("%d queries", len(o.queries))
	}
	if got.Live == nil || *got.Live != 5004 {
		t.Errorf("live = %v", got.Live)
	}
}

// TestExactlyOnePage: a full last page must not be taken for the middle.
func TestExactlyOnePage(t *testing.T) {
	o := newOrg(t)
	for n := 1; n <= 2000; n++ {
		o.add(n, ago(time.Hour))
	}
	source, _ := o.open(nil)
	if got := connectortest.MustPull(t, source, "accounts", nil); len(got.Rows) != 2000 {
		t.Errorf("%d rows", len(got.Rows))
	}
}

// TestIncrement: a later pull goes back ten minutes, so that a record committed
// late is met, and turns what was deleted into tombstones.
func TestIncrement(t *testing.T) {
	o := newOrg(t)
	o.add(1, ago(3*time.Hour))
	o.add(2, ago(2*time.Hour))
	o.add(3, ago(time.Hour))
	source, clock := o.open(nil)
	first := connectortest.MustPull(t, source, "accounts", nil)
	want(t, first, 1, 2, 3)
	if first.Mode != connectors.Full {
		t.Errorf("mode %s", first.Mode)
	}
	clock.Sleep(t.Context(), 24*time.Hour)
	o.add(4, ago(time.Hour+9*time.Minute)) // committed late
	o.add(5, ago(time.Hour+11*time.Minute))
	o.add(6, ago(-time.Hour))
	*o.accounts[id(1)] = account{stamp: ago(-2 * time.Hour), deleted: true}
	second := connectortest.MustPull(t, source, "accounts", first.Cursor)
	want(t, second, 3, 4, 6, -1)
	if second.Mode != connectors.Increment || !second.Window.From.Equal(ago(time.Hour+10*time.Minute)) {
		t.Errorf("mode %s, window %v", second.Mode, second.Window)
	}
	if *second.Live != 5 {
		t.Errorf("live = %d", *second.Live)
	}
	third := connectortest.MustPull(t, source, "accounts", second.Cursor)
	want(t, third, -1)
}

// TestRecordsThatMove: accounts change while they are read. The one read before
// comes again, the one not read yet still comes, and the next pull starts early
// enough for what nobody saw.
func TestRecordsThatMove(t *testing.T) {
	o := newOrg(t)
	for n := 1; n <= 4500; n++ {
		o.add(n, ago(time.Hour).Add(-time.Duration(5000-n)*time.Minute))
	}
	source, clock := o.open(nil)
	o.before = func(n int) {
		if n == 3 { // the second page
			clock.Sleep(t.Context(), time.Hour)
			o.accounts[id(1)].stamp = ago(-30 * time.Minute)
			o.accounts[id(4000)].stamp = ago(-31 * time.Minute)
			o.accounts[id(4001)] = &account{stamp: ago(-32 * time.Minute), deleted: true}
		}
	}
	got := connectortest.MustPull(t, source, "accounts", nil)
	seen := map[string]int{}
	for _, id := range ids(got) {
		seen[id]++
	}
	if len(seen) != 4500 || seen[id(1)] != 2 || seen[id(4000)] != 1 || seen["-"+id(4001)] != 1 {
		t.Errorf("%d accounts; 1 came %d times, 4000 %d, the deleted one %d", len(seen), seen[id(1)], seen[id(4000)], seen["-"+id(4001)])
	}
	o.before = nil
	// Committed while the pull ran, with a stamp before others that were seen.
	o.add(9000, ago(-time.Minute))
	again := connectortest.MustPull(t, source, "accounts", got.Cursor)
	if !slices.Contains(ids(again), id(9000)) {
		t.Errorf("the account committed meanwhile is not in the next pull: %v", ids(again))
	}
}

// TestFewerRecordsOnAPage: Salesforce puts fewer on a page than asked for, and
// closes the result in the middle.
func TestFewerRecordsOnAPage(t *testing.T) {
	o := newOrg(t)
	o.page = 300
	for n := 1; n <= 2500; n++ {
		o.add(n, ago(time.Hour))
	}
	o.answers[data+"/query/01g0-600"] = []func(http.ResponseWriter, *http.Request){func(w http.ResponseWriter, _ *http.Request) {
		refuse(w, http.StatusBadRequest, "INVALID_QUERY_LOCATOR", "invalid query locator")
	}}
	source, _ := o.open(nil)
	got := connectortest.MustPull(t, source, "accounts", nil)
	if len(got.Rows) != 2500 || len(slices.Compact(slices.Sorted(slices.Values(ids(got))))) != 2500 {
		t.Errorf("%d rows", len(got.Rows))
	}
}

// TestResume stops a pull at each of its checkpoints and takes it up there.
func TestResume(t *testing.T) {
	for _, bulk := range []bool{false, true} {
		t.Run(fmt.Sprintf("bulk %v", bulk), func(t *testing.T) {
			o := newOrg(t)
			all := []int{}
			for n := 1; n <= 7000; n++ {
				o.add(n, ago(time.Hour).Add(time.Duration(n/2500)*time.Second))
				all = append(all, n)
			}
			source, _ := o.open(nil)
			if bulk {
				salesforce.WithJobs(source, 1000, 1500)
			}
			marks := 0
			for stop := 1; ; stop++ {
				first, cursor := pullUntil(t, source, stop)
				if cursor == nil {
					want(t, first, all...)
					break
				}
				marks++
				second := connectortest.MustPull(t, source, "accounts", cursor)
				if second.Mode != connectors.Increment {
					t.Errorf("resumed with mode %s", second.Mode)
				}
				want(t, connectortest.Loaded{Rows: append(first.Rows, second.Rows...)}, all...)
				var end struct{ Modified time.Time }
				if err := json.Unmarshal(second.Cursor, &end); err != nil || !end.Modified.Equal(ago(time.Hour).Add(2*time.Second)) {
					t.Errorf("cursor after resuming at %d: %s", stop, second.Cursor)
				}
			}
			if marks < 3 {
				t.Errorf("%d checkpoints", marks)
			}
		})
	}
}

// TestLostJob: a job that is gone when its pull is taken up is made again.
func TestLostJob(t *testing.T) {
	o := newOrg(t)
	all := []int{}
	for n := 1; n <= 300; n++ {
		o.add(n, ago(time.Hour))
		all = append(all, n)
	}
	source, _ := o.open(nil)
	salesforce.WithJobs(source, 1, 100)
	_, cursor := pullUntil(t, source, 2)
	o.jobs = map[string]*job{"other": {}}
	got := connectortest.MustPull(t, source, "accounts", cursor)
	want(t, got, all...)
	if got.Mode != connectors.Increment {
		t.Errorf("mode %s", got.Mode)
	}
}

// TestBinMemory: what was deleted longer ago than the recycle bin remembers
// cannot be seen, so a pull after such a pause reads everything anew.
func TestBinMemory(t *testing.T) {
	o := newOrg(t)
	o.add(1, ago(time.Hour))
	o.add(2, ago(time.Hour))
	source, clock := o.open(nil)
	first := connectortest.MustPull(t, source, "accounts", nil)
	clock.Sleep(t.Context(), 13*24*time.Hour)
	second := connectortest.MustPull(t, source, "accounts", first.Cursor)
	if second.Mode != connectors.Increment {
		t.Errorf("after 13 days: %s", second.Mode)
	}
	clock.Sleep(t.Context(), 15*24*time.Hour)
	o.accounts[id(1)].gone = true
	third := connectortest.MustPull(t, source, "accounts", second.Cursor)
	if third.Mode != connectors.Full {
		t.Errorf("after 15 days: %s", third.Mode)
	}
	want(t, third, 2)
}
