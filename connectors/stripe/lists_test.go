package stripe_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/google/go-cmp/cmp"

	"quarterdeck/connectors"
	"quarterdeck/connectors/connectortest"
)

// TestSubscriptionsAreListedEveryWeek: not every change of one makes an event.
func TestSubscriptionsAreListedEveryWeek(t *testing.T) {
	a := &account{objects: map[string]map[string]string{"subscriptions": {"sub_1": `{"id":"sub_1","status":"active"}`}}}
	for age, want := range map[time.Duration]connectors.Mode{7*24*time.Hour - time.Second: connectors.Increment, 7 * 24 * time.Hour: connectors.Full} {
		got := connectortest.MustPull(t, a.open(t), "subscriptions", listedCursor(time.Hour, age))
		if got.Mode != want {
			t.Errorf("listed %s ago: %s, want %s", age, got.Mode, want)
		}
		if want == connectors.Increment && string(got.Cursor) != string(listedCursor(time.Hour, age)) {
			t.Errorf("an increment moved the day of the last list: %s", got.Cursor)
		}
	}
	if got := connectortest.MustPull(t, a.open(t), "customers", cursorAt(20*24*time.Hour)); got.Mode != connectors.Increment {
		t.Errorf("customers are listed again: %s", got.Cursor)
	}
}

// walked is a list of customers, newest first, in pages of two.
type walked struct {
	ids  []string
	gone map[string]bool
	// paged is called before the nth page.
	paged func(n int)
	n     int
}

func (l *walked) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != "/v1/customers" {
		writeList(w, nil, false)
		return
	}
	if l.n++; l.paged != nil {
		l.paged(l.n)
	}
	start := 0
	if after := startingAfter(r); after != "" {
		at := slices.Index(l.ids, after)
		if at < 0 || l.gone[after] {
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprintf(w, `{"error":{"code":"resource_missing","message":"No such customer: '%s'","param":"starting_after","type":"invalid_request_error"}}`, after)
			return
		}
		start = at + 1
	}
	var page []string
	for _, id := range l.ids[start:] {
		if !l.gone[id] {
			page = append(page, fmt.Sprintf(`{"id":%q}`, id))
		}
	}
	writeList(w, page[:min(2, len(page))], len(page) > 2)
}

// TestThePlaceOfAListIsDeleted: the object a page should follow is deleted while
// the one before it is read.
func TestThePlaceOfAListIsDeleted(t *testing.T) {
	l := &walked{ids: []string{"c7", "c6", "c5", "c4", "c3", "c2", "c1"}, gone: map[string]bool{}}
	l.paged = func(n int) {
		if n == 3 {
			l.gone["c4"] = true
		}
	}
	got := connectortest.MustPull(t, connectortest.Open(t, vendor(), l, &connectortest.Clock{}), "customers", nil)
	if diff := cmp.Diff([]string{"c7", "c6", "c5", "c4", "c3", "c2", "c1"}, got.Column("id")); diff != "" || got.Mode != connectors.Full {
		t.Errorf("%s %s", got.Mode, diff)
	}
}

// TestListIsTakenUp kills a whole list after each of its pages.
func TestListIsTakenUp(t *testing.T) {
	for stop := 1; stop <= 3; stop++ {
		l := &walked{ids: []string{"c7", "c6", "c5", "c4", "c3", "c2", "c1"}, gone: map[string]bool{}}
		source := connectortest.Open(t, vendor(), l, &connectortest.Clock{})
		var cursor json.RawMessage
		var first []string
		killed, left := errors.New("killed"), stop
		req := connectors.Request{Stream: "customers", LoadID: "01LOAD", LoadedAt: connectortest.Now()}
		req.Checkpoint = func(r connectors.Result) (connectors.Load, error) {
			cursor = r.Cursor
			if left--; left == 0 {
				return connectors.Load{}, killed
			}
			return connectors.Load{ID: "01LOAD", At: connectortest.Now()}, nil
		}
		_, err := source.Pull(t.Context(), req, func(batch arrow.Record) error {
			for _, row := range connectortest.Texts(batch) {
				first = append(first, row["id"])
			}
			return nil
		})
		if !errors.Is(err, killed) {
			t.Fatal(err)
		}
		rest := connectortest.MustPull(t, source, "customers", cursor)
		if diff := cmp.Diff(l.ids, append(first, rest.Column("id")...)); diff != "" || rest.Mode != connectors.Increment {
			t.Errorf("after %d pages: %s %s", stop, rest.Mode, diff)
		}
		if want := cursorAt(0); string(rest.Cursor) != string(want) {
			t.Errorf("cursor %s, want %s", rest.Cursor, want)
		}
		l.gone["c6"], l.gone["c4"], l.gone["c2"] = true, true, true
		anew := connectortest.MustPull(t, source, "customers", cursor)
		if diff := cmp.Diff([]string{"c7", "c5", "c3", "c1"}, anew.Column("id")); diff != "" || anew.Mode != connectors.Full {
			t.Errorf("after %d pages, its place deleted: %s %s", stop, anew.Mode, diff)
		}
	}
}

