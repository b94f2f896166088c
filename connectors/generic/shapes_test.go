package generic_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/connectortest"
	"quarterdeck/connectors/rest"
)

// api opens a source of one table on a handler.
func api(t *testing.T, table string, given config.Table, handler http.HandlerFunc) connectors.Source {
	t.Helper()
	v := connectortest.Vendor{Open: open, Config: config.Source{Tables: map[string]config.Table{table: given}}}
	return connectortest.Open(t, v, handler, &connectortest.Clock{})
}

// show is the landed rows as lines of the named columns.
func show(l connectortest.Loaded, columns ...string) []string {
	var lines []string
	for _, row := range l.Rows {
		var values []string
		for _, c := range columns {
			values = append(values, row[c])
		}
		lines = append(lines, strings.Join(values, " | "))
	}
	return lines
}

// TestIssueTracker reads issues as a code host gives them: a bare array, pages
// by the Link header to an absolute URL, labels and users as nested objects, and
// what changed by since.
func TestIssueTracker(t *testing.T) {
	var asked []string
	issues := func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.String())
		page := r.URL.Query().Get("page")
		if page == "" || page == "1" {
			w.Header().Set("Link", fmt.Sprintf(`<http://%s/repositories/1300192/issues?state=all&per_page=2&page=2>; rel="next", <http://%s/repositories/1300192/issues?state=all&per_page=2&page=2>; rel="last"`, r.Host, r.Host))
			io.WriteString(w, `[{"id":1,"number":1347,"state":"open","user":{"login":"octocat","id":583231},"milestone":null,"created_at":"2026-02-22T13:33:48Z","updated_at":"2026-02-23T13:33:48Z","closed_at":null},
				{"id":2,"number":1348,"state":"closed","user":{"login":"hubot","id":7},"milestone":{"title":"acme"},"created_at":"2026-02-22T14:00:00Z","updated_at":"2026-02-24T10:00:00Z","closed_at":"2026-02-24T10:00:00Z"}]`)
			return
		}
		io.WriteString(w, `[{"id":3,"number":1349,"state":"open","user":{"login":"octocat","id":583231},"milestone":{"title":"beta"},"created_at":"2026-02-25T08:00:00Z","updated_at":"2026-02-25T08:00:00Z","closed_at":null}]`)
	}
	source := api(t, "tickets", config.Table{Path: "/repos/octocat/hello/issues", Query: map[string]string{"state": "all"},
		Paging:  config.Paging{Style: "link", SizeParam: "per_page", Size: 2},
		Columns: map[string]string{"ticket_id": "number", "customer_id": "milestone.title", "requester_id": "user.login", "status": "state", "solved_at": "closed_at", "channel": "=issue"},
		Cursor:  config.Cursor{Column: "updated_at", Param: "since"},
	}, issues)
	first := connectortest.MustPull(t, source, "tickets", nil)
	want := []string{
		"1347 |  | octocat | open |  | issue",
		"1348 | acme | hubot | closed | 2026-02-24 10:00:00Z | issue",
		"1349 | beta | octocat | open |  | issue",
	}
	if diff := cmp.Diff(want, show(first, "ticket_id", "customer_id", "requester_id", "status", "solved_at", "channel")); diff != "" {
		t.Error(diff)
	}
	if extra := first.Rows[0]["_extra"]; extra != `{"id":1,"user":{"id":583231},"updated_at":"2026-02-23T13:33:48Z"}` {
		t.Errorf("_extra = %s", extra)
	}
	// The pages are counted, so each is asked for again after the one behind it.
	const one, two = "/repos/octocat/hello/issues?per_page=2&state=all", "/repositories/1300192/issues?state=all&per_page=2&page=2"
	wantAsked := []string{one, two, one, two}
	if diff := cmp.Diff(wantAsked, asked); diff != "" || first.Mode != connectors.Full {
		t.Error(first.Mode, diff)
	}
	asked = nil
	second := connectortest.MustPull(t, source, "tickets", first.Cursor)
	if second.Mode != connectors.Increment || asked[0] != "/repos/octocat/hello/issues?per_page=2&since=2026-02-25T07%3A50%3A00Z&state=all" {
		t.Errorf("%s, %v", second.Mode, asked)
	}
}

