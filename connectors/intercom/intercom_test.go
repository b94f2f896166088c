package intercom_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/google/go-cmp/cmp"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/connectortest"
	"quarterdeck/connectors/intercom"
)

// script answers the requests for a route in order and notes what was asked.
type script struct {
	mu      sync.Mutex
	answers map[string][]string
	asked   []string
}

// ServeHTTP answers with the next text for "METHOD /path"; one that begins with
// three digits and a space has that status. The last answer is given again and again.
func (s *script) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	route := r.Method + " " + r.URL.Path
	body, _ := io.ReadAll(r.Body)
	s.asked = append(s.asked, strings.TrimSpace(route+" "+r.URL.RawQuery+string(body)))
	list := s.answers[route]
	if len(list) == 0 {
		http.Error(w, `{"errors":[{"code":"not_found"}]}`, http.StatusNotFound)
		return
	}
	if len(list) > 1 {
		s.answers[route] = list[1:]
	}
	answer := list[0]
	if len(answer) > 4 && answer[3] == ' ' && answer[0] >= '4' && answer[0] <= '5' {
		status := map[string]int{"400": 400, "403": 403, "404": 404, "429": 429, "500": 500}[answer[:3]]
		w.WriteHeader(status)
		answer = answer[4:]
	}
	io.WriteString(w, answer)
}

func (s *script) open(t *testing.T, clock *connectortest.Clock) connectors.Source {
	t.Helper()
	return connectortest.Open(t, vendor(), s, clock)
}

const search = "POST /conversations/search"

func found(records ...string) string {
	return fmt.Sprintf(`{"conversations":[%s],"total_count":%d,"pages":{"type":"pages","next":null}}`, strings.Join(records, ","), len(records))
}

func conversation(id, state string, updated int64) string {
	return fmt.Sprintf(`{"id":%q,"state":%q,"updated_at":%d}`, id, state, updated)
}

// The clock of the suite stands here.
var now = connectortest.Now().Unix()

func TestConversationsAreSearchedUpToAFixedInstant(t *testing.T) {
	s := &script{answers: map[string][]string{search: {found(conversation("1", "closed", now-3600)), found()}}}
	source := s.open(t, &connectortest.Clock{})
	first := connectortest.MustPull(t, source, "conversations", nil)
	s.asked = nil
	connectortest.MustPull(t, source, "conversations", first.Cursor)
	between := func(from int64) string {
		return fmt.Sprintf(`POST /conversations/search {"query":{"operator":"AND","value":[{"operator":"OR","value":[{"field":"updated_at","operator":"\u003e","value":%d},{"field":"updated_at","operator":"=","value":%[1]d}]},`+
			`{"operator":"OR","value":[{"field":"updated_at","operator":"\u003c","value":%d},{"field":"updated_at","operator":"=","value":%[2]d}]}]},"sort":{"field":"updated_at","order":"ascending"},"pagination":{"per_page":150}}`, from, now)
	}
	if diff := cmp.Diff(between(now-3600-900), s.asked[0]); diff != "" {
		t.Error(diff)
	}
	if first.Mode != connectors.Full || *first.Live != 0 {
		t.Errorf("mode %s, live %d", first.Mode, *first.Live)
	}
	if want := now - 3600 - 900; first.Window.To.Unix() != now || !first.Window.From.IsZero() || want <= 0 {
		t.Errorf("window %v", first.Window)
	}
}

// TestStart: what changed since then is asked for, and nothing is compared with
// the count of all.
func TestStart(t *testing.T) {
	s := &script{answers: map[string][]string{search: {found()}}}
	v := vendor()
	v.Config.Start = "2025-02-03"
	got := connectortest.MustPull(t, connectortest.Open(t, v, s, &connectortest.Clock{}), "conversations", nil)
	if len(s.asked) != 1 || !strings.Contains(s.asked[0], `"value":1738540800}`) || got.Live != nil {
		t.Errorf("asked %v, live %v", s.asked, got.Live)
	}
	src := config.Source{Name: "helpdesk", Start: "2025/01/01"}
	if _, err := intercom.New(src, (&connectortest.Clock{}).Deps()); err == nil || !strings.Contains(err.Error(), "2025/01/01") {
		t.Errorf("got %v", err)
	}
}

func TestCursorNeverPassesTheBeginningOfThePull(t *testing.T) {
	s := &script{answers: map[string][]string{search: {found(conversation("1", "closed", now+86400)), found()}}}
	got := connectortest.MustPull(t, s.open(t, &connectortest.Clock{}), "conversations", nil)
	if want := fmt.Sprintf(`{"since":%d,"whole":%[1]d}`, now); string(got.Cursor) != want {
		t.Errorf("cursor %s, want %s", got.Cursor, want)
	}
}

