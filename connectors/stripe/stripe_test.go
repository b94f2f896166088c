package stripe_test

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/connectors"
	"quarterdeck/connectors/connectortest"
)

// account is a Stripe account kept in memory.
type account struct {
	objects map[string]map[string]string // path to id to JSON
	events  []event                      // oldest first
	asked   []string                     // paths of objects fetched one by one
	queries []string
}

type event struct {
	created int64
	typ     string
	object  string
}

func (a *account) open(t *testing.T) connectors.Source {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/events", a.listEvents)
	mux.HandleFunc("GET /v1/{kind}", func(w http.ResponseWriter, r *http.Request) {
		a.queries = append(a.queries, r.URL.Path+"?"+r.URL.Query().Encode())
		objects := a.objects[r.PathValue("kind")]
		ids := slices.Sorted(func(yield func(string) bool) {
			for id := range objects {
				if !yield(id) {
					return
				}
			}
		})
		var list []string
		for _, id := range ids {
			if !strings.Contains(objects[id], `"deleted":true`) {
				list = append(list, objects[id])
			}
		}
		writeList(w, list, false)
	})
	mux.HandleFunc("GET /v1/{kind}/{id}", func(w http.ResponseWriter, r *http.Request) {
		a.asked = append(a.asked, r.URL.Path+"?"+r.URL.Query().Encode())
		object, ok := a.objects[r.PathValue("kind")][r.PathValue("id")]
		if !ok {
			w.WriteHeader(http.StatusNotFound)
			io.WriteString(w, `{"error":{"code":"resource_missing"}}`)
			return
		}
		io.WriteString(w, object)
	})
	mux.HandleFunc("GET /v1/invoices/{id}/lines", a.lines)
	mux.HandleFunc("GET /v1/credit_notes/{id}/lines", a.lines)
	mux.HandleFunc("GET /v1/subscription_items", a.lines)
	return connectortest.Open(t, vendor(), mux, &connectortest.Clock{})
}

func (a *account) listEvents(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	from, _ := strconv.ParseInt(q.Get("created[gte]"), 10, 64)
	if n := len(q["types[]"]); n == 0 || n > 20 {
		http.Error(w, "one to twenty types", http.StatusBadRequest)
		return
	}
	limit, _ := strconv.Atoi(q.Get("limit"))
	last := len(a.events)
	if after := startingAfter(r); after != "" {
		last, _ = strconv.Atoi(strings.TrimPrefix(after, "evt_"))
	}
	var list []string
	for i, e := range slices.Backward(a.events[:last]) {
		if e.created >= from && slices.Contains(q["types[]"], e.typ) && len(list) <= limit {
			list = append(list, fmt.Sprintf(`{"id":"evt_%d","created":%d,"type":%q,"data":{"object":%s}}`, i, e.created, e.typ, e.object))
		}
	}
	writeList(w, list[:min(limit, len(list))], len(list) > limit)
}

// lines are 250 rows in pages of 100, for every invoice and subscription.
func (a *account) lines(w http.ResponseWriter, r *http.Request) {
	start := 0
	if after := startingAfter(r); after != "" {
		n, _ := strconv.Atoi(strings.TrimPrefix(after, "l"))
		start = n
	}
	var list []string
	for n := start + 1; n <= min(start+100, 250); n++ {
		list = append(list, fmt.Sprintf(`{"id":"l%d","note":"é\n%d"}`, n, n))
	}
	writeList(w, list, start+100 < 250)
}

func at(d time.Duration) int64 { return connectortest.Now().Add(-d).Unix() }

func cursorAt(d time.Duration) []byte { return fmt.Appendf(nil, `{"event":%d}`, at(d)) }

func listedCursor(event, listed time.Duration) []byte {
	return fmt.Appendf(nil, `{"event":%d,"listed":%d}`, at(event), at(listed))
}

func TestIncrementFollowsTheEvents(t *testing.T) {
	a := &account{objects: map[string]map[string]string{"customers": {
		"cus_1": `{"id":"cus_1","name":"As it is now"}`,
		"cus_2": `{"id":"cus_2","object":"customer","deleted":true}`,
		"cus_4": `{"id":"cus_4","name":"Untouched"}`,
	}}, events: []event{
		{at(3 * time.Hour), "customer.updated", `{"id":"cus_9","name":"before the cursor"}`},
		{at(70 * time.Minute), "customer.created", `{"id":"cus_1","name":"As it was"}`},
		{at(40 * time.Minute), "customer.updated", `{"id":"cus_1","name":"As it became"}`},
		{at(30 * time.Minute), "customer.updated", `{"id":"cus_2"}`},
		{at(20 * time.Minute), "customer.deleted", `{"id":"cus_3","name":"Gone"}`},
		{at(10 * time.Minute), "customer.updated", `{"id":"cus_404"}`},
		{at(5 * time.Minute), "invoice.paid", `{"id":"in_1"}`},
	}}
	got := connectortest.MustPull(t, a.open(t), "customers", cursorAt(65*time.Minute))
	want := map[string]string{"cus_1": "false As it is now", "cus_2": "true ", "cus_3": "true Gone", "cus_404": "true "}
	have := map[string]string{}
	for _, row := range got.Rows {
		have[row["id"]] = row["_deleted"] + " " + row["name"]
	}
	if diff := cmp.Diff(want, have); diff != "" || len(got.Rows) != 4 {
		t.Errorf("%d rows %s", len(got.Rows), diff)
	}
	if got.Mode != connectors.Increment || string(got.Cursor) != string(cursorAt(10*time.Minute)) {
		t.Errorf("%s, cursor %s", got.Mode, got.Cursor)
	}
	if len(a.queries) != 0 {
		t.Errorf("an increment listed everything: %v", a.queries)
	}
}