// TestCRMCursor reads pages whose token is deep in the answer and whose values
// are all text.
func TestCRMCursor(t *testing.T) {
	source := api(t, "customers", config.Table{Path: "crm/v3/objects/companies?archived=false", Records: "results",
		Paging:  config.Paging{Style: "cursor", Param: "after", Next: "paging.next.after", SizeParam: "limit", Size: 100},
		Columns: map[string]string{"customer_id": "id", "name": "properties.name", "domain": "properties.domain", "created_on": "createdAt", "industry": "properties.industry"},
	}, func(w http.ResponseWriter, r *http.Request) {
		if q := r.URL.Query(); q.Get("archived") != "false" || q.Get("limit") != "100" {
			t.Errorf("query %s", r.URL.RawQuery)
		}
		switch r.URL.Query().Get("after") {
		case "":
			io.WriteString(w, `{"results":[{"id":"9001","properties":{"name":"Acme GmbH","domain":"acme.test","industry":"RETAIL","hs_object_id":"9001"},"createdAt":"2024-01-05T08:00:00.000Z","archived":false}],"paging":{"next":{"after":"200","link":"?after=200"}}}`)
		case "200":
			io.WriteString(w, `{"results":[],"paging":{"next":{"after":"300"}}}`)
		default:
			io.WriteString(w, `{"results":[{"id":"9002","properties":{"name":"Beta","domain":null},"createdAt":"2024-01-06T08:00:00.000Z","archived":false}]}`)
		}
	})
	got := connectortest.MustPull(t, source, "customers", nil)
	want := []string{
		`9001 | Acme GmbH | acme.test | 2024-01-05 | {"industry":"RETAIL","properties":{"hs_object_id":"9001"},"archived":false}`,
		`9002 | Beta |  | 2024-01-06 | {"archived":false}`,
	}
	if diff := cmp.Diff(want, show(got, "customer_id", "name", "domain", "created_on", "_extra")); diff != "" {
		t.Error(diff)
	}
}

// TestOData follows @odata.nextLink, which a gateway writes with http and another
// spelling of the host's own path.
func TestOData(t *testing.T) {
	source := api(t, "invoices", config.Table{Path: "/data/v4.0/Invoices", Records: "value",
		Paging:  config.Paging{Style: "next_url", Next: `@odata\.nextLink`},
		Columns: map[string]string{"invoice_id": "No", "customer_id": "Customer.Code", "amount": "Amount_LCY", "issued_on": "PostingDate", "paid_on": "Payments.-1.Date", "status": "=open"},
	}, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("$skiptoken") == "" {
			fmt.Fprintf(w, `{"@odata.context":"$metadata#Invoices","value":[{"No":"R-1","Customer":{"Code":"10"},"Amount_LCY":1234.56,"PostingDate":"2026-01-31","Payments":[{"Date":"2026-02-01"},{"Date":"2026-02-15"}]}],
				"@odata.nextLink":"http://%s/data/v4.0/Invoices?$skiptoken='R-1'"}`, r.Host)
			return
		}
		io.WriteString(w, `{"value":[{"No":"R-2","Customer":{"Code":"20"},"Amount_LCY":"0.10","PostingDate":"2026-02-28T00:00:00Z","Payments":[]}]}`)
	})
	got := connectortest.MustPull(t, source, "invoices", nil)
	want := []string{"R-1 | 10 | 1234.56 | 2026-01-31 | 2026-02-15 | open", "R-2 | 20 | 0.1 | 2026-02-28 |  | open"}
	if diff := cmp.Diff(want, show(got, "invoice_id", "customer_id", "amount", "issued_on", "paid_on", "status")); diff != "" {
		t.Error(diff)
	}
}

