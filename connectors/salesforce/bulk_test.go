package salesforce_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"quarterdeck/connectors"
	"quarterdeck/connectors/connectortest"
	"quarterdeck/connectors/salesforce"
)

// bulk is an organization of n accounts that is read by jobs.
func bulk(t *testing.T, n int) (*org, connectors.Source, *connectortest.Clock, []int) {
	t.Helper()
	o := newOrg(t)
	all := []int{}
	for n := range n {
		o.add(n+1, ago(time.Hour))
		all = append(all, n+1)
	}
	source, clock := o.open(nil)
	salesforce.WithJobs(source, 1, 100)
	return o, source, clock, all
}

// TestJob: the job is waited for, read page by page and deleted.
func TestJob(t *testing.T) {
	o, source, clock, all := bulk(t, 250)
	o.accounts[id(7)].deleted = true
	o.accounts[id(8)].values["Name"] = "A \"quoted\", name\nof two\r\nlines\x00"
	o.accounts[id(9)].values["AnnualRevenue"] = 1250000.5
	all[6] = -7
	got := connectortest.MustPull(t, source, "accounts", nil)
	want(t, got, all...)
	if got.Pages != 3 || got.Invalid != 0 || got.Live == nil || *got.Live != 249 {
		t.Errorf("%d pages, %d invalid, live %v", got.Pages, got.Invalid, got.Live)
	}
	for _, row := range got.Rows {
		switch row["id"] {
		case id(8):
			if row["name"] != "A \"quoted\", name\nof two\nlines" {
				t.Errorf("name %q", row["name"])
			}
		case id(9):
			if row["annual_revenue"] != "1250000.5" || row["website"] != "" || row["updated_at"] != "2026-03-01 01:00:00Z" {
				t.Errorf("row %v", row)
			}
		}
	}
	if j := o.jobs["7501"]; !j.deleted || len(o.jobs) != 1 {
		t.Errorf("%d jobs, deleted %v", len(o.jobs), j.deleted)
	}
	if waited := clock.Now().Sub(connectortest.Now()); waited < 2*time.Second || waited > time.Minute {
		t.Errorf("waited %s", waited)
	}
	// The next night is small and goes by pages again.
	salesforce.WithJobs(source, 1000, 100)
	if connectortest.MustPull(t, source, "accounts", got.Cursor); len(o.jobs) != 1 {
		t.Errorf("%d jobs", len(o.jobs))
	}
}

func TestJobEndsBadly(t *testing.T) {
	for state, words := range map[string]string{"Failed": "failed: QUERY_TIMEOUT: too long", "Aborted": "aborted", "InProgress": "has not ended after 2h0m0s"} {
		o, source, clock, _ := bulk(t, 3)
		o.states = []string{"UploadComplete", state}
		wantError(t, source, words)
		if waited := clock.Now().Sub(connectortest.Now()); state == "InProgress" && (waited < 2*time.Hour || waited > 3*time.Hour) {
			t.Errorf("waited %s", waited)
		}
	}
}

// TestPagesOfAJob: a page that is cut short, between two lines or inside one, is
// asked for again; one that stays wrong is an error and never a shorter table.
func TestPagesOfAJob(t *testing.T) {
	results := data + "/jobs/query/7501/results"
	cut := func(lines int, text string) func(http.ResponseWriter, *http.Request) {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Sforce-Locator", "null")
			w.Header().Set("Sforce-NumberOfRecords", strconv.Itoa(lines))
			w.Write([]byte(text))
		}
	}
	o, source, _, all := bulk(t, 50)
	o.answers[results] = []func(http.ResponseWriter, *http.Request){cut(50, "\"Id\"\n\"001\"\n"), cut(50, "\"Id\"\n\"00")}
	want(t, connectortest.MustPull(t, source, "accounts", nil), all...)

	for name, c := range map[string]struct {
		answer func(http.ResponseWriter, *http.Request)
		words  string
	}{
		"records are missing": {cut(2, "\"Id\"\n\"001\"\n"), "holds 1 records, not the 2"},
		"a column is missing": {cut(1, "\"Id\"\n\"001\"\n"), "has no column"},
		"no count":            {func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("\"Id\"\n")) }, "how many records"},
	} {
		o, source, _, _ := bulk(t, 50)
		for range 20 {
			o.answers[results] = append(o.answers[results], c.answer)
		}
		t.Run(name, func(t *testing.T) { wantError(t, source, c.words) })
	}
	// A page left out as a whole.
	o, source, _, _ = bulk(t, 250)
	header := strings.Split(selected, ",")
	o.answers[results] = []func(http.ResponseWriter, *http.Request){nil, cut(0, `"`+strings.Join(header, `","`)+"\"\n")}
	wantError(t, source, "the job found 250 records but gave 100")
	// The same page for ever.
	o, source, _, _ = bulk(t, 250)
	again := func(w http.ResponseWriter, r *http.Request) {
		r.URL.RawQuery = "maxRecords=100"
		o.jobPage(w, r, o.jobs["7501"])
	}
	o.answers[results] = []func(http.ResponseWriter, *http.Request){again, again, again}
	wantError(t, source, "twice")
}

// selected is the SELECT list of accounts without attributes.
const selected = "Id,Name,Website,Type,Industry,AnnualRevenue,NumberOfEmployees,BillingCountry,OwnerId,ParentId,CreatedDate,SystemModstamp,IsDeleted"
