package hubspot_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/connectortest"
)

func ago(d time.Duration) time.Time { return connectortest.Now().Add(-d) }

// summary is one line a row: id, or "-id" for a tombstone.
func summary(l connectortest.Loaded) []string {
	var lines []string
	for _, row := range l.Rows {
		sign := ""
		if row["_deleted"] == "true" {
			sign = "-"
		}
		lines = append(lines, sign+row["id"])
	}
	return lines
}

func TestIncrementBringsOnlyWhatChanged(t *testing.T) {
	p := newPortal()
	for id := 1; id <= 120; id++ {
		p.records[id] = &thing{modified: ago(48 * time.Hour), properties: map[string]string{"email": "a@x.test"}}
	}
	p.records[7].archivedAt = ago(60 * time.Hour)
	source := p.open(t, nil)

	first := connectortest.MustPull(t, source, "contacts", nil)
	if first.Mode != connectors.Full || len(first.Rows) != 119 || string(first.Cursor) != `{"modified":"2026-02-27T02:00:00Z"}` {
		t.Errorf("first load: %s, %d rows, cursor %s", first.Mode, len(first.Rows), first.Cursor)
	}

	p.records[3].modified = ago(time.Hour)
	p.records[5].archivedAt = ago(2 * time.Hour)
	p.records[121] = &thing{modified: ago(30 * time.Minute)}
	// Changed just before the newest of the first load, but indexed later.
	p.records[122] = &thing{modified: ago(48*time.Hour + 4*time.Minute)}
	for id, r := range p.records {
		if id <= 120 && id != 3 {
			r.modified = ago(72 * time.Hour)
		}
	}
	second := connectortest.MustPull(t, source, "contacts", first.Cursor)
	if diff := cmp.Diff([]string{"3", "121", "122", "-5"}, summary(second)); diff != "" {
		t.Error(diff)
	}
	if second.Mode != connectors.Increment || string(second.Cursor) != `{"modified":"2026-03-01T01:30:00Z"}` {
		t.Errorf("second load: %s, cursor %s", second.Mode, second.Cursor)
	}
	if tomb := second.Rows[3]; !strings.HasPrefix(tomb["updated_at"], "2026-03-01T00:00:00") && !strings.HasPrefix(tomb["updated_at"], "2026-03-01 00:00:00") {
		t.Errorf("a tombstone is as new as its deletion, got %s", tomb["updated_at"])
	}
	third := connectortest.MustPull(t, source, "contacts", second.Cursor)
	if diff := cmp.Diff([]string{"121"}, summary(third)); diff != "" {
		t.Errorf("only the look-back comes again: %s", diff)
	}
}

// TestSearchHasNoLimitOfRows: more records than a search can be paged through,
// all modified in the same instant.
func TestSearchHasNoLimitOfRows(t *testing.T) {
	p := newPortal()
	for id := 1; id <= 12_345; id++ {
		p.records[id] = &thing{modified: ago(time.Hour)}
	}
	got := connectortest.MustPull(t, p.open(t, nil), "contacts", []byte(`{"modified":"2026-02-28T00:00:00Z"}`))
	if len(got.Rows) != 12_345 || len(slices.Compact(slices.Sorted(slices.Values(got.Column("id"))))) != 12_345 {
		t.Errorf("%d rows of 12345", len(got.Rows))
	}
	if got.Live == nil || *got.Live != 12_345 || p.counts != 1 {
		t.Errorf("HubSpot counts %v in %d searches, want 12345 in 1", got.Live, p.counts)
	}
	if p.searches != 62 {
		t.Errorf("%d searches, want 62", p.searches)
	}
}

func TestRecordsLeavingDuringTheSearchHideNone(t *testing.T) {
	p := newPortal()
	for id := 1; id <= 1000; id++ {
		p.records[id] = &thing{modified: ago(time.Hour)}
	}
	p.beforeSearch = func(n int) {
		if n == 3 {
			for id := 1; id <= 50; id++ { // already read
				p.records[id].archivedAt = ago(0)
			}
			p.records[900].modified = connectortest.Now().Add(time.Minute)
		}
	}
	got := connectortest.MustPull(t, p.open(t, nil), "contacts", []byte(`{"modified":"2026-02-28T00:00:00Z"}`))
	live, tombs := map[string]bool{}, 0
	for _, row := range got.Rows {
		if row["_deleted"] == "true" {
			tombs++
			continue
		}
		live[row["id"]] = true
	}
	if len(live) != 1000 || tombs != 50 {
		t.Errorf("%d records and %d tombstones, want 1000 and 50", len(live), tombs)
	}
	if want := `{"modified":"2026-03-01T02:00:00Z"}`; string(got.Cursor) != want {
		t.Errorf("cursor %s passes the frozen end; want %s", got.Cursor, want)
	}
}

