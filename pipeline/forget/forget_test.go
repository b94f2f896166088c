package forget

import (
	"bytes"
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"quarterdeck/connectors/all"
	"quarterdeck/pipeline/ledger"
)

// Every stream there is tells whose its rows are, or is known to be nobody's: a new
// one must not be passed over.
func TestEveryStreamIsSomebodysOrNobodys(t *testing.T) {
	for _, typ := range append(all.Types(), ledger.Source) {
		streams := ledger.Streams()
		if typ != ledger.Source {
			streams = all.Streams(typ)
		}
		for _, s := range streams {
			found := aboutNobody(s.Name) || typ == "salesforce" && s.Name == "users"
			for _, c := range s.Columns {
				_, says := roleOf(typ, s.Name, c.Name)
				found = found || says
			}
			if !found {
				t.Errorf("%s.%s: no column says whose a row is", typ, s.Name)
			}
		}
	}
}

func TestListKeepsNoName(t *testing.T) {
	list, err := NewList(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	list.Begin(Act{At: time.Unix(0, 0), By: "Ada", Reason: "asked"})
	list.Add("crm", Account, "18200040000")
	list.Add("crm", Email, "Hiro.Ueda@harbor.example")
	data, err := list.Encode()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"18200040000", "iro", "harbor"} {
		if bytes.Contains(data, []byte(name)) {
			t.Errorf("the list holds %s", name)
		}
	}
	again, err := ParseList(data)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		source string
		entity Entity
		id     string
		want   bool
	}{
		{"crm", Account, "18200040000", true}, {"crm", Account, " 18200040000 ", true}, {"crm", Person, "18200040000", false},
		{"helpdesk", Account, "18200040000", false}, {"helpdesk", Email, "hiro.ueda@HARBOR.example", true}, {"crm", Account, "", false},
	} {
		if got := again.Has(test.source, test.entity, test.id); got != test.want {
			t.Errorf("%v: got %v", test, got)
		}
	}
	if again.Add("crm", Account, "18200040000") || !again.Add("crm", Account, "2") || !again.Has("crm", Account, "2") {
		t.Error("what was added is not on the list, or was not before")
	}
	if _, err := ParseList(bytes.Replace(data, []byte(`"format_version": 1`), []byte(`"format_version": 2`), 1)); err == nil || !strings.Contains(err.Error(), "newer quarterdeck") {
		t.Errorf("a newer list: got %v", err)
	}
}

func TestScrubber(t *testing.T) {
	s := NewScrubber([]string{"18200040000", "hiro@harbor.example", "short", "Łódź GmbH"})
	for text, want := range map[string]string{
		"id 18200040000.":                           "id (forgotten).",
		`{"id":18200040000,"x":"182000400001"}`:     `{"id":(forgotten),"x":"182000400001"}`,
		"Hiro@Harbor.example, ahiro@harbor.example": "(forgotten), ahiro@harbor.example",
		"short stays":                               "short stays",
		"an Łódź GmbH here":                         "an (forgotten) here",
		"18200040000 18200040000":                   "(forgotten) (forgotten)",
		"":                                          "",
	} {
		got, hit := s.Text(text)
		if got != want || hit != (got != text) || s.Count(text) != strings.Count(want, blot) {
			t.Errorf("%q: got %q, %v, %d", text, got, hit, s.Count(text))
		}
	}
}
