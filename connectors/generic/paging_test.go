package generic_test

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/connectortest"
	"quarterdeck/connectors/rest"
)

// shelf answers with so many goals, a page of limit at a time from after on. The
// next page is told in the way next says, and not at all where none follows.
func shelf(goals int, next func(w http.ResponseWriter, r *http.Request, after int) string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		after, _ := strconv.Atoi(r.URL.Query().Get("after"))
		limit := 3
		if n, err := strconv.Atoi(r.URL.Query().Get("limit")); err == nil {
			limit = min(n, limit) // more it never gives
		}
		var items []string
		for i := after; i < min(after+limit, goals); i++ {
			items = append(items, fmt.Sprintf(`{"goal_id":"g%d"}`, i))
		}
		told := ""
		if after+limit < goals {
			told = next(w, r, after+limit)
		}
		fmt.Fprintf(w, `{"data":%s,"meta":{"total":%d%s}}`, connectortest.Array(items), goals, told)
	}
}

func asCursor(_ http.ResponseWriter, _ *http.Request, after int) string {
	return fmt.Sprintf(`,"next":"%d"`, after)
}

func asLink(w http.ResponseWriter, r *http.Request, after int) string {
	w.Header().Set("Link", fmt.Sprintf(`<http://%s/goals?limit=3&after=%d>; rel="next"`, r.Host, after))
	return ""
}

// TestNextThatIsElsewhere: paging that looks in the wrong place sees one page and
// no sign of another. The rest must not be missing in silence, neither in the
// night nor in a check; a list that really ends there must pass.
func TestNextThatIsElsewhere(t *testing.T) {
	right := config.Paging{Style: "cursor", Param: "after", Next: "meta.next", SizeParam: "limit", Size: 10}
	misspelt, byLink := right, config.Paging{Style: "link", SizeParam: "limit", Size: 3}
	misspelt.Next = "meta.nxt"
	for _, c := range []struct {
		name   string
		paging config.Paging
		goals  int
		next   func(http.ResponseWriter, *http.Request, int) string
		want   string
	}{
		{"misspelt", misspelt, 7, asCursor, "more records follow, but the answer has nothing at meta.nxt, which paging.next names; meta has total, next"},
		{"no link", byLink, 7, asCursor, `no Link header says rel="next"`},
		{"right", right, 7, asCursor, ""},
		{"right and one page", right, 3, asCursor, ""},
		{"one short page", right, 2, asCursor, ""},
		{"one record", misspelt, 1, asCursor, ""},
		{"link", byLink, 7, asLink, ""},
		{"link and one page", byLink, 3, asLink, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			source := api(t, "goals", config.Table{Path: "/goals", Records: "data", Paging: c.paging}, shelf(c.goals, c.next))
			got, err := connectortest.Pull(t.Context(), t, source, "goals", nil)
			checked := source.Check(t.Context(), "goals")
			if c.want == "" {
				if err != nil || checked != nil || len(got.Rows) != c.goals {
					t.Errorf("%d rows of %d, %v; check: %v", len(got.Rows), c.goals, err, checked)
				}
				return
			}
			for _, err := range []error{err, checked} {
				if !rest.IsPermanent(err) || !strings.Contains(err.Error(), c.want) {
					t.Errorf("got %v, want %s", err, c.want)
				}
			}
		})
	}
}

// TestPagingThatNeverEnds: new tokens for the same page again and again are no end.
func TestPagingThatNeverEnds(t *testing.T) {
	for style, paging := range map[string]config.Paging{
		"cursor":   {Style: "cursor", Param: "after", Next: "next"},
		"next_url": {Style: "next_url", Next: "url"},
		"link":     {Style: "link"},
	} {
		n := 0
		source := api(t, "goals", config.Table{Path: "/goals", Records: "data", Paging: paging}, func(w http.ResponseWriter, r *http.Request) {
			n++
			w.Header().Set("Link", fmt.Sprintf(`<http://%s/goals?token=%d>; rel="next"`, r.Host, n))
			io.WriteString(w, fmt.Sprintf(`{"data":[{"goal_id":"a"},{"goal_id":"b"},{"goal_id":"c"}],"next":"%d","url":"http://%s/goals?token=%d"}`, n, r.Host, n))
		})
		_, err := connectortest.Pull(t.Context(), t, source, "goals", nil)
		if !rest.IsPermanent(err) || !strings.Contains(err.Error(), "a page came twice and once more") || n > 5 {
			t.Errorf("%s: %d requests, %v", style, n, err)
		}
	}
}

// TestOnePageIsSaidToBe: where the size of pages is not the user's to choose,
// nobody can find out whether the only page is all; then the log says so.
func TestOnePageIsSaidToBe(t *testing.T) {
	for name, c := range map[string]struct {
		paging config.Paging
		goals  int
		said   bool
	}{
		"no sign of another page": {config.Paging{Style: "cursor", Param: "after", Next: "meta.nxt"}, 7, true},
		"one record":              {config.Paging{Style: "cursor", Param: "after", Next: "meta.nxt"}, 1, false},
		"several pages":           {config.Paging{Style: "cursor", Param: "after", Next: "meta.next"}, 7, false},
		"no paging":               {config.Paging{}, 3, false},
	} {
		var log strings.Builder
		opened := func(src config.Source, deps connectors.Deps) (connectors.Source, error) {
			deps.Log = slog.New(slog.NewTextHandler(&log, nil))
			return open(src, deps)
		}
		v := connectortest.Vendor{Open: opened, Config: config.Source{Tables: map[string]config.Table{"goals": {Path: "/goals", Records: "data", Paging: c.paging}}}}
		connectortest.MustPull(t, connectortest.Open(t, v, shelf(c.goals, asCursor), &connectortest.Clock{}), "goals", nil)
		if said := strings.Contains(log.String(), "tells of no further page"); said != c.said {
			t.Errorf("%s: the log says %q", name, log.String())
		}
	}
}

// TestPathsNobodyHas: a mapped path that is in no record is warned of, one that
// only some records have, or as null, is not.
func TestPathsNobodyHas(t *testing.T) {
	var log strings.Builder
	opened := func(src config.Source, deps connectors.Deps) (connectors.Source, error) {
		deps.Log = slog.New(slog.NewTextHandler(&log, nil))
		return open(src, deps)
	}
	v := connectortest.Vendor{Open: opened, Config: config.Source{Tables: map[string]config.Table{"goals": {Path: "/goals",
		Columns: map[string]string{"goal_id": "id", "title": "name", "owner": "who.mail", "unit": "=users", "measure": "mesure", "due_on": "due"}}}}}
	source := connectortest.Open(t, v, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, `[{"id":"1","name":null,"measure":"logins"},{"id":"2","who":{"mail":"a@b.example"}}]`)
	}), &connectortest.Clock{})
	if got := connectortest.MustPull(t, source, "goals", nil); len(got.Rows) != 2 {
		t.Errorf("got %d rows", len(got.Rows))
	}
	for _, column := range []string{"column=measure path=mesure", "column=due_on path=due"} {
		if !strings.Contains(log.String(), column) {
			t.Errorf("the log does not warn of %s: %s", column, log.String())
		}
	}
	if n := strings.Count(log.String(), "level=WARN"); n != 2 {
		t.Errorf("%d warnings, want 2: %s", n, log.String())
	}
}