// TestOffsets reads offset and limit with a flag that says whether more follows,
// where a page may be shorter than asked for.
func TestOffsets(t *testing.T) {
	var asked []string
	source := api(t, "goals", config.Table{Path: "/goals", Records: "result.items",
		Paging: config.Paging{Style: "offset", Param: "offset", SizeParam: "limit", Size: 3, More: "result.has_more"},
	}, func(w http.ResponseWriter, r *http.Request) {
		offset, _ := strconv.Atoi(r.URL.Query().Get("offset"))
		asked = append(asked, r.URL.Query().Get("offset"))
		var items []string
		for i := offset; i < min(offset+2, 5); i++ { // the API gives two at most
			items = append(items, fmt.Sprintf(`{"goal_id":"g%d","target":%d}`, i, i*10))
		}
		fmt.Fprintf(w, `{"result":{"items":%s,"has_more":%v}}`, connectortest.Array(items), offset+2 < 5)
	})
	got := connectortest.MustPull(t, source, "goals", nil)
	if diff := cmp.Diff([]string{"g0 | 0", "g1 | 10", "g2 | 20", "g3 | 30", "g4 | 40"}, show(got, "goal_id", "target")); diff != "" {
		t.Error(diff)
	}
	// Each page again after the one behind it, and the last at the end.
	if diff := cmp.Diff([]string{"0", "2", "0", "4", "2", "4"}, asked); diff != "" {
		t.Error(diff)
	}
}

// TestAnswersThatAreNone: an answer in which the records are not where they
// should be must never pass for an empty one.
func TestAnswersThatAreNone(t *testing.T) {
	table := config.Table{Path: "/goals", Records: "data.items", Paging: config.Paging{Style: "cursor", Param: "after", Next: "next", More: "more"}}
	for body, want := range map[string]string{
		`{"error":"try later"}`:                          "the answer has nothing at data.items; records says where the records are, and the answer has error",
		`{"data":{"rows":[]}}`:                           "the answer has nothing at data.items; records says where the records are, and data has rows",
		`{"data":{"items":{"a":1}}}`:                     "at data.items is no array of records; records says where they are, and data.items has a",
		`{"data":{"items":7}}`:                           "data.items is of type number",
		`{"data":{"items":[]}}`:                          "no true or false at more",
		`{"data":{"items":[]},"more":1}`:                 "no true or false at more",
		`{"data":{"items":[]},"more":true}`:              "more rows are promised but no page token is given",
		`{"data":{"items":[]},"more":true,"next":"one"}`: `page token "one" came twice`,
	} {
		source := api(t, "goals", table, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, body) })
		_, err := connectortest.Pull(t.Context(), t, source, "goals", nil)
		if !rest.IsPermanent(err) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", body, err, want)
		}
		if strings.Contains(want, "at data.items") {
			if err := source.Check(t.Context(), ""); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("check of %s: %v", body, err)
			}
		}
	}
	source := api(t, "goals", table, func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, `{"data":{"items":null},"more":false}`)
	})
	if got := connectortest.MustPull(t, source, "goals", nil); len(got.Rows) != 0 {
		t.Errorf("got %v", got.Rows)
	}
}

// TestLinksElsewhere: a page link must not take the credentials to another host.
func TestLinksElsewhere(t *testing.T) {
	for _, link := range []string{"https://evil.example/next", "//evil.example/next", "http://169.254.169.254/", "https://user:pw@127.0.0.1/", "file:///etc/passwd", "http://127.0.0.1:1/other-port"} {
		source := api(t, "goals", config.Table{Path: "/goals", Records: "data", Paging: config.Paging{Style: "next_url", Next: "next"}}, func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprintf(w, `{"data":[],"next":%q}`, link)
		})
		_, err := connectortest.Pull(t.Context(), t, source, "goals", nil)
		if !rest.IsPermanent(err) || !strings.Contains(err.Error(), "the link to the next page") {
			t.Errorf("%s: %v", link, err)
		}
	}
}

