package intercom_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/connectortest"
)

// waiting notes how long the source slept.
type waiting struct{ waits []time.Duration }

// vendorWith is the vendor whose waits are noted.
func vendorWith(w *waiting) connectortest.Vendor {
	v := vendor()
	v.Open = func(src config.Source, deps connectors.Deps) (connectors.Source, error) {
		sleep := deps.Sleep
		deps.Sleep = func(ctx context.Context, d time.Duration) error {
			w.waits = append(w.waits, d)
			return sleep(ctx, d)
		}
		return open(src, deps)
	}
	return v
}

// TestContactsAreSearchedTwoDaysEarly: the search cuts an instant to a day of the
// workspace's and begins at the next one, so that a contact of the cursor's own
// evening is only found two days early. What has not changed is left out.
func TestContactsAreSearchedTwoDaysEarly(t *testing.T) {
	since := now - 3600
	s := &script{answers: map[string][]string{"POST /contacts/search": {
		fmt.Sprintf(`{"data":[{"id":"old","updated_at":%d},{"id":"edge","updated_at":%d},{"id":"new","updated_at":%d}],"pages":{"next":null}}`, since-901, since-900, since+5),
		`{"data":[],"total_count":3,"pages":{}}`}}}
	cursor := fmt.Sprintf(`{"since":%d,"whole":%d}`, since, now-86400)
	got := connectortest.MustPull(t, s.open(t, &connectortest.Clock{}), "contacts", json.RawMessage(cursor))
	if diff := cmp.Diff([]string{"edge", "new"}, got.Column("id")); diff != "" || got.Mode != connectors.Increment {
		t.Errorf("mode %s: %s", got.Mode, diff)
	}
	want := fmt.Sprintf(`POST /contacts/search {"query":{"field":"updated_at","operator":"\u003e","value":%d},"pagination":{"per_page":150}}`, since-2*86400)
	if diff := cmp.Diff(want, s.asked[0]); diff != "" {
		t.Error(diff)
	}
	if want := fmt.Sprintf(`{"since":%d,"whole":%d}`, since+5, now-86400); string(got.Cursor) != want || *got.Live != 3 {
		t.Errorf("cursor %s, want %s; live %d", got.Cursor, want, *got.Live)
	}
}

// TestContactsAreListedWholeEveryWeek: nothing tells of those merged or deleted.
func TestContactsAreListedWholeEveryWeek(t *testing.T) {
	s := &script{answers: map[string][]string{"GET /contacts": {
		`{"data":[{"id":"1","updated_at":5}],"pages":{"next":{"starting_after":"t"}}}`, `{"data":[{"id":"2","updated_at":7}],"pages":{"next":null}}`}}}
	cursor := fmt.Sprintf(`{"since":%d,"whole":%d}`, now-60, now-7*86400)
	got := connectortest.MustPull(t, s.open(t, &connectortest.Clock{}), "contacts", json.RawMessage(cursor))
	if diff := cmp.Diff([]string{"1", "2"}, got.Column("id")); diff != "" || got.Mode != connectors.Full {
		t.Errorf("mode %s: %s", got.Mode, diff)
	}
	if diff := cmp.Diff([]string{"GET /contacts per_page=150", "GET /contacts per_page=150&starting_after=t"}, s.asked[:2]); diff != "" {
		t.Error(diff)
	}
	if want := fmt.Sprintf(`{"since":%d,"whole":%d}`, now-60, now); string(got.Cursor) != want {
		t.Errorf("cursor %s, want %s", got.Cursor, want)
	}
}

func companyPage(token string, ids ...string) string {
	var rows []string
	for _, id := range ids {
		rows = append(rows, `{"id":"`+id+`","company_id":"crm-`+id+`","plan":{"name":"Growth"}}`)
	}
	return fmt.Sprintf(`{"type":"list","data":[%s],"scroll_param":%q}`, strings.Join(rows, ","), token)
}

const scrollExists = `400 {"type":"error.list","errors":[{"code":"scroll_exists","message":"scroll already exists for this workspace"}]}`

