package salesforce_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/connectortest"
)

// org is a Salesforce organization of accounts, kept in memory. It knows only
// the shape of query the source sends, and everything about ids and stamps.
type org struct {
	t        *testing.T
	fields   []string // of Account, as name or name:type or name:type:calculated
	accounts map[string]*account
	history  []map[string]any // nil: not tracked
	// before is called with the number of each query, from 1.
	before  func(n int)
	queries []string
	results []result // of the queries, as they were found
	page    int      // records a page of a result; 0: all
	// answers overrule what a path gives, once each in their order.
	answers map[string][]func(http.ResponseWriter, *http.Request)
	used    int // of 1000 requests; 0: no header
	tokens  int
	session string
	jobs    map[string]*job
	states  []string // of every job, one after the other; the last one stays
	token   func(*http.Request) string
}

type account struct {
	stamp   time.Time
	deleted bool
	gone    bool // purged from the recycle bin
	master  string
	values  map[string]any
}

type result struct {
	fields []string
	found  []map[string]any
}

type job struct {
	query   string
	rows    [][]string
	looks   int
	deleted bool
}

func newOrg(t *testing.T) *org {
	return &org{t: t, fields: fieldsOf("Account"), accounts: map[string]*account{}, answers: map[string][]func(http.ResponseWriter, *http.Request){},
		jobs: map[string]*job{}, states: []string{"UploadComplete", "InProgress", "JobComplete"}, session: connectortest.Secret}
}

func fieldsOf(object string) []string {
	common := []string{"Id:id", "CreatedDate:datetime", "SystemModstamp:datetime", "IsDeleted:boolean", "OwnerId:reference", "Name"}
	switch object {
	case "Account":
		return append(common, "Website:url", "Type", "Industry", "AnnualRevenue:currency", "NumberOfEmployees:int", "BillingCountry",
			"ParentId:reference", "MasterRecordId:reference")
	case "Opportunity":
		return append(common, "AccountId:reference", "Amount:currency", "CurrencyIsoCode", "StageName", "Probability:percent", "CloseDate:date",
			"IsClosed:boolean", "IsWon:boolean", "Type", "RecordTypeId:reference", "ForecastCategory")
	}
	return []string{"Id:id", "AccountId:reference", "Field", "OldValue:anyType", "NewValue:anyType", "CreatedDate:datetime"}
}

// id is the n-th account's id.
func id(n int) string { return fmt.Sprintf("001%012dAAA", n) }

func (o *org) add(n int, stamp time.Time) *account {
	a := &account{stamp: stamp, values: map[string]any{"Name": "Account " + strconv.Itoa(n)}}
	o.accounts[id(n)] = a
	return a
}

func (o *org) open(attributes map[string]string, change ...func(*config.Source)) (connectors.Source, *connectortest.Clock) {
	o.t.Helper()
	server := httptest.NewServer(o)
	o.t.Cleanup(server.Close)
	src := config.Source{Name: "crm", BaseURL: server.URL, ClientID: "key", ClientSecret: connectortest.Secret, Rate: 1e6, Attributes: map[string]config.Attribute{}}
	for ours, theirs := range attributes {
		src.Attributes[ours] = config.Attribute{Field: theirs, Type: "text"}
	}
	for _, f := range change {
		f(&src)
	}
	clock := &connectortest.Clock{}
	source, err := open(src, clock.Deps())
	if err != nil {
		o.t.Fatal(err)
	}
	return source, clock
}

func (o *org) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/services/oauth2/token" {
		o.tokens++
		answer := fmt.Sprintf(`{"access_token":%q,"instance_url":"http://%s"}`, o.session, r.Host)
		if o.token != nil {
			answer = o.token(r)
		}
		if strings.Contains(answer, `"error"`) {
			w.WriteHeader(http.StatusBadRequest)
		}
		fmt.Fprint(w, answer)
		return
	}
	if r.Header.Get("Authorization") != "Bearer "+o.session {
		refuse(w, http.StatusUnauthorized, "INVALID_SESSION_ID", "Session expired or invalid")
		return
	}
	if o.used > 0 {
		o.used++
		w.Header().Set("Sforce-Limit-Info", fmt.Sprintf("api-usage=%d/1000", o.used))
	}
	if script := o.answers[r.URL.Path]; len(script) > 0 {
		o.answers[r.URL.Path] = script[1:]
		if script[0] != nil {
			script[0](w, r)
			return
		}
	}
	path := strings.TrimPrefix(r.URL.Path, data)
	switch {
	case path == "/limits":
		fmt.Fprint(w, `{"DailyApiRequests":{"Max":1000,"Remaining":10}}`)
	case path == "/sobjects/Account/describe":
		fmt.Fprint(w, describe("Account", o.fields))
	case path == "/sobjects/AccountHistory/describe" && o.history != nil:
		fmt.Fprint(w, describe("AccountHistory", fieldsOf("AccountHistory")))
	case path == "/query" || path == "/queryAll":
		o.query(w, r, path == "/queryAll")
	case strings.HasPrefix(path, "/query/"):
		o.more(w, strings.TrimPrefix(path, "/query/"))
	case strings.HasPrefix(path, "/jobs/query"):
		o.job(w, r, strings.Split(strings.TrimPrefix(path, "/jobs/query"), "/"))
	default:
		refuse(w, http.StatusNotFound, "NOT_FOUND", "The requested resource does not exist")
	}
}