func TestQuietIncrementKeepsItsCursor(t *testing.T) {
	got := connectortest.MustPull(t, (&account{}).open(t), "customers", cursorAt(65*time.Minute))
	if got.Mode != connectors.Increment || len(got.Rows) != 0 || string(got.Cursor) != string(cursorAt(65*time.Minute)) {
		t.Errorf("%s, %d rows, cursor %s", got.Mode, len(got.Rows), got.Cursor)
	}
}

func TestFullLoads(t *testing.T) {
	a := &account{objects: map[string]map[string]string{"subscriptions": {"sub_1": `{"id":"sub_1","status":"canceled","items":{"data":[{"id":"si_1"}],"has_more":false}}`}},
		events: []event{{at(time.Hour), "customer.subscription.updated", `{"id":"sub_1"}`}, {at(time.Minute), "product.created", `{}`}}}
	for name, cursor := range map[string][]byte{"first": nil, "events are gone": cursorAt(30 * 24 * time.Hour)} {
		a.queries = nil
		got := connectortest.MustPull(t, a.open(t), "subscriptions", cursor)
		if got.Mode != connectors.Full || len(got.Rows) != 1 || got.Rows[0]["items"] != `[{"id":"si_1"}]` {
			t.Errorf("%s: %s, %v", name, got.Mode, got.Rows)
		}
		if want := fmt.Sprintf(`{"event":%d,"listed":%d}`, at(time.Hour), at(0)); string(got.Cursor) != want {
			t.Errorf("%s: cursor %s, want the newest event of the stream", name, got.Cursor)
		}
		want := []string{"/v1/subscriptions?created%5Blte%5D=1772330400&expand%5B%5D=data.discounts&expand%5B%5D=data.items.data.discounts&limit=100&status=all"}
		if diff := cmp.Diff(want, a.queries); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestCanceledSubscriptionIsNoTombstone(t *testing.T) {
	a := &account{objects: map[string]map[string]string{"subscriptions": {
		"sub_1": `{"id":"sub_1","status":"canceled"}`, "sub_2": `{"id":"sub_2","status":"active"}`}},
		events: []event{{at(time.Minute), "customer.subscription.deleted", `{"id":"sub_1","object":"subscription"}`},
			{at(time.Minute), "customer.discount.deleted", `{"id":"di_1","object":"discount","subscription":"sub_2"}`},
			{at(time.Minute), "customer.discount.created", `{"id":"di_2","object":"discount","subscription":null}`}}}
	got := connectortest.MustPull(t, a.open(t), "subscriptions", listedCursor(time.Hour, 6*24*time.Hour))
	if len(got.Rows) != 2 || got.Rows[0]["_deleted"] != "false" || got.Rows[1]["_deleted"] != "false" {
		t.Errorf("got %v", got.Rows)
	}
}

func TestNestedListsAreCompleted(t *testing.T) {
	a := &account{objects: map[string]map[string]string{
		"invoices":      {"in_1": `{"id":"in_1","lines":{"data":[{"id":"l1"}],"has_more":true,"url":"/v1/invoices/in_1/lines"}}`},
		"credit_notes":  {"cn_1": `{"id":"cn_1","lines":{"data":[{"id":"l1"}],"has_more":true}}`},
		"subscriptions": {"sub_1": `{"id":"sub_1","items":{"data":[{"id":"l1"}],"has_more":true}}`}},
		events: []event{{at(time.Minute), "credit_note.created", `{"id":"cn_1","object":"credit_note","invoice":"in_1"}`}}}
	for stream, column := range map[string]string{"invoices": "lines", "subscriptions": "items", "credit_notes": "lines"} {
		got := connectortest.MustPull(t, a.open(t), stream, nil)
		if n := strings.Count(got.Rows[0][column], `"id":`); n != 250 {
			t.Errorf("%s: %d of 250 %s", stream, n, column)
		}
		if !strings.Contains(got.Rows[0][column], `{"id":"l250","note":"é\n250"}`) {
			t.Errorf("%s: %s", stream, got.Rows[0][column])
		}
	}
	got := connectortest.MustPull(t, a.open(t), "invoices", cursorAt(time.Hour))
	if n := strings.Count(got.Rows[0]["lines"], `"id":`); n != 250 {
		t.Errorf("increment: %d of 250 lines", n)
	}
	if diff := cmp.Diff([]string{"/v1/invoices/in_1?expand%5B%5D=discounts&expand%5B%5D=lines.data.discounts"}, a.asked); diff != "" {
		t.Error(diff)
	}
}

func TestManyChangesBecomeAFullLoad(t *testing.T) {
	a := &account{objects: map[string]map[string]string{"customers": {"cus_1": `{"id":"cus_1"}`}}}
	for i := range 20_050 {
		a.events = append(a.events, event{at(time.Minute), "customer.updated", fmt.Sprintf(`{"id":"cus_%d"}`, i)})
	}
	got := connectortest.MustPull(t, a.open(t), "customers", cursorAt(time.Hour))
	if got.Mode != connectors.Full || len(got.Rows) != 1 || len(a.asked) != 0 {
		t.Errorf("%s, %d rows, %d fetched", got.Mode, len(got.Rows), len(a.asked))
	}
}

func TestStripesAdviceOnRetries(t *testing.T) {
	n := 0
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n++
		w.Header().Set("Stripe-Should-Retry", map[bool]string{true: "true", false: "false"}[n == 1])
		w.WriteHeader(map[bool]int{true: 400, false: 500}[n == 1])
	})
	if err := connectortest.Open(t, vendor(), handler, &connectortest.Clock{}).Check(t.Context(), ""); err == nil || n != 2 {
		t.Errorf("%d requests: %v", n, err)
	}
}
