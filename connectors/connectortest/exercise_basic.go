package connectortest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/connectors"
)

func exerciseDeclarations(t *testing.T, v Vendor) {
	names := map[string]bool{}
	for _, s := range v.open(t, http.NotFoundHandler()).Streams() {
		if names[s.Name] {
			t.Errorf("stream %s is declared twice", s.Name)
		}
		names[s.Name] = true
		columns := map[string]bool{}
		for _, c := range s.Columns {
			if columns[c.Name] || strings.HasPrefix(c.Name, "_") || c.Name != strings.ToLower(c.Name) {
				t.Errorf("%s: column %q is declared twice or not named well", s.Name, c.Name)
			}
			columns[c.Name] = true
		}
		for _, needed := range append(slices.Clone(s.Key), s.Version) {
			if needed != "" && !columns[needed] {
				t.Errorf("%s: %s is a key or version but no column", s.Name, needed)
			}
		}
		if len(s.Key) == 0 {
			t.Errorf("%s has no key", s.Name)
		}
	}
	if !names[v.Stream] {
		t.Errorf("the suite's stream %s is not declared", v.Stream)
	}
}

func exerciseSchema(t *testing.T, v Vendor) {
	got := MustPull(t, v.open(t, v.Serve(1, v.pages(2))), v.Stream, nil)
	for i, row := range got.Rows {
		if row[connectors.ColumnLoadID] != "01LOAD" || row[connectors.ColumnSeq] != strconv.Itoa(i) ||
			row[connectors.ColumnDeleted] != "false" || !strings.HasPrefix(row[connectors.ColumnLoadedAt], "2026-03-01") {
			t.Errorf("bookkeeping of row %d: %v", i, row)
		}
	}
	if got.Invalid != 0 {
		t.Errorf("%d values did not fit; the suite's records should: %v", got.Invalid, got.Rows)
	}
}

func exercisePaging(t *testing.T, v Vendor) {
	got := MustPull(t, v.open(t, v.Serve(3, v.pages(4))), v.Stream, nil)
	v.wantKeys(t, got, 12)
	if got.Mode != connectors.Full {
		t.Errorf("mode %s, want full", got.Mode)
	}
	if got.Pages < 1 {
		t.Errorf("pages = %d", got.Pages)
	}
}

// wantKeys checks that records 1 to n arrived, each once.
func (v Vendor) wantKeys(t *testing.T, got Loaded, n int) {
	t.Helper()
	var want []string
	for i := 1; i <= n; i++ {
		want = append(want, v.key(int64(i)))
	}
	have := got.Column(v.KeyColumn)
	slices.Sort(have)
	slices.Sort(want)
	if diff := cmp.Diff(want, have); diff != "" {
		t.Errorf("keys (-want +got)\n%s", diff)
	}
}

// key is the text of the key column for record n.
func (v Vendor) key(n int64) string { return v.KeyText + strconv.FormatInt(n, 10) }

func exerciseNothing(t *testing.T, v Vendor) {
	got := MustPull(t, v.open(t, v.Serve(1, v.pages(0))), v.Stream, nil)
	if got.Result.Rows != 0 || got.Mode != connectors.Full {
		t.Errorf("%d rows, mode %s; want 0, full", got.Result.Rows, got.Mode)
	}
}

func exerciseCheck(t *testing.T, v Vendor) {
	seen := &counted{Handler: v.checked()}
	if err := v.open(t, seen).Check(t.Context(), ""); err != nil || seen.n == 0 || seen.n > 3 {
		t.Errorf("after %d requests: %v", seen.n, err)
	}
	err := v.open(t, status(http.StatusUnauthorized, "")).Check(t.Context(), "")
	wantDenied(t, err)
}

// checked answers a check that brings the right credentials.
func (v Vendor) checked() http.Handler {
	authorized, answer := v.Authorized, v.CheckAnswer
	if authorized == nil {
		authorized = inAuthorization
	}
	if answer == "" {
		answer = `{"user":{"id":1}}`
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !authorized(r) {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		w.Write([]byte(answer))
	})
}

// inAuthorization says whether Secret came as a bearer token or as either half
// of a basic login.
func inAuthorization(r *http.Request) bool {
	user, password, basic := r.BasicAuth()
	return r.Header.Get("Authorization") == "Bearer "+Secret || basic && (password == Secret || user == Secret)
}

func exerciseUnknownStream(t *testing.T, v Vendor) {
	_, err := v.open(t, http.NotFoundHandler()).Pull(t.Context(), connectors.Request{Stream: "no_such"}, nil)
	if err == nil || !strings.Contains(err.Error(), "no_such") {
		t.Errorf("got %v", err)
	}
}

func exerciseBrokenCursor(t *testing.T, v Vendor) {
	_, err := Pull(t.Context(), t, v.open(t, v.Serve(1, v.pages(1))), v.Stream, json.RawMessage(`{"`))
	if err == nil || !strings.Contains(err.Error(), v.Stream) {
		t.Errorf("got %v", err)
	}
}
