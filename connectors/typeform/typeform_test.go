package typeform_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/connectors"
	"quarterdeck/connectors/connectortest"
)

// account has forms whose responses are listed newest first.
type account struct {
	forms   []string
	answers map[string][]string // form to responses
	queries []string
	// gone forms are listed but not there, forbidden ones have no readable responses.
	gone, forbidden map[string]bool
}

func (a *account) open(t *testing.T) connectors.Source {
	t.Helper()
	return connectortest.Open(t, vendor(), a.handler(), &connectortest.Clock{})
}

func (a *account) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /forms", func(w http.ResponseWriter, r *http.Request) {
		// One form a page.
		page := 1
		fmt.Sscan(r.URL.Query().Get("page"), &page)
		fmt.Fprintf(w, `{"page_count":%d,"items":[{"id":%q,"title":"T","last_updated_at":"2026-01-01T00:00:00Z"}]}`, len(a.forms), a.forms[page-1])
	})
	mux.HandleFunc("GET /forms/{id}", func(w http.ResponseWriter, r *http.Request) {
		if a.gone[r.PathValue("id")] {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		fmt.Fprintf(w, `{"id":%q,"title":"NPS","fields":[{"id":"q1","type":"nps"}],"_links":{"display":"x"}}`, r.PathValue("id"))
	})
	mux.HandleFunc("GET /forms/{id}/responses", func(w http.ResponseWriter, r *http.Request) {
		a.queries = append(a.queries, r.PathValue("id")+"?"+r.URL.Query().Encode())
		if a.gone[r.PathValue("id")] {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		if a.forbidden[r.PathValue("id")] {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		items := a.answers[r.PathValue("id")]
		if r.URL.Query().Get("before") != "" {
			items = nil
		}
		writeItems(w, items, false)
	})
	return mux
}

func TestForms(t *testing.T) {
	got := connectortest.MustPull(t, (&account{forms: []string{"f1", "f2"}}).open(t), "forms", nil)
	for i, id := range []string{"f1", "f2"} {
		row := got.Rows[i]
		if row["id"] != id || row["title"] != "NPS" || row["fields"] != `[{"id":"q1","type":"nps"}]` ||
			!strings.HasPrefix(row["updated_at"], "2026-01-01") || row["_extra"] != "" {
			t.Errorf("form %d: %v", i, row)
		}
	}
	if got.Mode != connectors.Full {
		t.Errorf("mode %s", got.Mode)
	}
}

func TestEveryFormHasItsOwnCursor(t *testing.T) {
	a := &account{forms: []string{"f1", "f2"}, answers: map[string][]string{
		"f1": {`{"token":"a","submitted_at":"2026-02-20T10:00:00Z"}`, `{"token":"b","submitted_at":"2026-02-01T10:00:00Z"}`},
	}}
	source := a.open(t)
	first := connectortest.MustPull(t, source, "responses", nil)
	if diff := cmp.Diff([]string{"f1/a", "f1/b"}, keys(first)); diff != "" {
		t.Error(diff)
	}
	a.forms = append(a.forms, "f3")
	a.answers = map[string][]string{"f3": {`{"token":"a","submitted_at":"2026-02-28T10:00:00Z"}`}}
	a.queries = nil
	second := connectortest.MustPull(t, source, "responses", first.Cursor)
	if diff := cmp.Diff([]string{"f3/a"}, keys(second)); diff != "" || second.Mode != connectors.Increment {
		t.Error(second.Mode, diff)
	}
	if diff := cmp.Diff([]string{
		"f1?page_size=1000&since=2026-02-20T09%3A00%3A00Z", "f2?page_size=1000", "f3?page_size=1000", "f3?before=a&page_size=1000",
	}, a.queries); diff != "" {
		t.Error(diff)
	}
	if want := `{"forms":{"f1":"2026-02-20T10:00:00Z","f2":"0001-01-01T00:00:00Z","f3":"2026-02-28T10:00:00Z"},"full_at":"2026-03-01T02:00:00Z"}`; string(second.Cursor) != want {
		t.Errorf("cursor %s", second.Cursor)
	}
}

func keys(l connectortest.Loaded) []string {
	var all []string
	for _, row := range l.Rows {
		all = append(all, row["form_id"]+"/"+row["response_id"])
	}
	return all
}

func TestResponseNeverSubmitted(t *testing.T) {
	a := &account{forms: []string{"f1"}, answers: map[string][]string{
		"f1": {`{"token":"a","response_type":"started","landed_at":"2026-02-20T10:00:00Z","submitted_at":"0001-01-01T00:00:00Z"}`}}}
	got := connectortest.MustPull(t, a.open(t), "responses", nil)
	if row := got.Rows[0]; row["submitted_at"] != "" || row["response_type"] != "started" || row["_extra"] != "" {
		t.Errorf("got %v", row)
	}
}

func TestFormsThatRepeatAreAnError(t *testing.T) {
	n := 0
	handler := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		n++
		io.WriteString(w, `{"page_count":1000000,"items":[{"id":"f1"}]}`)
	})
	_, err := connectortest.Pull(t.Context(), t, connectortest.Open(t, vendor(), handler, &connectortest.Clock{}), "forms", nil)
	if err == nil || n != 2 {
		t.Errorf("after %d requests: %v", n, err)
	}
}
