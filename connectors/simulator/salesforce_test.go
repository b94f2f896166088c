package simulator

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/connectors/simulator/world"
)

const sfBase = PathSalesforce + "/services/data/v61.0"

// session logs in with client credentials and returns what logs requests in.
func (c *client) session() func(*http.Request) {
	c.t.Helper()
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {ClientSalesforce}, "client_secret": {SecretSalesforce}}
	answer, err := c.srv.Client().PostForm(c.srv.URL+PathSalesforce+"/services/oauth2/token", form)
	if err != nil {
		c.t.Fatal(err)
	}
	defer answer.Body.Close()
	var token struct {
		Access   string `json:"access_token"`
		Instance string `json:"instance_url"`
		Issued   string `json:"issued_at"`
	}
	if err := json.NewDecoder(answer.Body).Decode(&token); err != nil || token.Access == "" {
		c.t.Fatalf("status %d, token %+v, %v", answer.StatusCode, token, err)
	}
	if want := c.srv.URL + PathSalesforce; token.Instance != want || len(token.Issued) != 13 {
		c.t.Errorf("instance %s (want %s), issued at %q", token.Instance, want, token.Issued)
	}
	return func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+token.Access) }
}

// soql asks for all records of a query; more changes the requests.
func (c *client) soql(endpoint, query string, more ...func(*http.Request)) (records []map[string]any, pages int) {
	c.t.Helper()
	change := append([]func(*http.Request){c.session()}, more...)
	path := sfBase + "/" + endpoint + "?q=" + url.QueryEscape(query)
	for {
		status, header, text := c.do(http.MethodGet, path, nil, change...)
		page := c.object(query, status, text)
		if !strings.HasPrefix(header.Get("Sforce-Limit-Info"), "api-usage=") {
			c.t.Errorf("Sforce-Limit-Info = %q", header.Get("Sforce-Limit-Info"))
		}
		pages++
		for _, r := range page["records"].([]any) {
			records = append(records, r.(map[string]any))
		}
		if n, _ := page["totalSize"].(json.Number).Int64(); page["done"] == true {
			if int(n) != len(records) && !strings.Contains(query, "COUNT()") {
				c.t.Errorf("%s: totalSize %d, %d records", query, n, len(records))
			}
			return records, pages
		}
		path = PathSalesforce + page["nextRecordsUrl"].(string)
	}
}

func TestSalesforceQueryGivesTheWorld(t *testing.T) {
	c := visit(t, 60, Options{})
	now := c.now
	var want []string
	for _, company := range c.sim.World().Companies {
		if company.Exists(now) && !world.Reached(company.Archived, now) {
			want = append(want, SalesforceAccountID(company.ID)+" "+company.Value("name", now)+" "+company.Value("plan", now))
		}
	}
	live, pages := c.soql("query", "SELECT Id, Name, Plan__c, SystemModstamp, NumberOfEmployees, AnnualRevenue FROM Account ORDER BY Name DESC",
		func(r *http.Request) { r.Header.Set("Sforce-Query-Options", "batchSize=200") })
	var got []string
	for _, r := range live {
		plan, _ := r["Plan__c"].(string)
		got = append(got, r["Id"].(string)+" "+r["Name"].(string)+" "+plan)
		if at := r["SystemModstamp"].(string); !strings.HasSuffix(at, ".000+0000") {
			t.Fatalf("SystemModstamp %s", at)
		}
		if revenue, ok := r["AnnualRevenue"].(json.Number); ok && !strings.HasSuffix(revenue.String(), ".0") {
			t.Fatalf("AnnualRevenue %s", revenue)
		}
		if staff, ok := r["NumberOfEmployees"].(json.Number); ok && strings.Contains(staff.String(), ".") {
			t.Fatalf("NumberOfEmployees %s", staff)
		}
		if r["attributes"].(map[string]any)["type"] != "Account" {
			t.Fatalf("attributes %v", r["attributes"])
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-world +query)\n%s", diff)
	}
	if wantPages := (len(want) + 199) / 200; pages != wantPages {
		t.Errorf("%d pages of 200, want %d", pages, wantPages)
	}
}

