package all_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/connectors"
	"quarterdeck/connectors/all"
	"quarterdeck/connectors/connectortest"
	"quarterdeck/connectors/simulator"
	"quarterdeck/connectors/simulator/world"
)

// recycled is a simulated company whose nights are close enough together for
// Salesforce's recycle bin.
func recycled(t *testing.T) (*night, []time.Time) {
	t.Helper()
	n := openNight(t, world.Options{Seed: 1, Customers: 110, Months: 28, Horizon: 30, Start: time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)})
	var nights []time.Time
	for d := 30; d < 850; d += 12 {
		nights = append(nights, n.world.Start.AddDate(0, 0, d))
	}
	return n, nights
}

func TestSalesforceDeletes(t *testing.T) {
	n, nights := recycled(t)
	for _, name := range []string{"accounts", "contacts"} {
		stream, err := connectors.Find(all.Streams("salesforce"), name)
		if err != nil {
			t.Fatal(err)
		}
		if n.replay(t, n.sources["salesforce"], stream, nights...) == 0 {
			t.Errorf("no tombstone of %s came", name)
		}
	}
}

// TestSalesforceMerges: Salesforce shows a merge for fifteen days only, the
// loads together know them all.
func TestSalesforceMerges(t *testing.T) {
	n, nights := recycled(t)
	var got, want []string
	var cursor json.RawMessage
	for _, n.today = range nights {
		next := connectortest.MustPull(t, n.sources["salesforce"], "account_merges", cursor)
		for _, row := range next.Rows {
			got = append(got, row["id"]+" into "+row["master_id"])
		}
		cursor = next.Cursor
	}
	for _, c := range n.world.Companies {
		if c.MergedInto != nil && c.MergedAt.After(nights[0]) && !c.MergedAt.After(n.today) {
			want = append(want, simulator.SalesforceAccountID(c.ID)+" into "+simulator.SalesforceAccountID(c.MergedInto.ID))
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, slices.Compact(got)); diff != "" || len(want) == 0 {
		t.Errorf("%d merges (-world +loads)\n%s", len(want), diff)
	}
}