func TestRefundsAndCreditNotes(t *testing.T) {
	a := &account{objects: map[string]map[string]string{
		"refunds":      {"re_1": `{"id":"re_1","object":"refund","amount":500,"currency":"usd","status":"succeeded","charge":"ch_1"}`},
		"credit_notes": {"cn_1": `{"id":"cn_1","object":"credit_note","invoice":"in_1","amount":500,"lines":{"object":"list","data":[{"id":"cnli_1"}],"has_more":false}}`},
	}, events: []event{
		{at(30 * time.Minute), "charge.refund.updated", `{"id":"re_1","object":"refund"}`},
		{at(20 * time.Minute), "credit_note.voided", `{"id":"cn_1","object":"credit_note","invoice":"in_1"}`},
	}}
	for stream, want := range map[string]map[string]string{"refunds": {"id": "re_1", "amount": "500", "charge_id": "ch_1"},
		"credit_notes": {"id": "cn_1", "invoice_id": "in_1", "lines": `[{"id":"cnli_1"}]`}} {
		for mode, cursor := range map[connectors.Mode][]byte{connectors.Full: nil, connectors.Increment: cursorAt(time.Hour)} {
			got := connectortest.MustPull(t, a.open(t), stream, cursor)
			if got.Mode != mode || len(got.Rows) != 1 {
				t.Fatalf("%s: %s, %v", stream, got.Mode, got.Rows)
			}
			for column, value := range want {
				if got.Rows[0][column] != value {
					t.Errorf("%s %s: %s = %q, want %q", mode, stream, column, got.Rows[0][column], value)
				}
			}
		}
	}
}

// TestTiersComeWhole: a price shows its tiers only to who asks for them.
func TestTiersComeWhole(t *testing.T) {
	tiers := `[{"up_to":10,"unit_amount":1000,"flat_amount":null},{"up_to":null,"unit_amount":800,"flat_amount":500}]`
	a := &account{objects: map[string]map[string]string{"prices": {"price_1": `{"id":"price_1","billing_scheme":"tiered","tiers_mode":"graduated","unit_amount":null,"tiers":` + tiers + `}`}},
		events: []event{{at(time.Minute), "price.updated", `{"id":"price_1","object":"price"}`}}}
	full := connectortest.MustPull(t, a.open(t), "prices", nil)
	change := connectortest.MustPull(t, a.open(t), "prices", cursorAt(time.Hour))
	for _, got := range []connectortest.Loaded{full, change} {
		if got.Rows[0]["tiers"] != tiers || got.Rows[0]["tiers_mode"] != "graduated" {
			t.Errorf("%s: %v", got.Mode, got.Rows[0])
		}
	}
	asked := strings.Join(append(a.queries, a.asked...), " ")
	if !strings.Contains(asked, "expand%5B%5D=data.tiers") || !strings.Contains(asked, "/v1/prices/price_1?expand%5B%5D=tiers") {
		t.Errorf("asked %s", asked)
	}
}

func TestCheckAsksForTheStream(t *testing.T) {
	var asked []string
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.String())
		if r.URL.Path == "/v1/credit_notes" {
			w.WriteHeader(http.StatusForbidden)
			io.WriteString(w, `{"error":{"message":"The provided key 'rk_live_***' does not have the required permissions. Having the 'rak_credit_note_read' permission would allow this request to continue.","type":"invalid_request_error"}}`)
			return
		}
		writeList(w, nil, false)
	})
	source := connectortest.Open(t, vendor(), handler, &connectortest.Clock{})
	for _, stream := range []string{"", "subscriptions"} {
		if err := source.Check(t.Context(), stream); err != nil {
			t.Error(err)
		}
	}
	err := source.Check(t.Context(), "credit_notes")
	if err == nil || !strings.Contains(err.Error(), "rak_credit_note_read") || !strings.Contains(err.Error(), "Restricted keys") {
		t.Errorf("got %v", err)
	}
	if diff := cmp.Diff([]string{"/v1/customers?limit=1", "/v1/subscriptions?limit=1", "/v1/credit_notes?limit=1"}, asked); diff != "" {
		t.Error(diff)
	}
}