// TestSalesforceRecycleBin: a deleted record is found by queryAll alone, and
// after fifteen days not even there; a merged one names its master.
func TestSalesforceRecycleBin(t *testing.T) {
	c := visit(t, 120, Options{})
	merged, deleted := 0, 0
	for _, company := range c.sim.World().Companies {
		left := company.Archived
		if company.MergedInto != nil {
			left = company.MergedAt
		}
		if left.IsZero() || left.After(night) {
			continue
		}
		if deleted++; company.MergedInto != nil {
			merged++
		}
		where := "FROM Account WHERE Id = '" + SalesforceAccountID(company.ID) + "'"
		for _, step := range []struct {
			after          time.Duration
			live, recycled int
		}{{-time.Hour, 1, 1}, {time.Hour, 0, 1}, {14 * 24 * time.Hour, 0, 1}, {16 * 24 * time.Hour, 0, 0}} {
			c.now = left.Add(step.after)
			live, _ := c.soql("query", "SELECT Id "+where)
			all, _ := c.soql("queryAll", "SELECT Id, IsDeleted, MasterRecordId, SystemModstamp "+where)
			if len(live) != step.live || len(all) != step.recycled {
				t.Fatalf("%s after it left: %d live, %d in all; want %d and %d", step.after, len(live), len(all), step.live, step.recycled)
			}
			if step.after < 0 || step.recycled == 0 {
				continue
			}
			var master any
			if company.MergedInto != nil {
				master = SalesforceAccountID(company.MergedInto.ID)
			}
			if r := all[0]; r["IsDeleted"] != true || r["MasterRecordId"] != master || !strings.HasPrefix(r["SystemModstamp"].(string), left.UTC().Format("2006-01-02T15:04:05")) {
				t.Fatalf("left at %s: %v", left, r)
			}
		}
	}
	if merged == 0 || merged == deleted {
		t.Errorf("%d merged of %d that left: the test proves nothing", merged, deleted)
	}
}

// TestSalesforceHistory plays the changes backwards from today's values.
func TestSalesforceHistory(t *testing.T) {
	c := visit(t, 60, Options{})
	changes, _ := c.soql("query", "SELECT Id, AccountId, Field, OldValue, NewValue, CreatedDate FROM AccountHistory WHERE Field = 'Plan__c' ORDER BY CreatedDate DESC, Id DESC")
	current := map[string]any{}
	accounts, _ := c.soql("query", "SELECT Id, Plan__c FROM Account")
	for _, a := range accounts {
		current[a["Id"].(string)] = a["Plan__c"]
	}
	for _, change := range changes {
		id := change["AccountId"].(string)
		if current[id] != change["NewValue"] {
			t.Errorf("%s: %v became %v, but the value then was %v", id, change["OldValue"], change["NewValue"], current[id])
		}
		current[id] = change["OldValue"]
	}
	for id, plan := range current {
		if plan != nil {
			t.Errorf("%s was made with plan %v, which the world does not do", id, plan)
		}
	}
	if len(changes) < 60 {
		t.Errorf("%d changes of plans", len(changes))
	}
}

func TestSalesforceConditions(t *testing.T) {
	c := visit(t, 30, Options{})
	all, _ := c.soql("query", "SELECT Id, CloseDate, IsWon, Amount, Type, RecordType.Name FROM Opportunity")
	count := func(keep func(map[string]any) bool) (n int) {
		for _, r := range all {
			if keep(r) {
				n++
			}
		}
		return n
	}
	amount := func(r map[string]any) float64 { f, _ := r["Amount"].(json.Number).Float64(); return f }
	middle := all[len(all)/2]["Id"].(string)
	for where, keep := range map[string]func(map[string]any) bool{
		"IsWon = true AND Amount >= 20000":                      func(r map[string]any) bool { return r["IsWon"] == true && amount(r) >= 20000 },
		"Amount < 1000.5 OR (IsWon = false AND Amount > 90000)": func(r map[string]any) bool { return amount(r) < 1000.5 || r["IsWon"] == false && amount(r) > 90000 },
		"Id > '" + middle + "'":                                 func(r map[string]any) bool { return r["Id"].(string) > middle },
		"Id <= '" + middle[:15] + "'":                           func(r map[string]any) bool { return r["Id"].(string) <= middle },
		"CloseDate > 2026-01-15":                                func(r map[string]any) bool { return r["CloseDate"].(string) > "2026-01-15" },
		"Type = 'existing customer - upgrade' AND ForecastCategory != null AND AccountId != null": func(r map[string]any) bool {
			return r["Type"] == "Existing Customer - Upgrade"
		},
	} {
		records, _ := c.soql("query", "SELECT Id FROM Opportunity WHERE "+where)
		want := count(keep)
		if where[0] == 'T' {
			if len(records) == 0 || len(records) > want {
				t.Errorf("%s: %d records of at most %d", where, len(records), want)
			}
		} else if len(records) != want || want == 0 {
			t.Errorf("%s: %d records, want %d", where, len(records), want)
		}
		answer := c.object(where, 200, []byte(c.text(sfBase+"/query?q="+url.QueryEscape("SELECT COUNT() FROM Opportunity WHERE "+where))))
		if n, _ := answer["totalSize"].(json.Number).Int64(); int(n) != len(records) || answer["done"] != true {
			t.Errorf("COUNT() of %s: %v", where, answer)
		}
	}
	if related := all[0]["RecordType"].(map[string]any)["Name"]; related != "Renewal" && related != "Standard Opportunity" {
		t.Errorf("RecordType.Name = %v", related)
	}
}

