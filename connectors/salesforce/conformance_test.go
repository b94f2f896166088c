package salesforce_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/connectortest"
	"quarterdeck/connectors/salesforce"
)

const data = "/services/data/v61.0"

// Names of sources that are opened to ask for pages of a Dataset's size, and to
// read all by jobs.
const (
	byPages = "pages"
	byJobs  = "jobs"
)

func open(src config.Source, deps connectors.Deps) (connectors.Source, error) {
	source, err := salesforce.New(src, deps)
	if err != nil {
		return nil, err
	}
	switch src.Name {
	case byPages:
		salesforce.WithPages(source, connectortest.DatasetPage)
	case byJobs:
		salesforce.WithJobs(source, 0, connectortest.DatasetPage)
	}
	return source, nil
}

// vendor pages through opportunities by nextRecordsUrl, as Salesforce does where
// it puts fewer records on a page than were asked for.
func vendor(nights string) connectortest.Vendor {
	credentials := config.Source{Name: nights, ClientID: "key", ClientSecret: connectortest.Secret}
	return connectortest.Vendor{
		Open:   open,
		Config: config.Source{ClientID: "key", ClientSecret: connectortest.Secret},
		Stream: "opportunities",
		Serve:  func(n int, page func(int) []string) http.Handler { return serve(&pages{n: n, page: page}) },
		Repeat: func(records []string) http.Handler {
			return serve(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { writePage(w, records, "7") }))
		},
		EmptyPages:   true,
		Record:       record,
		KeyColumn:    "id",
		KeyText:      "006",
		Number:       "amount",
		NumberRecord: func(n int64, value string) string { return record(n, `"Amount":`+value) },
		NullObject:   `"RecordType":null`,
		Enum:         "stage",
		EnumRecord:   func(n int64, value string) string { return record(n, `"StageName":`+strconv.Quote(value)) },
		Checkpoints:  true,
		TokenPath:    "/services/oauth2/token",
		Token: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.FormValue("grant_type") != "client_credentials" || r.FormValue("client_secret") != connectortest.Secret {
				http.Error(w, `{"error":"invalid_client"}`, http.StatusBadRequest)
				return
			}
			fmt.Fprintf(w, `{"access_token":%q,"instance_url":"http://%s","token_type":"Bearer"}`, connectortest.Secret, r.Host)
		}),
		Refusals:    refusals(),
		Incremental: &connectortest.Incremental{Config: &credentials, Value: "amount", Deletes: true, Late: 9 * time.Minute, Serve: nightly},
	}
}

func refusals() []connectortest.Refusal {
	body := func(code, message string) string {
		return fmt.Sprintf(`[{"message":%q,"errorCode":%q}]`, message, code)
	}
	return []connectortest.Refusal{
		{Name: "quota of 24 hours", Body: body("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."), Mend: "API Requests, Last 24 Hours"},
		{Name: "too many at a time", Body: body("REQUEST_LIMIT_EXCEEDED", "ConcurrentPerOrgLongTxn Limit exceeded."), Temporary: true},
		{Name: "no API", Body: body("API_DISABLED_FOR_ORG", "The REST API is not enabled for this Organization."), Mend: "API Enabled"},
		{Name: "object hidden", Status: 400, Body: body("INVALID_TYPE", "sObject type 'Opportunity' is not supported."), Mend: "View All Records"},
		{Name: "object not there", Status: 404, Body: body("NOT_FOUND", "The requested resource does not exist"), Mend: "View All Records"},
		{Name: "maintenance", Status: 503, Body: body("SERVER_UNAVAILABLE", "Service temporarily unavailable"), Temporary: true},
		{Name: "slow query", Status: 400, Body: body("QUERY_TIMEOUT", "Your query request was running for too long."), Temporary: true},
	}
}

// pages serves a stream's pages by nextRecordsUrl, and by where the last record
// of a page stood to who takes the stream up there.
type pages struct {
	n    int
	page func(int) []string
	next map[string]int // the page after the one that ends with this id
}

func (p *pages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	i := 0
	if m := after.FindStringSubmatch(r.URL.Query().Get("q")); m != nil {
		var known bool
		if i, known = p.next[m[2]]; !known || i >= p.n {
			writePage(w, nil, "")
			return
		}
	} else if at := r.PathValue("token"); at != "" {
		i, _ = strconv.Atoi(at)
	}
	records := p.page(i)
	if p.next == nil {
		p.next = map[string]int{}
	}
	for _, text := range records {
		var r struct{ ID string }
		if json.Unmarshal([]byte(text), &r) == nil && r.ID != "" {
			p.next[r.ID] = i + 1
		}
	}
	next := ""
	if i+1 < p.n {
		next = strconv.Itoa(i + 1)
	}
	writePage(w, records, next)
}

// serve answers describe and counts; everything else about records is asked of pages.
func serve(pages http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+data+"/limits", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "{}") })
	mux.HandleFunc("GET "+data+"/sobjects/Opportunity/describe", func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, describe("Opportunity", fieldsOf("Opportunity")))
	})
	query := func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Query().Get("q"), "COUNT()") {
			writePage(w, nil, "")
			return
		}
		pages.ServeHTTP(w, r)
	}
	mux.HandleFunc("GET "+data+"/query", query)
	mux.HandleFunc("GET "+data+"/queryAll", query)
	mux.Handle("GET "+data+"/query/{token}", pages)
	return mux
}

