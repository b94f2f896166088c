package connectortest

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"quarterdeck/connectors"
)

// poison are records no vendor should ever give.
func poison() []string { return []string{`7`, `null`, `"text"`, `[1]`, `{}`} }

// exercisePoison mixes one per cent of broken records into the good ones. All
// good ones land, and each broken one is handed over with a reason.
func exercisePoison(t *testing.T, v Vendor) {
	bad := v.Poison
	if bad == nil {
		bad = poison()
	}
	const size = 100
	got := v.pullRejecting(t, v.Serve(len(bad), func(i int) []string {
		records := v.pages(size)(i)
		// Not the last: where the page's end names the next page, that is another fault.
		records = append(records[:size/2], append([]string{bad[i]}, records[size/2:]...)...)
		return records
	}))
	v.wantKeys(t, got.Loaded, size*len(bad))
	if len(got.rejects) != len(bad) || got.Rejected != int64(len(bad)) {
		t.Errorf("%d records were handed over, the result says %d; want %d: %v", len(got.rejects), got.Rejected, len(bad), got.rejects)
	}
	for _, r := range got.rejects {
		if r.Reason == "" || r.Place == "" || len(r.Record) == 0 {
			t.Errorf("place %q, reason %q, record %q", r.Place, r.Reason, r.Record)
		}
	}
}

// exerciseGreatText: a record with ten megabytes of text lands whole or is
// rejected with a reason, and the others land.
func exerciseGreatText(t *testing.T, v Vendor) {
	const size = 10 << 20
	great := v.Record(2, `"note":"`+strings.Repeat("n", size)+`"`)
	got := v.pullRejecting(t, v.fixed([]string{v.Record(1, ""), great, v.Record(3, "")}))
	switch len(got.rejects) {
	case 0:
		v.wantKeys(t, got.Loaded, 3)
		for _, row := range got.Rows {
			if row[v.KeyColumn] == v.key(2) && len(row[connectors.ColumnExtra]) < size {
				t.Errorf("of the great text %d bytes are left", len(row[connectors.ColumnExtra]))
			}
		}
	case 1:
		if len(got.Rows) != 2 || got.rejects[0].Reason == "" {
			t.Errorf("%d rows, reason %q", len(got.Rows), got.rejects[0].Reason)
		}
	default:
		t.Errorf("%d rejects", len(got.rejects))
	}
}

// exerciseBadText: bytes that are not UTF-8 spoil nothing, and what they were
// can still be told.
func exerciseBadText(t *testing.T, v Vendor) {
	got := v.pullRejecting(t, v.fixed([]string{v.Record(1, ""), v.Record(2, "\"note\":\"M\xfcller\""), v.Record(3, "")}))
	if len(got.rejects) == 1 && len(got.Rows) == 2 {
		return
	}
	v.wantKeys(t, got.Loaded, 3)
	for _, row := range got.Rows {
		if extra := row[connectors.ColumnExtra]; row[v.KeyColumn] == v.key(2) && !strings.Contains(extra, `M\\xfcller`) {
			t.Errorf("_extra = %s", extra)
		}
	}
}

// exerciseUnknownValue: a value that an enumeration did not have when this was
// written passes through.
func exerciseUnknownValue(t *testing.T, v Vendor) {
	if v.EnumRecord == nil {
		return
	}
	got := v.pullRejecting(t, v.fixed([]string{v.EnumRecord(1, "never_heard_of")}))
	if len(got.Rows) != 1 || got.Rows[0][v.Enum] != "never_heard_of" || got.Invalid != 0 {
		t.Errorf("%d rejects, %d invalid, rows %v", len(got.rejects), got.Invalid, got.Rows)
	}
}

// rejecting is a pull and what it handed back.
type rejecting struct {
	Loaded
	rejects []connectors.Reject
}

func (v Vendor) pullRejecting(t *testing.T, handler http.Handler) rejecting {
	t.Helper()
	var got rejecting
	req := connectors.Request{Stream: v.Stream, LoadID: "01LOAD", LoadedAt: Now(), Reject: func(r connectors.Reject) error {
		r.Record = append(json.RawMessage(nil), r.Record...)
		got.rejects = append(got.rejects, r)
		return nil
	}}
	var err error
	if got.Loaded, err = pull(t.Context(), t, v.open(t, handler), req); err != nil {
		t.Fatal(err)
	}
	return got
}
