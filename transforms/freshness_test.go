package transforms

import (
	"fmt"
	"testing"
	"time"
)

// freshnessFinds runs a check over the given rows of core.source_freshness.
func freshnessFinds(t *testing.T, check, rows string) string {
	t.Helper()
	db := buildFrom(t, seed{tables: map[string]string{"core.source_freshness": rows}})
	cat, err := loadCatalog(nil)
	if err != nil {
		t.Fatal(err)
	}
	result, _, err := (&database{conn: db}).checkPlain(t.Context(), cat.checks[check])
	if err != nil {
		t.Fatal(err)
	}
	if result.Blocks || result.Severity != SeverityWarn {
		t.Errorf("%s is no warning", check)
	}
	return fmt.Sprintf("%d of %d: %s", result.Failed, result.Total, result.Detail)
}

// A difference counts when it is more than 10 and more than half a percent of
// what the vendor has.
func TestCountsDiffer(t *testing.T) {
	t.Parallel()
	got := freshnessFinds(t, "counts_differ", `
		source stream   rows   live_rows
		s      few      100    110
		s      fewer    100    111
		s      more     112    101
		s      big      100000 100502
		s      bigger   100000 100504
		s      none     0      11
		s      equal    50     50
		s      unasked  50     -
		s      emptied  11     0`)
	want := "5 of 9: s.bigger (100000 here, 100504 at the vendor), s.emptied (11 here, 0 at the vendor), s.fewer (100 here, 111 at the vendor), " +
		"s.more (112 here, 101 at the vendor), s.none (0 here, 11 at the vendor)"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestChecksOfTheNewestPull(t *testing.T) {
	t.Parallel()
	rows := `
		source stream rejected_rows reject_file             invalid_values unfinished
		crm    deals  3             rejects/crm/deals/1.jsonl 0            -
		crm    notes  0             -                       7              'the quota is used up'
		crm    owners 0             -                       0              -`
	for check, want := range map[string]string{
		"rejected_rows":      "1 of 3: crm.deals (3 in rejects/crm/deals/1.jsonl)",
		"unfitting_values":   "1 of 3: crm.notes (7 values)",
		"unfinished_streams": "1 of 3: crm.notes (the quota is used up)",
		"counts_differ":      "0 of 3: ",
	} {
		if got := freshnessFinds(t, check, rows); got != want {
			t.Errorf("%s: got %q, want %q", check, got, want)
		}
	}
}

// What a source says of its newest pull stands in core.source_freshness, whatever its words.
func TestFreshnessOfATable(t *testing.T) {
	t.Parallel()
	table := rawThings("")
	live := int64(12)
	at := time.Date(2026, 1, 31, 2, 0, 0, 0, time.UTC)
	table.Sources = []TableSource{
		{Source: "crm", Stream: "things", Files: []string{parquetOf(t, table, "a", "id name _loaded_at\na x '2026-01-30 02:00:00'\nb y '2026-01-30 02:00:00'")},
			LoadedAt: at, PreviousRows: 5, LiveRows: &live, RejectedRows: 3, RejectFile: "rejects/it's.jsonl", InvalidValues: 7, Unfinished: "the day's quota",
			WarnHours: 30, ErrorHours: 96.5},
		{Source: "crm2", Files: []string{parquetOf(t, table, "b", "id name _loaded_at\na x '2026-01-30 02:00:00'")}},
		{Source: "empty", LoadedAt: at},
		{Source: "none"},
	}
	db, err := load(t, table)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.createFreshness(t.Context(), []Table{table}); err != nil {
		t.Fatal(err)
	}
	diff(t, show(t, db.conn, "SELECT * REPLACE (replace(reject_file, '''', '') AS reject_file, replace(unfinished, '''', '') AS unfinished) FROM core.source_freshness ORDER BY source"), lines(`
		crm   things '2026-01-31 02:00:00' 2 5 12 3 rejects/its.jsonl 7 'the days quota' 30.0 96.5 hubspot_things
		crm2  things '2026-01-30 02:00:00' 1 - -  0 -                  0 - - - hubspot_things
		empty things '2026-01-31 02:00:00' 0 - -  0 -                  0 - - - hubspot_things`))
}
