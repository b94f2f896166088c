package salesforce_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// job answers the Bulk API 2.0.
func (o *org) job(w http.ResponseWriter, r *http.Request, path []string) {
	if r.Method == http.MethodPost {
		var ask struct{ Operation, Query, ColumnDelimiter, LineEnding string }
		json.NewDecoder(r.Body).Decode(&ask)
		if ask.Operation != "queryAll" || ask.ColumnDelimiter != "COMMA" || ask.LineEnding != "LF" || strings.Contains(ask.Query, "ORDER BY") {
			o.t.Errorf("job %+v", ask)
		}
		fields, found := o.find(ask.Query, true)
		j := &job{query: ask.Query, rows: [][]string{fields}}
		for _, r := range found {
			row := make([]string, len(fields))
			for i, f := range fields {
				if row[i] = strings.Replace(fmt.Sprint(r[f]), "+0000", "Z", 1); r[f] == nil {
					row[i] = ""
				}
			}
			j.rows = append(j.rows, row)
		}
		name := fmt.Sprintf("750%d", len(o.jobs)+1)
		o.jobs[name] = j
		fmt.Fprintf(w, `{"id":%q,"state":%q}`, name, o.states[0])
		return
	}
	j := o.jobs[path[1]]
	switch {
	case j == nil || j.deleted:
		refuse(w, http.StatusNotFound, "NOT_FOUND", "The requested resource does not exist")
	case r.Method == http.MethodDelete:
		j.deleted = true
		w.WriteHeader(http.StatusNoContent)
	case len(path) == 3:
		o.jobPage(w, r, j)
	default:
		j.looks++
		state := o.states[min(j.looks, len(o.states)-1)]
		fmt.Fprintf(w, `{"id":%q,"state":%q,"numberRecordsProcessed":%d,"errorMessage":"QUERY_TIMEOUT: too long"}`, path[1], state, len(j.rows)-1)
	}
}

func (o *org) jobPage(w http.ResponseWriter, r *http.Request, j *job) {
	from, _ := strconv.Atoi(r.URL.Query().Get("locator"))
	most, _ := strconv.Atoi(r.URL.Query().Get("maxRecords"))
	until, next := min(from+most, len(j.rows)-1), "null"
	if until < len(j.rows)-1 {
		next = strconv.Itoa(until)
	}
	w.Header().Set("Sforce-Locator", next)
	w.Header().Set("Sforce-NumberOfRecords", strconv.Itoa(until-from))
	out := csv.NewWriter(w)
	out.Write(j.rows[0])
	out.WriteAll(j.rows[1+from : 1+until])
}