// TestScrollBeginsAgain: another's scroll is waited out, and a scroll that fails
// or expires begins again without doubling what it had brought.
func TestScrollBeginsAgain(t *testing.T) {
	for name, answers := range map[string][]string{
		"at once":     {companyPage("s", "1", "2"), companyPage("s", "3"), companyPage("s")},
		"another's":   {scrollExists, scrollExists, companyPage("s", "1", "2"), companyPage("s", "3"), companyPage("s")},
		"fails":       {companyPage("s", "1", "2"), `500 {"errors":[]}`, scrollExists, companyPage("t", "1", "2"), companyPage("t", "3"), companyPage("t")},
		"expires":     {companyPage("s", "1"), `404 {"errors":[]}`, companyPage("t", "1", "2", "3"), companyPage("t")},
		"cut in half": {companyPage("s", "1", "2"), `{"data":[{"id":"3"`, companyPage("t", "1", "2", "3"), companyPage("t")},
	} {
		t.Run(name, func(t *testing.T) {
			w := &waiting{}
			s := &script{answers: map[string][]string{"GET /companies/scroll": answers}}
			got := connectortest.MustPull(t, connectortest.Open(t, vendorWith(w), s, &connectortest.Clock{}), "companies", nil)
			if diff := cmp.Diff([]string{"crm-1", "crm-2", "crm-3"}, got.Column("company_id")); diff != "" || got.Mode != connectors.Full {
				t.Errorf("mode %s: %s", got.Mode, diff)
			}
			restarts := len(answers) - 3
			for _, d := range w.waits {
				if d <= time.Minute {
					t.Errorf("waited %s, a scroll lives a minute", d)
				}
			}
			if name == "another's" && len(w.waits) != restarts {
				t.Errorf("waits %v", w.waits)
			}
		})
	}
}

func TestScrollGivesUpInTheEnd(t *testing.T) {
	s := &script{answers: map[string][]string{"GET /companies/scroll": {scrollExists}}}
	_, err := connectortest.Pull(t.Context(), t, s.open(t, &connectortest.Clock{}), "companies", nil)
	if err == nil || !strings.Contains(err.Error(), "scroll_exists") || len(s.asked) < 5 || len(s.asked) > 20 {
		t.Errorf("after %d requests: %v", len(s.asked), err)
	}
}

func TestScrollLeavesNoFile(t *testing.T) {
	dir := t.TempDir()
	v := vendor()
	v.Open = func(src config.Source, deps connectors.Deps) (connectors.Source, error) {
		deps.TempDir = dir
		return open(src, deps)
	}
	s := &script{answers: map[string][]string{"GET /companies/scroll": {companyPage("s", "1"), `403 {"errors":[{"code":"forbidden"}]}`}}}
	if _, err := connectortest.Pull(t.Context(), t, connectortest.Open(t, v, s, &connectortest.Clock{}), "companies", nil); err == nil {
		t.Error("a refused scroll succeeded")
	}
	if left := filesIn(t, dir); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestMissingPermissionIsNamed(t *testing.T) {
	for stream, want := range map[string]string{"conversations": "Read conversations", "companies": "Read and list users and companies", "admins": "Read admins"} {
		refuse := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusForbidden)
			fmt.Fprint(w, `{"type":"error.list","errors":[{"code":"api_plan_restricted","message":"Active subscription needed."}]}`)
		})
		source := connectortest.Open(t, vendor(), refuse, &connectortest.Clock{})
		_, err := connectortest.Pull(t.Context(), t, source, stream, nil)
		checked := source.Check(t.Context(), stream)
		for _, got := range []error{err, checked} {
			if got == nil || !strings.Contains(got.Error(), want) || !strings.Contains(got.Error(), "api_plan_restricted") {
				t.Errorf("%s: %v", stream, got)
			}
		}
	}
}

func TestCheckAsksForTheStream(t *testing.T) {
	s := &script{answers: map[string][]string{"GET /me": {"{}"}, "GET /conversations": {"{}"}, "GET /contacts": {"{}"}, "POST /companies/list": {"{}"}, "GET /admins": {"{}"}}}
	source := s.open(t, &connectortest.Clock{})
	for _, stream := range []string{"", "conversations", "conversation_parts", "contacts", "companies", "admins"} {
		if err := source.Check(t.Context(), stream); err != nil {
			t.Errorf("%s: %v", stream, err)
		}
	}
	if diff := cmp.Diff([]string{"GET /me", "GET /conversations per_page=1", "GET /conversations per_page=1", "GET /contacts per_page=1",
		"POST /companies/list per_page=1{}", "GET /admins"}, s.asked); diff != "" {
		t.Error(diff)
	}
	if err := source.Check(t.Context(), "nope"); err == nil {
		t.Error("a stream nobody declares passed the check")
	}
}

func filesIn(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}