// text asks for a text that must be there.
func (c *client) text(path string) string {
	c.t.Helper()
	status, _, text := c.do(http.MethodGet, path, nil, c.session())
	if status != http.StatusOK {
		c.t.Fatalf("%s: %d %s", path, status, text)
	}
	return string(text)
}

func TestSalesforceRefusals(t *testing.T) {
	c := visit(t, 10, Options{})
	in := c.session()
	for query, want := range map[string]string{
		"SELECT Id FROM Account WHERE Name = 'a' AND Name = 'b' OR Name = 'c'": "400 MALFORMED_QUERY",
		"SELECT FIELDS(ALL) FROM Account":                                      "400 MALFORMED_QUERY",
		"SELECT Id FROM Account WHERE":                                         "400 MALFORMED_QUERY",
		"SELECT Id FROM Account GROUP BY Id":                                   "400 MALFORMED_QUERY",
		"SELECT Id FROM Account WHERE Name = 'unclosed":                        "400 MALFORMED_QUERY",
		"":                                "400 MALFORMED_QUERY",
		"SELECT Id, Tier__c FROM Account": "400 INVALID_FIELD",
		"SELECT Id FROM Account WHERE SystemModstamp > '2026-01-01T00:00:00Z'":      "400 INVALID_FIELD",
		"SELECT Id FROM AccountHistory WHERE OldValue = 'x'":                        "400 INVALID_FIELD",
		"SELECT Id FROM Account WHERE Id > '0'":                                     "400 INVALID_QUERY_FILTER_OPERATOR",
		"SELECT Id FROM ContactHistory":                                             "400 INVALID_TYPE",
		"SELECT Id FROM Account WHERE Name != '" + strings.Repeat("x", 16500) + "'": "414 ",
	} {
		status, _, text := c.do(http.MethodGet, sfBase+"/query?q="+url.QueryEscape(query), nil, in)
		if got := refusal(status, text); got != want {
			t.Errorf("%.80s: %s, want %s: %s", query, got, want, text)
		}
	}
	for path, want := range map[string]string{
		sfBase + "/query/01g000000000001-2000":           "400 INVALID_QUERY_LOCATOR",
		PathSalesforce + "/services/data/v9.9/query?q=x": "404 NOT_FOUND",
		sfBase + "/sobjects/ContactHistory/describe":     "404 NOT_FOUND",
		sfBase + "/nothing":                              "404 NOT_FOUND",
		sfBase + "/jobs/query/750Qd000000000ZZAB":        "404 NOT_FOUND",
	} {
		status, _, text := c.do(http.MethodGet, path, nil, in)
		if got := refusal(status, text); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
	c.now = c.now.Add(3 * time.Hour)
	status, _, text := c.do(http.MethodGet, sfBase+"/limits", nil, in)
	if got := refusal(status, text); got != "401 INVALID_SESSION_ID" {
		t.Errorf("old session: %s", got)
	}
}

// refusal is the status and Salesforce's error code.
func refusal(status int, text []byte) string {
	var list []struct{ ErrorCode, Message string }
	if json.Unmarshal(text, &list) == nil && len(list) > 0 && list[0].Message != "" {
		return strconv.Itoa(status) + " " + list[0].ErrorCode
	}
	return strconv.Itoa(status) + " "
}