// TestPullIsTakenUpAtItsCheckpoint: what was landed up to a checkpoint and what
// a pull from its cursor lands is everything, also where two changes share the
// second in which it was killed.
func TestPullIsTakenUpAtItsCheckpoint(t *testing.T) {
	page := func(next string, records ...string) string {
		return fmt.Sprintf(`{"conversations":[%s],"pages":{"next":%s}}`, strings.Join(records, ","), next)
	}
	s := &script{answers: map[string][]string{search: {
		page(`{"starting_after":"a"}`, conversation("1", "open", now-500), conversation("2", "closed", now-400)),
		"400 {}",
	}}}
	source := s.open(t, &connectortest.Clock{})
	var at connectors.Result
	req := connectors.Request{Stream: "conversations", LoadID: "01LOAD", LoadedAt: connectortest.Now(),
		Checkpoint: func(r connectors.Result) (connectors.Load, error) {
			at = r
			return connectors.Load{ID: "01LOAD", At: connectortest.Now()}, nil
		}}
	if _, err := source.Pull(t.Context(), req, func(arrow.Record) error { return nil }); err == nil {
		t.Fatal("the second page was refused, but the pull succeeded")
	}
	if want := fmt.Sprintf(`{"since":%d,"open":["1"],"whole":%d}`, now-400, now); string(at.Cursor) != want || at.Mode != connectors.Full || at.Rows != 2 {
		t.Fatalf("checkpoint %s %s of %d rows, want %s", at.Mode, at.Cursor, at.Rows, want)
	}
	s.answers[search] = []string{page("null", conversation("1", "open", now-500), conversation("2", "closed", now-400), conversation("3", "open", now-400)), found()}
	rest := connectortest.MustPull(t, source, "conversations", at.Cursor)
	if diff := cmp.Diff([]string{"1", "2", "3"}, rest.Column("id")); diff != "" || rest.Mode != connectors.Increment {
		t.Errorf("mode %s: %s", rest.Mode, diff)
	}
	if want := fmt.Sprintf(`{"since":%d,"open":["1","3"],"whole":%d}`, now-400, now); string(rest.Cursor) != want {
		t.Errorf("cursor %s, want %s", rest.Cursor, want)
	}
}

// TestOpenConversationsAreReadAgainEveryWeek: Intercom may forget that it closed
// a conversation, and one that was deleted never shows again.
func TestOpenConversationsAreReadAgainEveryWeek(t *testing.T) {
	week := int64(7 * 24 * 3600)
	for name, c := range map[string]struct {
		whole int64
		ids   []string
		open  string
	}{
		"a day short": {now - week + 1, []string{"30"}, `"open":["10","20","30"]`},
		"a week":      {now - week, []string{"30", "10", "20"}, `"open":["30"]`},
	} {
		t.Run(name, func(t *testing.T) {
			s := &script{answers: map[string][]string{
				search:                  {found(conversation("30", "open", now-60)), found()},
				"GET /conversations/10": {conversation("10", "closed", now-9000)},
			}}
			cursor := fmt.Sprintf(`{"since":%d,"open":["10","20","30"],"whole":%d}`, now-100, c.whole)
			got := connectortest.MustPull(t, s.open(t, &connectortest.Clock{}), "conversations", json.RawMessage(cursor))
			if diff := cmp.Diff(c.ids, got.Column("id")); diff != "" {
				t.Fatal(diff)
			}
			if !strings.Contains(string(got.Cursor), c.open) {
				t.Errorf("cursor %s, want it to hold %s", got.Cursor, c.open)
			}
			if len(c.ids) == 3 && (got.Rows[1]["state"] != "closed" || got.Rows[2]["_deleted"] != "true" || got.Rows[2]["updated_at"] == "") {
				t.Errorf("rows %v", got.Rows[1:])
			}
		})
	}
}

func TestQuotaEndsWhenItsHeaderSays(t *testing.T) {
	clock := &waiting{}
	refused := false
	handler := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if !refused {
			refused = true
			w.Header().Set("X-RateLimit-Reset", fmt.Sprint(now+7))
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		io.WriteString(w, found())
	})
	connectortest.MustPull(t, connectortest.Open(t, vendorWith(clock), handler, &connectortest.Clock{}), "conversations", nil)
	// A second is added because the one named may have begun before the reset,
	// and up to a tenth so that several callers do not return at once.
	if len(clock.waits) != 1 || clock.waits[0] < 8*time.Second || clock.waits[0] > 9*time.Second {
		t.Errorf("waited %v, want some 8 seconds", clock.waits)
	}
}

func TestRegions(t *testing.T) {
	for region, host := range map[string]string{"": "api.intercom.io", "us": "api.intercom.io", "eu": "api.eu.intercom.io", "au": "api.au.intercom.io"} {
		var asked *http.Request
		deps := (&connectortest.Clock{}).Deps()
		deps.HTTP = &http.Client{Transport: transport(func(r *http.Request) (*http.Response, error) {
			asked = r
			return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(`{"id":"1"}`)), Request: r}, nil
		})}
		source, err := intercom.New(config.Source{Name: "helpdesk", Token: "tok", Region: region}, deps)
		if err != nil {
			t.Fatal(err)
		}
		if err := source.Check(t.Context(), ""); err != nil {
			t.Fatal(err)
		}
		if asked.URL.Scheme+"://"+asked.URL.Host != "https://"+host || asked.Header.Get("Intercom-Version") != "2.14" {
			t.Errorf("region %q asked %s in version %s", region, asked.URL, asked.Header.Get("Intercom-Version"))
		}
	}
	if _, err := intercom.New(config.Source{Name: "helpdesk", Region: "mars"}, (&connectortest.Clock{}).Deps()); err == nil || !strings.Contains(err.Error(), "mars") {
		t.Errorf("got %v", err)
	}
}

type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