func writePage(w io.Writer, records []string, next string) {
	more := `"done":true`
	if next != "" {
		more = `"done":false,"nextRecordsUrl":"` + data + `/query/` + next + `"`
	}
	fmt.Fprintf(w, `{"totalSize":%d,%s,"records":%s}`, len(records), more, connectortest.Array(records))
}

func record(n int64, more string) string {
	return "{" + connectortest.Members(fmt.Sprintf(`"attributes":{"type":"Opportunity","url":"%s/sobjects/Opportunity/006%d"},"Id":"006%d"`, data, n, n),
		`"AccountId":null,"Name":"Deal","Amount":10.5,"CloseDate":"2026-04-30","IsClosed":false,"IsDeleted":false`,
		`"RecordType":{"attributes":{"type":"RecordType"},"Name":"Renewal"}`,
		`"CreatedDate":"2025-01-05T08:00:00.000+0000","SystemModstamp":"2026-01-05T08:00:00.000+0000"`, more) + "}"
}

var limited = regexp.MustCompile(`LIMIT (\d+)$`)

// nightly shows a Dataset as opportunities, by queries with a limit and by jobs.
func nightly(d *connectortest.Dataset) http.Handler {
	find := func(q string) []connectortest.Item {
		var from, at time.Time
		last := ""
		if m := sinceIs.FindStringSubmatch(q); m != nil {
			from, _ = time.Parse(time.RFC3339Nano, m[1])
		}
		if m := after.FindStringSubmatch(q); m != nil {
			at, _ = time.Parse(time.RFC3339Nano, m[1])
			last = m[2]
		}
		items := slices.DeleteFunc(d.Changed(from), func(i connectortest.Item) bool {
			return i.CommittedAt.After(d.Now()) || last != "" && !i.UpdatedAt.After(at) && opportunity(i) <= last
		})
		slices.SortFunc(items, func(a, b connectortest.Item) int {
			if c := a.UpdatedAt.Compare(b.UpdatedAt); c != 0 {
				return c
			}
			return strings.Compare(opportunity(a), opportunity(b))
		})
		if m := limited.FindStringSubmatch(q); m != nil {
			n, _ := strconv.Atoi(m[1])
			items = items[:min(n, len(items))]
		}
		return items
	}
	mux := http.NewServeMux()
	mux.Handle("/", serve(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var records []string
		for _, i := range find(r.URL.Query().Get("q")) {
			records = append(records, fmt.Sprintf(`{"Id":%q,"Amount":%d,"IsDeleted":%t,"SystemModstamp":%q}`,
				opportunity(i), i.Value, i.Deleted, i.UpdatedAt.UTC().Format("2006-01-02T15:04:05.000+0000")))
		}
		writePage(w, records, "")
	})))
	jobs(mux, find)
	return mux
}

func opportunity(i connectortest.Item) string { return fmt.Sprintf("006%d", i.ID) }

// jobs serves query jobs: the records are those of when the job was made.
func jobs(mux *http.ServeMux, find func(q string) []connectortest.Item) {
	var made [][]connectortest.Item
	state := func(w http.ResponseWriter, n int) {
		fmt.Fprintf(w, `{"id":"%d","state":"JobComplete","numberRecordsProcessed":%d}`, n, len(made[n]))
	}
	mux.HandleFunc("POST "+data+"/jobs/query", func(w http.ResponseWriter, r *http.Request) {
		var ask struct{ Query string }
		json.NewDecoder(r.Body).Decode(&ask)
		made = append(made, find(ask.Query))
		state(w, len(made)-1)
	})
	mux.HandleFunc("GET "+data+"/jobs/query/{job}", func(w http.ResponseWriter, r *http.Request) {
		n, _ := strconv.Atoi(r.PathValue("job"))
		state(w, n)
	})
	mux.HandleFunc("DELETE "+data+"/jobs/query/{job}", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	mux.HandleFunc("GET "+data+"/jobs/query/{job}/results", func(w http.ResponseWriter, r *http.Request) {
		n, _ := strconv.Atoi(r.PathValue("job"))
		from, _ := strconv.Atoi(r.URL.Query().Get("locator"))
		page, more := connectortest.Page(made[n][from:])
		w.Header().Set("Sforce-Locator", "null")
		if more {
			w.Header().Set("Sforce-Locator", strconv.Itoa(from+len(page)))
		}
		w.Header().Set("Sforce-NumberOfRecords", strconv.Itoa(len(page)))
		fields := append([]string{}, strings.Split(opportunityFields, ",")...)
		fmt.Fprintln(w, opportunityFields)
		for _, i := range page {
			values := make([]string, len(fields))
			for k, f := range fields {
				values[k] = map[string]string{"Id": opportunity(i), "Amount": fmt.Sprint(i.Value), "IsDeleted": fmt.Sprint(i.Deleted),
					"SystemModstamp": i.UpdatedAt.UTC().Format("2006-01-02T15:04:05.000Z")}[f]
			}
			fmt.Fprintln(w, `"`+strings.Join(values, `","`)+`"`)
		}
	})
}

const opportunityFields = "Id,AccountId,Name,Amount,CurrencyIsoCode,StageName,Probability,CloseDate,IsClosed,IsWon,Type,RecordType.Name," +
	"ForecastCategory,OwnerId,CreatedDate,SystemModstamp,IsDeleted"

func TestConformance(t *testing.T) { connectortest.Run(t, vendor(byPages)) }

// TestNightsOfJobs plays the suite's nights once more, read by jobs.
func TestNightsOfJobs(t *testing.T) {
	v := vendor(byJobs)
	v.Polls = true
	connectortest.Run(t, v)
}