func refuse(w http.ResponseWriter, status int, code, message string) {
	w.WriteHeader(status)
	json.NewEncoder(w).Encode([]map[string]any{{"message": message, "errorCode": code}})
}

func describe(object string, fields []string) string {
	var list []map[string]any
	for _, f := range fields {
		name, typ, _ := strings.Cut(f, ":")
		typ, calculated, _ := strings.Cut(typ, ":")
		if typ == "" {
			typ = "string"
		}
		field := map[string]any{"name": name, "type": typ, "calculated": calculated != "", "relationshipName": nil}
		if typ == "reference" {
			field["relationshipName"] = strings.TrimSuffix(name, "Id")
		}
		list = append(list, field)
	}
	text, _ := json.Marshal(map[string]any{"name": object, "fields": list})
	return string(text)
}

var (
	asked   = regexp.MustCompile(`^SELECT (.*) FROM (\w+)(?: WHERE (.*?))?(?: ORDER BY (\w+) ASC, Id ASC LIMIT (\d+))?$`)
	sinceIs = regexp.MustCompile(`(?:SystemModstamp|CreatedDate) >= ([0-9T:.Z-]+)`)
	after   = regexp.MustCompile(`\((?:SystemModstamp|CreatedDate) > ([0-9T:.Z-]+) OR Id > '(\w+)'\)`)
)

// find is what a query gives, as whole records.
func (o *org) find(q string, all bool) (fields []string, found []map[string]any) {
	m := asked.FindStringSubmatch(q)
	if m == nil {
		o.t.Errorf("query of an unknown shape: %s", q)
		return nil, nil
	}
	stamp, records := "SystemModstamp", o.records(all)
	if m[2] == "AccountHistory" {
		stamp, records = "CreatedDate", o.history
	}
	var from, at time.Time
	var last string
	if s := sinceIs.FindStringSubmatch(m[3]); s != nil {
		from, _ = time.Parse(time.RFC3339Nano, s[1])
	}
	if a := after.FindStringSubmatch(m[3]); a != nil {
		at, _ = time.Parse(time.RFC3339Nano, a[1])
		last = a[2]
	}
	for _, r := range records {
		own, _ := time.Parse("2006-01-02T15:04:05.000-0700", r[stamp].(string))
		merged := r["IsDeleted"] == true && r["MasterRecordId"] != nil
		if own.Before(from) || last != "" && !own.After(at) && r["Id"].(string) <= last || strings.Contains(m[3], "IsDeleted = true") && !merged {
			continue
		}
		found = append(found, r)
	}
	slices.SortFunc(found, func(a, b map[string]any) int {
		if c := strings.Compare(a[stamp].(string), b[stamp].(string)); c != 0 && m[4] != "" {
			return c
		}
		return strings.Compare(a["Id"].(string), b["Id"].(string))
	})
	if limit, _ := strconv.Atoi(m[5]); m[5] != "" && len(found) > limit {
		found = found[:limit]
	}
	return strings.Split(m[1], ", "), found
}

func (o *org) records(all bool) []map[string]any {
	var list []map[string]any
	for id, a := range o.accounts {
		if a.gone || a.deleted && !all {
			continue
		}
		r := map[string]any{"Id": id, "SystemModstamp": a.stamp.Format("2006-01-02T15:04:05.000+0000"), "IsDeleted": a.deleted,
			"CreatedDate": "2024-01-01T00:00:00.000+0000", "MasterRecordId": nil}
		if a.master != "" {
			r["MasterRecordId"] = a.master
		}
		for field, value := range a.values {
			r[field] = value
		}
		list = append(list, r)
	}
	return list
}

func (o *org) query(w http.ResponseWriter, r *http.Request, all bool) {
	q := r.URL.Query().Get("q")
	o.queries = append(o.queries, q)
	if o.before != nil {
		o.before(len(o.queries))
	}
	if len(r.RequestURI) > 16_384 {
		w.WriteHeader(http.StatusRequestURITooLong)
		return
	}
	fields, found := o.find(q, all)
	if strings.HasPrefix(q, "SELECT COUNT()") {
		fmt.Fprintf(w, `{"totalSize":%d,"done":true,"records":[]}`, len(found))
		return
	}
	o.results = append(o.results, result{fields, found})
	o.answer(w, len(o.results)-1, 0)
}

// answer is one page of a result, which ends early where the org says so.
func (o *org) answer(w http.ResponseWriter, n, from int) {
	fields, found := o.results[n].fields, o.results[n].found
	until := len(found)
	if o.page > 0 {
		until = min(from+o.page, until)
	}
	records := []map[string]any{}
	for _, r := range found[from:until] {
		out := map[string]any{"attributes": map[string]any{"type": "Account", "url": "…"}}
		for _, f := range fields {
			out[f] = r[f]
		}
		records = append(records, out)
	}
	body := map[string]any{"totalSize": len(found), "done": until == len(found), "records": records}
	if until < len(found) {
		body["nextRecordsUrl"] = fmt.Sprintf("%s/query/01g%d-%d", data, n, until)
	}
	json.NewEncoder(w).Encode(body)
}

func (o *org) more(w http.ResponseWriter, locator string) {
	var n, from int
	if _, err := fmt.Sscanf(locator, "01g%d-%d", &n, &from); err != nil || n >= len(o.results) {
		refuse(w, http.StatusBadRequest, "INVALID_QUERY_LOCATOR", "invalid query locator")
		return
	}
	o.answer(w, n, from)
}