func TestCompaniesCarryAttributesAndTheirHistory(t *testing.T) {
	p := newPortal()
	for id := 1; id <= 60; id++ {
		p.records[id] = &thing{modified: ago(48 * time.Hour), properties: map[string]string{"name": fmt.Sprint("C", id), "cs_tier": "Growth", "blank": ""}}
	}
	source := p.open(t, map[string]config.Attribute{"plan": {Field: "cs_tier"}, "region": {Field: "blank"}})
	first := connectortest.MustPull(t, source, "companies", nil)
	for id := range p.records {
		p.records[id].modified = ago(time.Hour)
	}
	second := connectortest.MustPull(t, source, "companies", first.Cursor)
	for name, got := range map[string]connectortest.Loaded{"list": first, "search": second} {
		if len(got.Rows) != 60 {
			t.Fatalf("%s: %d rows", name, len(got.Rows))
		}
		row := got.Rows[0]
		if row["attributes"] != `{"plan":"Growth"}` {
			t.Errorf("%s: attributes = %s", name, row["attributes"])
		}
		want := `{"plan":[{"value":"Growth","timestamp":"2026-01-01T00:00:00Z"}],"region":[{"value":"","timestamp":"2026-01-01T00:00:00Z"}]}`
		if row["attribute_history"] != want {
			t.Errorf("%s: history\n got %s\nwant %s", name, row["attribute_history"], want)
		}
		if row["_extra"] != "" {
			t.Errorf("%s: attributes come twice: %s", name, row["_extra"])
		}
	}
}

func TestMergedRecordsAreBuried(t *testing.T) {
	p := newPortal()
	p.records[9] = &thing{modified: ago(time.Hour), properties: map[string]string{"hs_merged_object_ids": "4;5"}}
	for _, stream := range []string{"companies", "contacts", "deals"} {
		got := connectortest.MustPull(t, p.open(t, nil), stream, []byte(`{"modified":"2026-02-28T00:00:00Z"}`))
		if diff := cmp.Diff([]string{"9", "-4", "-5"}, summary(got)); diff != "" {
			t.Errorf("%s: %s", stream, diff)
		}
	}
	first := connectortest.MustPull(t, p.open(t, nil), "companies", nil)
	if diff := cmp.Diff([]string{"9"}, summary(first)); diff != "" {
		t.Errorf("a full load needs no tombstones: %s", diff)
	}
}

func TestDealsCarryTheirCompanies(t *testing.T) {
	p := newPortal()
	p.pageTo = 2
	p.records[1] = &thing{modified: ago(time.Hour), companies: []int{30, 10, 20, 10, 40}}
	p.records[2] = &thing{modified: ago(time.Hour)}
	p.records[3] = &thing{modified: ago(time.Hour), companies: []int{50}}
	for name, cursor := range map[string]string{"list": "", "search": `{"modified":"2026-02-28T00:00:00Z"}`} {
		got := connectortest.MustPull(t, p.open(t, nil), "deals", []byte(cursor))
		if diff := cmp.Diff([]string{`["10","20","30","40"]`, `[]`, `["50"]`}, got.Column("company_ids")); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestBatchReadMustBeWhole(t *testing.T) {
	for name, answer := range map[string]string{
		"left out":                   `{"results":[]}`,
		"failed in part":             `{"results":[],"numErrors":1,"errors":[{"status":"error","category":"VALIDATION_ERROR"}]}`,
		"more left out than excused": `{"results":[],"numErrors":1,"errors":[{"category":"OBJECT_NOT_FOUND","context":{"ids":["2"]}}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			p := newPortal()
			p.records[1], p.records[2] = &thing{modified: ago(time.Hour)}, &thing{modified: ago(time.Hour)}
			p.failBatch = answer
			_, err := connectortest.Pull(t.Context(), t, p.open(t, map[string]config.Attribute{"plan": {Field: "plan"}}), "companies", []byte(`{"modified":"2026-02-28T00:00:00Z"}`))
			if err == nil || !strings.Contains(err.Error(), "companies") {
				t.Errorf("got %v", err)
			}
		})
	}
}
