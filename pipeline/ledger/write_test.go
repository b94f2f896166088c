package ledger

import (
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"testing"
	"time"

	_ "github.com/marcboeker/go-duckdb/v2"

	"quarterdeck/pipeline/lake"
)

func newWriter(t *testing.T) Writer {
	t.Helper()
	now := time.Date(2026, 11, 21, 7, 0, 0, 0, time.UTC)
	store, err := lake.Open(t.TempDir(), lake.Options{Now: func() time.Time { return now }, Entropy: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = store.Close(), db.Close() })
	return Writer{Lake: store, Marts: db, RunID: "R1", RecordedAt: now}
}

// Money comes back to the last digit, null stays null, and every row says who
// wrote it.
func TestCopyKeepsValues(t *testing.T) {
	w := newWriter(t)
	err := w.Copy(t.Context(), Restatements, `SELECT * FROM (VALUES
		('a', 123456789012.123456::DECIMAL(18,6), -0.000001::DECIMAL(18,6), DATE '2026-11-20'), ('b', NULL, 100::DECIMAL(18,6), NULL))
		AS r(figure_id, published_value, change, restated_on)`)
	if err != nil {
		t.Fatal(err)
	}
	files, err := w.Lake.Parts(Source, Restatements, time.Time{})
	if err != nil || len(files) != 1 {
		t.Fatalf("got %v, %v", files, err)
	}
	var got string
	err = w.Marts.QueryRow(`SELECT string_agg(concat_ws(' ', figure_id, coalesce(published_value::VARCHAR, '-'), change, coalesce(restated_on::VARCHAR, '-'), run_id, recorded_at), '; ' ORDER BY figure_id)
		FROM read_parquet(?)`, files[0]).Scan(&got)
	want := "a 123456789012.123456 -0.000001 2026-11-20 R1 2026-11-21 07:00:00; b - 100.000000 - R1 2026-11-21 07:00:00"
	if err != nil || got != want {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
}

func TestCopyRefusesWhatDoesNotFit(t *testing.T) {
	w := newWriter(t)
	for _, query := range []string{
		"SELECT 'x' AS figure_id, 0.1234567::DECIMAL(18,7) AS change", "SELECT 'x' AS figure_id, 1.5::DOUBLE AS restated_on", "SELECT 7 AS figure_id",
	} {
		if err := w.Copy(t.Context(), Restatements, query); err == nil {
			t.Errorf("%s was recorded", query)
		}
	}
	if newest, err := w.Lake.Newest(Source, Restatements); err != nil || newest != nil {
		t.Errorf("a load is left: %+v, %v", newest, err)
	}
	if err := w.Copy(t.Context(), Restatements, "SELECT 'x' AS figure_id WHERE false"); err != nil {
		t.Errorf("no rows: %v", err)
	}
}

// The newest load of publications says up to where the record is whole.
func TestRecorded(t *testing.T) {
	w := newWriter(t)
	at := w.RecordedAt
	if done, err := Recorded(w.Lake, at); done || err != nil {
		t.Errorf("of an empty lake: %v, %v", done, err)
	}
	cursor, err := json.Marshal(mark{RunID: "R1", PublishedAt: at})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Add(Publications, map[string]any{"as_of": at, "settings": "{}"}, cursor); err != nil {
		t.Fatal(err)
	}
	for later, want := range map[time.Duration]bool{-time.Hour: true, 0: true, time.Microsecond: false} {
		if done, err := Recorded(w.Lake, at.Add(later)); done != want || err != nil {
			t.Errorf("published %s later: %v, %v", later, done, err)
		}
	}
}
