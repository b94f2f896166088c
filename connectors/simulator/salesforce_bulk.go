package simulator

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// sfJob is a query job of the Bulk API 2.0. It is done when it has been asked
// after twice.
type sfJob struct {
	id, operation, text string
	version             string
	created             time.Time
	query               *sfQuery
	found               []sfRecord
	asked               int
	aborted             bool
}

func (j *sfJob) state() string {
	switch {
	case j.aborted:
		return "Aborted"
	case j.asked == 0:
		return "UploadComplete"
	case j.asked == 1:
		return "InProgress"
	}
	return "JobComplete"
}

func (j *sfJob) info() object {
	version, _ := strconv.ParseFloat(strings.TrimPrefix(j.version, "v"), 64) // checked by the route
	out := object{"id": j.id, "operation": j.operation, "object": j.query.table.name, "createdById": sfAdmin(),
		"createdDate": j.created.UTC().Format("2006-01-02T15:04:05.000+0000"), "systemModstamp": j.created.UTC().Format("2006-01-02T15:04:05.000+0000"),
		"state": j.state(), "concurrencyMode": "Parallel", "contentType": "CSV", "apiVersion": version,
		"jobType": "V2Query", "lineEnding": "LF", "columnDelimiter": "COMMA"}
	if j.state() == "JobComplete" {
		out["numberRecordsProcessed"], out["retries"], out["totalProcessingTime"] = len(j.found), 0, 40
	}
	return out
}

// sfCreateJob answers POST …/jobs/query. The records are those of this instant.
func (s *Simulator) sfCreateJob(w http.ResponseWriter, r *http.Request) {
	ask := struct{ Operation, Query, ContentType, ColumnDelimiter, LineEnding string }{
		ContentType: "CSV", ColumnDelimiter: "COMMA", LineEnding: "LF"}
	if err := json.NewDecoder(r.Body).Decode(&ask); err != nil {
		sfFail(w, http.StatusBadRequest, "JSON_PARSER_ERROR", "The request body is not JSON")
		return
	}
	if ask.Operation != "query" && ask.Operation != "queryAll" || ask.ContentType != "CSV" || ask.ColumnDelimiter != "COMMA" || ask.LineEnding != "LF" {
		sfFail(w, http.StatusBadRequest, "INVALIDJOB", "Unsupported operation, content type, delimiter or line ending")
		return
	}
	q, err := sfParse(ask.Query, s.sf.tables)
	if err != nil {
		sfRefuse(w, err)
		return
	}
	if len(q.fields) == 0 || slices.ContainsFunc(q.fields, func(f sfField) bool { return f.typ == "address" }) {
		sfFail(w, http.StatusBadRequest, "FEATURENOTENABLED", "Aggregates and compound fields are not supported in Bulk Query")
		return
	}
	now := s.now()
	j := &sfJob{operation: ask.Operation, text: ask.Query, version: r.PathValue("version"), created: now, query: q,
		found: q.run(now, ask.Operation == "queryAll")}
	s.sf.mu.Lock()
	s.sf.serial++
	j.id = salesforceID(sfJobPrefix, uint64(s.sf.serial))
	s.sf.jobs[j.id] = j
	s.sf.mu.Unlock()
	reply(w, http.StatusOK, j.info())
}

// sfFind hands the job of the path to serve, one request at a time.
func (s *Simulator) sfFind(w http.ResponseWriter, r *http.Request, serve func(*sfJob)) {
	s.sf.mu.Lock()
	defer s.sf.mu.Unlock()
	switch j := s.sf.jobs[r.PathValue("job")]; {
	case j == nil:
		sfFail(w, http.StatusNotFound, "NOT_FOUND", "The requested resource does not exist")
	case j.version != r.PathValue("version"):
		sfFail(w, http.StatusConflict, "INVALIDVERSION", "The job was created with another version of the API")
	default:
		serve(j)
	}
}

func (s *Simulator) sfJobInfo(w http.ResponseWriter, r *http.Request) {
	s.sfFind(w, r, func(j *sfJob) {
		j.asked++
		reply(w, http.StatusOK, j.info())
	})
}

func (s *Simulator) sfAbortJob(w http.ResponseWriter, r *http.Request) {
	s.sfFind(w, r, func(j *sfJob) {
		j.aborted = true
		reply(w, http.StatusOK, j.info())
	})
}

func (s *Simulator) sfDeleteJob(w http.ResponseWriter, r *http.Request) {
	s.sfFind(w, r, func(j *sfJob) {
		if j.state() != "JobComplete" && j.state() != "Aborted" {
			sfFail(w, http.StatusBadRequest, "API_ERROR", "Error encountered when deleting the job because the job is not terminated")
			return
		}
		delete(s.sf.jobs, j.id)
		w.WriteHeader(http.StatusNoContent)
	})
}

// sfResults answers one page of a job's records as CSV, under a header of its own.
func (s *Simulator) sfResults(w http.ResponseWriter, r *http.Request) {
	s.sfFind(w, r, func(j *sfJob) {
		from := 0
		if locator := r.URL.Query().Get("locator"); locator != "" {
			text, err := base64.StdEncoding.DecodeString(locator)
			if from, _ = strconv.Atoi(string(text)); err != nil || from <= 0 || from >= len(j.found) {
				sfFail(w, http.StatusBadRequest, "INVALIDLOCATOR", "The locator is not valid")
				return
			}
		}
		if j.state() != "JobComplete" {
			sfFail(w, http.StatusBadRequest, "INVALIDJOBSTATE", "The job is not complete")
			return
		}
		until := len(j.found)
		if most := number(r, "maxRecords", 0); most > 0 {
			until = min(from+most, until)
		}
		next := "null"
		if until < len(j.found) {
			next = base64.StdEncoding.EncodeToString([]byte(strconv.Itoa(until)))
		}
		w.Header().Set("Content-Type", "text/csv; charset=UTF-8")
		w.Header().Set("Sforce-Locator", next)
		w.Header().Set("Sforce-NumberOfRecords", strconv.Itoa(until-from))
		// The client went away when this fails; there is nobody left to tell.
		_, _ = w.Write(j.csv(j.found[from:until]))
	})
}

// csv writes every field in quotes, as Salesforce does.
func (j *sfJob) csv(records []sfRecord) []byte {
	var b []byte
	line := func(cell func(f sfField) string) {
		for i, f := range j.query.fields {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(b, '"')
			b = append(b, strings.ReplaceAll(cell(f), `"`, `""`)...)
			b = append(b, '"')
		}
		b = append(b, '\n')
	}
	line(func(f sfField) string { return f.name })
	for _, r := range records {
		line(func(f sfField) string { return sfCSV(f, r.value(f.name, j.created)) })
	}
	return b
}