// TestRejects: what does not fit is handed over with where it was read from.
func TestRejects(t *testing.T) {
	source := api(t, "invoices", config.Table{Path: "/", Columns: map[string]string{"invoice_id": "id", "amount": "money.net"}}, func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, `[{"id":"1","money":{"net":"12.50"}},{"id":"2","money":{"net":"12,50"}},{"money":{"net":"1"}},{"id":"","money":{}},7]`)
	})
	var got []string
	req := connectors.Request{Stream: "invoices", Reject: func(r connectors.Reject) error {
		got = append(got, r.Place+": "+r.Reason+": "+string(r.Record))
		return nil
	}}
	result, err := source.Pull(t.Context(), req, discard)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		`page 1, record 2: column amount: "12,50" is not a number (read from money.net): {"id":"2","money":{"net":"12,50"}}`,
		`page 1, record 3: column invoice_id is empty; every record needs it (read from id): {"money":{"net":"1"}}`,
		`page 1, record 4: column invoice_id is empty; every record needs it (read from id): {"id":"","money":{}}`,
		`page 1, record 5: it is number, not an object: 7`,
	}
	if diff := cmp.Diff(want, got); diff != "" || result.Rows != 1 || result.Rejected != 4 {
		t.Errorf("%d rows, %d rejected\n%s", result.Rows, result.Rejected, diff)
	}
}

// TestColumnsThatShadow: a field that has our column's name but another meaning
// is kept under another name, and one value may be two columns.
func TestColumnsThatShadow(t *testing.T) {
	source := api(t, "subscription_periods", config.Table{Path: "/", Columns: map[string]string{
		"subscription_id": "uid", "customer_id": "uid", "kind": "billing.kind", "start_date": "from"}}, func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, `[{"uid":"u1","kind":"internal","billing":{"kind":"paid"},"from":"2026-01-01","mrr":"5"}]`)
	})
	got := connectortest.MustPull(t, source, "subscription_periods", nil)
	if diff := cmp.Diff([]string{`u1 | u1 | paid | 5 | {"their_kind":"internal"}`}, show(got, "subscription_id", "customer_id", "kind", "mrr", "_extra")); diff != "" {
		t.Error(diff)
	}
}

// TestCursorThatIsInNoRecord: a cursor that can never move on is a mistake.
func TestCursorThatIsInNoRecord(t *testing.T) {
	source := api(t, "goals", config.Table{Path: "/", Cursor: config.Cursor{Column: "changed", Param: "since"}}, func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, `[{"goal_id":"g1"}]`)
	})
	_, err := connectortest.Pull(t.Context(), t, source, "goals", nil)
	var e *rest.Error
	if !errors.As(err, &e) || !strings.Contains(err.Error(), "no record says at changed when it changed") {
		t.Errorf("got %v", err)
	}
}

// TestCursorFormats: an instant is asked for as the API writes it, less the look-back.
func TestCursorFormats(t *testing.T) {
	for _, c := range []struct{ format, changed, lookback, want string }{
		{"", `"2026-02-20T10:00:00.5Z"`, "", "2026-02-20T09:50:00.5Z"},
		{"rfc3339", `"2026-02-20T12:00:00+02:00"`, "1h", "2026-02-20T09:00:00Z"},
		{"date", `"2026-02-20"`, "", "2026-02-19"},
		{"unix", `1771581600`, "30s", "1771581570"},
		{"unix_ms", `1771581600123`, "0s", "1771581600123"},
		// A clock that runs ahead must not carry the cursor past what was read.
		{"unix", `"2027-01-01T00:00:00Z"`, "0s", "1772330400"},
	} {
		since := ""
		source := api(t, "goals", config.Table{Path: "/", Cursor: config.Cursor{Column: "changed", Param: "since", Format: c.format, Lookback: c.lookback}}, func(w http.ResponseWriter, r *http.Request) {
			since = r.URL.Query().Get("since")
			fmt.Fprintf(w, `[{"goal_id":"g1","changed":%s}]`, c.changed)
		})
		first := connectortest.MustPull(t, source, "goals", nil)
		connectortest.MustPull(t, source, "goals", first.Cursor)
		if since != c.want {
			t.Errorf("%s of %s: asked since %s, want %s", c.format, c.changed, since, c.want)
		}
	}
}
