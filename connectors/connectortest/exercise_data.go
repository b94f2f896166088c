package connectortest

import (
	"encoding/json"
	"runtime"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"

	"quarterdeck/connectors"
)

// exerciseNewField: a field the vendor adds in mid-history is kept, and moves
// no other value.
func exerciseNewField(t *testing.T, v Vendor) {
	page := func(i int) []string {
		records := v.pages(2)(i)
		if i == 1 {
			records[0] = v.Record(3, `"brand_new":{"deep":[1,2]}`)
		}
		return records
	}
	got := MustPull(t, v.open(t, v.Serve(2, page)), v.Stream, nil)
	v.wantKeys(t, got, 4)
	for _, row := range got.Rows {
		has := strings.Contains(row[connectors.ColumnExtra], `"brand_new":{"deep":[1,2]}`)
		if want := row[v.KeyColumn] == v.key(3); has != want {
			t.Errorf("row %s: _extra = %s", row[v.KeyColumn], row[connectors.ColumnExtra])
		}
	}
}

// exerciseTypeChange: a value that no longer fits its column leaves it null and
// is kept and counted.
func exerciseTypeChange(t *testing.T, v Vendor) {
	if v.Strict {
		exerciseStrict(t, v)
		return
	}
	records := []string{v.NumberRecord(1, "12"), v.NumberRecord(2, `"a dozen"`), v.NumberRecord(3, `{"n":12}`)}
	got := MustPull(t, v.open(t, v.fixed(records)), v.Stream, nil)
	v.wantKeys(t, got, 3)
	if got.Invalid != 2 {
		t.Errorf("invalid = %d, want 2", got.Invalid)
	}
	byKey := map[string]map[string]string{}
	for _, row := range got.Rows {
		byKey[row[v.KeyColumn]] = row
	}
	if value := byKey[v.key(1)][v.Number]; value != "12" {
		t.Errorf("%s = %q, want 12", v.Number, value)
	}
	for n, kept := range map[int64]string{2: `"a dozen"`, 3: `{"n":12}`} {
		row := byKey[v.key(n)]
		if row[v.Number] != "" || !strings.Contains(row[connectors.ColumnExtra], kept) {
			t.Errorf("row %d: %s = %q, _extra = %s", n, v.Number, row[v.Number], row[connectors.ColumnExtra])
		}
	}
}

// exerciseStrict: a record with a value that does not fit is rejected.
func exerciseStrict(t *testing.T, v Vendor) {
	got := v.pullRejecting(t, v.fixed([]string{v.NumberRecord(1, "12"), v.NumberRecord(2, `"a dozen"`), v.NumberRecord(3, `{"n":12}`)}))
	v.wantKeys(t, got.Loaded, 1)
	if len(got.rejects) != 2 || got.Rejected != 2 {
		t.Fatalf("%d records were handed over, the result says %d; want 2", len(got.rejects), got.Rejected)
	}
	for i, kept := range []string{`"a dozen"`, `{"n":12}`} {
		if r := got.rejects[i]; !strings.Contains(string(r.Record), kept) || !strings.Contains(r.Reason, v.Number) {
			t.Errorf("reason %q, record %s", r.Reason, r.Record)
		}
	}
}

func exerciseNullObject(t *testing.T, v Vendor) {
	got := MustPull(t, v.open(t, v.fixed([]string{v.Record(1, ""), v.Record(2, v.NullObject), v.Record(3, "")})), v.Stream, nil)
	if len(got.Rows) != 3 {
		t.Errorf("%d rows, want 3: %v", len(got.Rows), got.Rows)
	}
}

// exerciseBigNumbers: an identifier that no float can hold stays what it is, in
// a column and in _extra.
func exerciseBigNumbers(t *testing.T, v Vendor) {
	const big = 1<<53 + 1
	got := MustPull(t, v.open(t, v.fixed([]string{v.Record(big, `"other_id":9007199254740995`)})), v.Stream, nil)
	if len(got.Rows) != 1 || got.Rows[0][v.KeyColumn] != v.key(big) {
		t.Fatalf("got %v, want key %s", got.Rows, v.key(big))
	}
	if extra := got.Rows[0][connectors.ColumnExtra]; !json.Valid([]byte(extra)) || !strings.Contains(extra, `"other_id":9007199254740995`) {
		t.Errorf("_extra = %s", extra)
	}
}

// exerciseMemory pulls far more than it allows the heap to grow.
func exerciseMemory(t *testing.T, v Vendor) {
	const (
		pages, size = 40, 500
		padding     = 4 << 10
		allowed     = 48 << 20
	)
	note := `"note":"` + strings.Repeat("n", padding) + `"`
	page := func(i int) []string {
		records := make([]string, size)
		for k := range records {
			records[k] = v.Record(int64(i*size+k+1), note)
		}
		return records
	}
	source := v.open(t, v.Serve(pages, page))
	before, peak, rows, bytes := heap(), uint64(0), int64(0), 0
	req := connectors.Request{Stream: v.Stream, LoadID: "01LOAD", LoadedAt: Now()}
	_, err := source.Pull(t.Context(), req, func(batch arrow.Record) error {
		rows += batch.NumRows()
		bytes += padding * int(batch.NumRows())
		peak = max(peak, heap())
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if rows != pages*size {
		t.Errorf("%d rows, want %d", rows, pages*size)
	}
	if peak > before+allowed {
		t.Errorf("the heap grew by %d MiB while %d MiB went through", (peak-before)>>20, bytes>>20)
	}
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
