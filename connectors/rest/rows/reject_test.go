package rows_test

import (
	"errors"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/google/go-cmp/cmp"
	"github.com/valyala/fastjson"

	"quarterdeck/connectors"
	"quarterdeck/connectors/rest/rows"
)

// TestRejects: what cannot be told from other records is handed over as it came
// and does not land; the records around it do.
func TestRejects(t *testing.T) {
	stream := connectors.Stream{Name: "events", Key: []string{"id", "seq"}, Columns: []connectors.Column{
		{Name: "id"}, {Name: "seq", Type: connectors.Int}, {Name: "name", Path: "o.name"}}}
	records := []string{
		`{"id":"1","seq":1,"o":7}`,
		`{"seq":2,"o":7}`, `{"id":null,"seq":3}`, `{"id":{"a":1},"seq":4}`, `{"id":"5","seq":"five"}`, `{"id":"6","seq":""}`,
		"{\"id\":\"7\xff\",\"seq\":7}", `[8]`, `"nine"`, `null`,
		`{"id":"","seq":11}`, `{"id":12,"seq":"12"}`,
	}
	var got []string
	req := connectors.Request{LoadedAt: loadedAt, Reject: func(r connectors.Reject) error {
		got = append(got, r.Place+": "+r.Reason+": "+string(r.Record))
		return nil
	}}
	var landed []map[string]string
	w, err := rows.New(stream, req, func(b arrow.Record) error { landed = append(landed, texts(b)...); return nil })
	if err != nil {
		t.Fatal(err)
	}
	defer w.Release()
	var p fastjson.Parser
	for i, text := range records {
		if err := w.Add(parsed(t, &p, text), false); err != nil {
			t.Fatal(err)
		}
		if i == 4 {
			w.EndPage()
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	want := []string{
		`page 1, record 2: it has no id: {"seq":2,"o":7}`,
		`page 1, record 3: it has no id: {"id":null,"seq":3}`,
		`page 1, record 4: its id is no text: {"id":{"a":1},"seq":4}`,
		`page 1, record 5: its seq is no whole number: {"id":"5","seq":"five"}`,
		`page 2, record 1: it has no seq: {"id":"6","seq":""}`,
		`page 2, record 2: its id is not UTF-8: {"id":"7\\xff","seq":7}`,
		`page 2, record 3: it is array, not an object: [8]`,
		`page 2, record 4: it is string, not an object: "nine"`,
		`page 2, record 5: it is null, not an object: null`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rejects (-want +got)\n%s", diff)
	}
	var ids []string
	for _, row := range landed {
		ids = append(ids, row["_seq"]+":"+row["id"]+"/"+row["seq"])
	}
	if diff := cmp.Diff([]string{"0:1/1", "1:/11", "2:12/12"}, ids); diff != "" {
		t.Errorf("landed (-want +got)\n%s", diff)
	}
	// Of the values, only the 7 where an object was counts: the others never landed.
	if w.Invalid() != 1 || w.Rejected() != 9 {
		t.Errorf("invalid %d, rejected %d; want 1, 9", w.Invalid(), w.Rejected())
	}
}

func parsed(t *testing.T, p *fastjson.Parser, text string) *fastjson.Value {
	t.Helper()
	v, err := p.Parse(text)
	if err != nil {
		t.Fatalf("parse %s: %v", text, err)
	}
	return v
}

func TestRejectThatFailsEndsThePull(t *testing.T) {
	full := errors.New("too many")
	stream := connectors.Stream{Name: "s", Key: []string{"id"}, Columns: []connectors.Column{{Name: "id"}}}
	w, err := rows.New(stream, connectors.Request{Reject: func(connectors.Reject) error { return full }}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Release()
	if err := w.Add(fastjson.MustParse(`{}`), false); !errors.Is(err, full) {
		t.Errorf("got %v", err)
	}
}
