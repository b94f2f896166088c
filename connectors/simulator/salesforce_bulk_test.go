package simulator

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestSalesforceBulkEqualsREST reads one object both ways.
func TestSalesforceBulkEqualsREST(t *testing.T) {
	c := visit(t, 40, Options{})
	in := c.session()
	fields := []string{"Id", "Name", "Website", "AnnualRevenue", "IsDeleted", "SystemModstamp"}
	query := "SELECT " + strings.Join(fields, ", ") + " FROM Account"
	byREST, _ := c.soql("queryAll", query)
	post := func(body map[string]any) (int, []byte) {
		status, _, text := c.do(http.MethodPost, sfBase+"/jobs/query", body, in)
		return status, text
	}
	for _, bad := range []map[string]any{{"operation": "query", "query": "SELECT COUNT() FROM Account"}, {"operation": "query", "query": "SELECT BillingAddress FROM Account"},
		{"operation": "insert", "query": query}} {
		if status, text := post(bad); status != http.StatusBadRequest {
			t.Errorf("%v: %d %s", bad, status, text)
		}
	}
	status, text := post(map[string]any{"operation": "queryAll", "query": query})
	job := c.object("job", status, text)
	path := sfBase + "/jobs/query/" + job["id"].(string)
	var states []string
	for state := job["state"]; ; state = c.object(path, 200, []byte(c.text(path)))["state"] {
		if states = append(states, state.(string)); state == "JobComplete" {
			break
		}
	}
	if diff := cmp.Diff([]string{"UploadComplete", "InProgress", "JobComplete"}, states); diff != "" {
		t.Error(diff)
	}
	var rows [][]string
	for locator := ""; locator != "null"; {
		status, header, page := c.do(http.MethodGet, path+"/results?maxRecords=30&locator="+url.QueryEscape(locator), nil, in)
		records, err := csv.NewReader(strings.NewReader(string(page))).ReadAll()
		if status != 200 || err != nil || !slices.Equal(records[0], fields) || header.Get("Sforce-NumberOfRecords") != strconv.Itoa(len(records)-1) {
			t.Fatalf("status %d, %v, header %v, %s records", status, err, records[0], header.Get("Sforce-NumberOfRecords"))
		}
		rows, locator = append(rows, records[1:]...), header.Get("Sforce-Locator")
	}
	if len(rows) != len(byREST) {
		t.Fatalf("%d rows, REST gives %d", len(rows), len(byREST))
	}
	for i, r := range byREST {
		at := strings.Replace(r["SystemModstamp"].(string), "+0000", "Z", 1)
		if rows[i][0] != r["Id"] || rows[i][5] != at || rows[i][4] != map[bool]string{true: "true", false: "false"}[r["IsDeleted"].(bool)] {
			t.Fatalf("row %v, REST gives %v", rows[i], r)
		}
	}
	if status, _, _ := c.do(http.MethodGet, strings.Replace(path, "v61.0", "v60.0", 1), nil, in); status != http.StatusConflict {
		t.Errorf("another version: %d", status)
	}
	if status, _, _ := c.do(http.MethodDelete, path, nil, in); status != http.StatusNoContent {
		t.Errorf("delete: %d", status)
	}
}
