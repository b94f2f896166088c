package freshdesk_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/connectortest"
	"quarterdeck/connectors/rest"
)

// lists answers every path with its pages; all but the last link to the next.
type lists struct {
	pages map[string][]string
	asked []string
}

func (l *lists) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	key := r.URL.Path
	if state := q.Get("state"); state != "" {
		key += "?" + state
	}
	l.asked = append(l.asked, strings.TrimPrefix(key, "/api/v2/")+" "+q.Get("page")+" "+q.Get("_updated_since")+q.Get("created_since"))
	pages := l.pages[key]
	var page int
	if _, err := fmt.Sscan(q.Get("page"), &page); err != nil || page > len(pages) {
		io.WriteString(w, "[]")
		return
	}
	if page < len(pages) {
		link(w)
	}
	io.WriteString(w, pages[page-1])
}

func TestCompaniesAreReadWhole(t *testing.T) {
	l := &lists{pages: map[string][]string{"/api/v2/companies": {`[{"id":1,"domains":["acme.test"]},{"id":2}]`, `[{"id":3}]`}}}
	source := connectortest.Open(t, vendor(), l, &connectortest.Clock{})
	first := connectortest.MustPull(t, source, "companies", nil)
	second := connectortest.MustPull(t, source, "companies", first.Cursor)
	if diff := cmp.Diff([]string{"1", "2", "3"}, second.Column("id")); diff != "" || second.Mode != connectors.Full {
		t.Errorf("mode %s: %s", second.Mode, diff)
	}
}

func TestListsThatNeverEnd(t *testing.T) {
	for name, pages := range map[string][]string{
		"the same page":           {`[{"id":1}]`, `[{"id":1}]`, `[{"id":1}]`},
		"an empty page that goes": {`[{"id":1}]`, `[]`, `[{"id":2}]`},
	} {
		l := &lists{pages: map[string][]string{"/api/v2/companies": pages}}
		_, err := connectortest.Pull(t.Context(), t, connectortest.Open(t, vendor(), l, &connectortest.Clock{}), "companies", nil)
		if err == nil || !rest.IsPermanent(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestContactsChangedBlockedAndDeleted(t *testing.T) {
	l := &lists{pages: map[string][]string{
		"/api/v2/contacts":         {`[{"id":1,"email":"a@acme.test","updated_at":"2026-02-01T10:00:00Z"}]`},
		"/api/v2/contacts?blocked": {`[{"id":2,"updated_at":"2026-02-02T10:00:00Z"}]`},
		"/api/v2/contacts?deleted": {`[{"id":3,"updated_at":"2026-02-03T10:00:00Z"}]`},
	}}
	source := connectortest.Open(t, vendor(), l, &connectortest.Clock{})
	first := connectortest.MustPull(t, source, "contacts", nil)
	if diff := cmp.Diff([]string{"1", "2"}, first.Column("id")); diff != "" {
		t.Error(diff)
	}
	second := connectortest.MustPull(t, source, "contacts", first.Cursor)
	if diff := cmp.Diff([]string{"false", "false", "true"}, second.Column("_deleted")); diff != "" {
		t.Error(diff)
	}
	since := "2026-02-02T09:59:00Z"
	if diff := cmp.Diff([]string{"contacts 1 ", "contacts?blocked 1 ", "contacts 1 " + since, "contacts?blocked 1 " + since, "contacts?deleted 1 " + since}, l.asked); diff != "" {
		t.Error(diff)
	}
}

func TestRatings(t *testing.T) {
	l := &lists{pages: map[string][]string{"/api/v2/surveys/satisfaction_ratings": {
		`[{"id":1,"ticket_id":20,"feedback":"ok","ratings":{"default_question":103,"question_9":-102},"created_at":"2026-02-01T10:00:00Z"}]`}}}
	source := connectortest.Open(t, vendor(), l, &connectortest.Clock{})
	first := connectortest.MustPull(t, source, "satisfaction_ratings", nil)
	if row := first.Rows[0]; row["score"] != "103" || row["_extra"] != `{"ratings":{"question_9":-102}}` {
		t.Errorf("row %v", row)
	}
	connectortest.MustPull(t, source, "satisfaction_ratings", first.Cursor)
	if diff := cmp.Diff([]string{"surveys/satisfaction_ratings 1 " + beginning, "surveys/satisfaction_ratings 1 2026-02-01T09:59:00Z"}, l.asked); diff != "" {
		t.Error(diff)
	}
}

func refuse(status int, body string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		io.WriteString(w, body)
	})
}

const (
	noSurveys = `{"code":"require_feature","message":"The Surveys feature(s) is/are not supported in your plan. Please upgrade your account to use it."}`
	noRight   = `{"code":"access_denied","message":"You are not authorized to perform this action."}`
)

// TestPlanWithoutSurveys leaves one stream empty and says so; it is no failure,
// and the next night asks again.
func TestPlanWithoutSurveys(t *testing.T) {
	var told strings.Builder
	v := vendor()
	v.Open = func(src config.Source, deps connectors.Deps) (connectors.Source, error) {
		deps.Log = slog.New(slog.NewTextHandler(&told, &slog.HandlerOptions{Level: slog.LevelWarn}))
		return open(src, deps)
	}
	source := connectortest.Open(t, v, refuse(403, noSurveys), &connectortest.Clock{})
	got := connectortest.MustPull(t, source, "satisfaction_ratings", nil)
	if len(got.Rows) != 0 || got.Unfinished != "" || string(got.Cursor) != "{}" || !strings.Contains(told.String(), "no satisfaction surveys") {
		t.Errorf("%d rows, cursor %s, unfinished %q, log %s", len(got.Rows), got.Cursor, got.Unfinished, &told)
	}
	if err := source.Check(t.Context(), "satisfaction_ratings"); err != nil {
		t.Error(err)
	}
}

func TestOtherRefusalsFail(t *testing.T) {
	for _, c := range []struct{ stream, body string }{{"satisfaction_ratings", noRight}, {"tickets", noRight}, {"companies", noSurveys}} {
		source := connectortest.Open(t, vendor(), refuse(403, c.body), &connectortest.Clock{})
		_, err := connectortest.Pull(t.Context(), t, source, c.stream, nil)
		var e *rest.Error
		if !errors.As(err, &e) || !e.Permanent || e.Status != 403 {
			t.Errorf("%s: %v", c.stream, err)
		}
		if c.body == noRight && !strings.Contains(err.Error(), "Admin → Agents → Roles") {
			t.Errorf("%s does not say what to do: %v", c.stream, err)
		}
		if source.Check(t.Context(), c.stream) == nil {
			t.Errorf("%s passed the check", c.stream)
		}
	}
}

func TestKeyIsTheUser(t *testing.T) {
	var asked []string
	source := connectortest.Open(t, vendor(), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.Path+" "+r.Header.Get("Authorization"))
		io.WriteString(w, "{}")
	}), &connectortest.Clock{})
	if err := source.Check(t.Context(), ""); err != nil {
		t.Fatal(err)
	}
	want := "/api/v2/agents/me Basic " + base64.StdEncoding.EncodeToString([]byte(connectortest.Secret+":X"))
	if diff := cmp.Diff([]string{want}, asked); diff != "" {
		t.Error(diff)
	}
	if err := source.Check(t.Context(), "nope"); err == nil {
		t.Error("a stream nobody declares passed the check")
	}
}
