package simulator

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"quarterdeck/connectors/simulator/world"
)

// PathQualtrics is where Qualtrics answers, TokenQualtrics the made-up token it
// accepts.
const (
	PathQualtrics  = "/qualtrics"
	TokenQualtrics = "demoNotARealQualtricsTokenAtAll0demo0000"
)

// qxExport is one export job. Its file holds what there was when it was started.
type qxExport struct {
	form   int
	format string // json or ndjson
	lines  [][]byte
}

// qxExports are the jobs of a simulator.
type qxExports struct {
	mu   sync.Mutex
	jobs []qxExport
}

func (e *qxExports) add(job qxExport) string {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.jobs = append(e.jobs, job)
	return fmt.Sprintf("ES_demo%06d", len(e.jobs))
}

func (e *qxExports) find(id string) (qxExport, bool) {
	var n int
	if _, err := fmt.Sscanf(id, "ES_demo%06d", &n); err != nil {
		return qxExport{}, false
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if n < 1 || n > len(e.jobs) {
		return qxExport{}, false
	}
	return e.jobs[n-1], true
}

// qualtrics routes the survey API of Qualtrics.
func (s *Simulator) qualtrics() *http.ServeMux {
	mux, exports := http.NewServeMux(), &qxExports{}
	mux.HandleFunc("GET /surveys", s.qxSurveys)
	mux.HandleFunc("GET /survey-definitions/{id}", s.qxDefinition)
	mux.HandleFunc("POST /surveys/{id}/export-responses", func(w http.ResponseWriter, r *http.Request) { s.qxStart(w, r, exports) })
	mux.HandleFunc("GET /surveys/{id}/export-responses/{export}", func(w http.ResponseWriter, r *http.Request) {
		if _, found := exports.find(r.PathValue("export")); !found {
			qxError(w, http.StatusNotFound, "QFE_1", "The requested resource does not exist.")
			return
		}
		qxReply(w, object{"fileId": r.PathValue("export") + "-def", "percentComplete": 100.0, "status": "complete"})
	})
	mux.HandleFunc("GET /surveys/{id}/export-responses/{file}/file", func(w http.ResponseWriter, r *http.Request) { s.qxFile(w, r, exports) })
	return mux
}

func qxReply(w http.ResponseWriter, result object) {
	reply(w, http.StatusOK, object{"result": result, "meta": object{"requestId": "00000000-0000-4000-8000-000000000000", "httpStatus": "200 - OK"}})
}

func qxError(w http.ResponseWriter, status int, code, message string) {
	reply(w, status, object{"meta": object{"requestId": "00000000-0000-4000-8000-000000000000",
		"httpStatus": fmt.Sprintf("%d - %s", status, http.StatusText(status)), "error": object{"errorMessage": message, "errorCode": code}}})
}

func qxID(f *world.Form) string { return "SV_0demo" + f.ID }

func (s *Simulator) qxForm(w http.ResponseWriter, r *http.Request) (*world.Form, int) {
	for i := range s.world.Forms {
		if qxID(&s.world.Forms[i]) == r.PathValue("id") {
			return &s.world.Forms[i], i
		}
	}
	qxError(w, http.StatusNotFound, "QVAL_1", "The requested survey does not exist.")
	return nil, 0
}

// qxPage is how many surveys a list has at most; the vendor gives a hundred.
const qxPage = 1

func (s *Simulator) qxSurveys(w http.ResponseWriter, r *http.Request) {
	at := max(0, number(r, "offset", 0))
	items := []object{}
	for i := at; i < min(len(s.world.Forms), at+qxPage); i++ {
		f := &s.world.Forms[i]
		items = append(items, object{"id": qxID(f), "name": f.Title, "ownerId": "UR_0demo", "creationDate": seconds(f.Updated),
			"lastModified": seconds(f.Updated), "isActive": true})
	}
	var next any
	if at+qxPage < len(s.world.Forms) {
		next = origin(r, PathQualtrics) + "/surveys?offset=" + strconv.Itoa(at+qxPage)
	}
	qxReply(w, object{"elements": items, "nextPage": next})
}

func (s *Simulator) qxDefinition(w http.ResponseWriter, r *http.Request) {
	f, _ := s.qxForm(w, r)
	if f == nil {
		return
	}
	questions := object{}
	for n, q := range f.Fields {
		id := "QID" + strconv.Itoa(n+1)
		question := object{"QuestionID": id, "DataExportTag": q.Ref, "QuestionText": q.Title, "QuestionDescription": q.Title, "Language": []any{},
			"Validation": object{"Settings": object{"ForceResponse": "OFF", "Type": "None"}}, "Configuration": object{"QuestionDescriptionOption": "UseText"}}
		switch q.Kind {
		case "nps":
			choices := []object{}
			for i := range 11 {
				choices = append(choices, object{"Display": strconv.Itoa(i)})
			}
			question["QuestionType"], question["Selector"], question["Choices"] = "MC", "NPS", choices
		case "rating":
			question["QuestionType"], question["Selector"], question["Choices"] = "Slider", "STAR", object{"1": object{"Display": ""}}
			question["Configuration"] = object{"QuestionDescriptionOption": "UseText", "StarCount": 5, "StarType": "discrete"}
		default:
			question["QuestionType"], question["Selector"] = "TE", "ESTB"
		}
		questions[id] = question
	}
	qxReply(w, object{"SurveyID": qxID(f), "SurveyName": f.Title, "SurveyStatus": "Active", "OwnerID": "UR_0demo", "BrandID": "northwind",
		"LastModified": seconds(f.Updated), "Questions": questions, "SurveyFlow": object{"Type": "Root", "FlowID": "FL_1", "Flow": []any{}},
		"Blocks": object{}, "ResponseSets": object{}})
}

// qxStart starts an export of what was recorded from startDate on and before endDate.
func (s *Simulator) qxStart(w http.ResponseWriter, r *http.Request, exports *qxExports) {
	f, place := s.qxForm(w, r)
	if f == nil {
		return
	}
	var order struct {
		Format, StartDate, EndDate string
		Limit                      int
	}
	if err := json.NewDecoder(io.LimitReader(r.Body, 1<<20)).Decode(&order); err != nil || !slices.Contains([]string{"json", "ndjson"}, order.Format) {
		qxError(w, http.StatusBadRequest, "QVAL_2", "The value of format must be json or ndjson.")
		return
	}
	from, to := instant(order.StartDate, time.Time{}), instant(order.EndDate, s.now().Add(time.Second))
	job := qxExport{form: place, format: order.Format}
	now := s.now()
	for _, record := range s.qxResponses(f) {
		if at := record.at; !at.Before(from) && at.Before(to) && !at.After(now) && (order.Limit == 0 || len(job.lines) < order.Limit) {
			line, err := json.Marshal(record.body)
			if err != nil {
				qxError(w, http.StatusInternalServerError, "QISE_1", err.Error())
				return
			}
			job.lines = append(job.lines, line)
		}
	}
	qxReply(w, object{"progressId": exports.add(job), "percentComplete": 0.0, "status": "inProgress"})
}

// qxFile is the zip of an export: json is one document, ndjson one response a line.
func (s *Simulator) qxFile(w http.ResponseWriter, r *http.Request, exports *qxExports) {
	id, named := strings.CutSuffix(r.PathValue("file"), "-def")
	job, found := exports.find(id)
	if !named || !found {
		qxError(w, http.StatusNotFound, "QFE_2", "The requested file does not exist.")
		return
	}
	w.Header().Set("Content-Type", "application/zip")
	archive := zip.NewWriter(w)
	text := slices.Concat(bytes.Join(job.lines, []byte("\n")), []byte("\n"))
	if job.format == "json" {
		text = slices.Concat([]byte(`{"responses":[`), bytes.Join(job.lines, []byte(",")), []byte("]}"))
	}
	if file, err := archive.Create(s.world.Forms[job.form].Title + "." + job.format); err == nil {
		// A failed write means the client left; there is nobody left to tell.
		_, _ = file.Write(text)
	}
	_ = archive.Close()
}

type qxRecord struct {
	at   time.Time
	body object
}

// qxResponses are the sheets of a form, and before them the preview its maker took.
func (s *Simulator) qxResponses(f *world.Form) []qxRecord {
	tried := f.Updated.Add(time.Hour)
	preview := qxValues(tried, tried.Add(-time.Minute), "preview", 1)
	preview["QID1"], preview["email"] = 0, "surveys@northwind-cloud.example"
	all := []qxRecord{{tried, qxBody("R_0preview"+f.ID, preview)}}
	for _, a := range s.world.Responses {
		if a.Form != f {
			continue
		}
		values := qxValues(a.Submitted, a.Landed, "email", 0)
		values["recipientEmail"] = a.Person.Email
		if a.AccountID != "" {
			values["account_id"] = s.crmID(a.AccountID)
		}
		qxScore(values, a)
		if a.Comment != "" {
			values["QID2_TEXT"] = a.Comment
		}
		all = append(all, qxRecord{a.Submitted, qxBody("R_"+a.Token, values)})
	}
	return all
}

func qxValues(recorded, started time.Time, channel string, status int) object {
	return object{"startDate": seconds(started), "endDate": seconds(recorded), "recordedDate": millis(recorded), "_lastModifiedDate": millis(recorded),
		"status": status, "progress": 100, "duration": int(recorded.Sub(started).Seconds()), "finished": 1, "distributionChannel": channel, "userLanguage": "EN"}
}

// qxScore fills in the answer. The vendor has no choice for an impossible score:
// such a sheet comes without an answer.
func qxScore(values object, a *world.Response) {
	switch kind := a.Form.Fields[0].Kind; {
	case !a.Answered:
	case kind == "nps" && a.Score >= 0 && a.Score <= 10:
		values["QID1"] = a.Score
		switch {
		case a.Score >= 9:
			values["QID1_NPS_GROUP"] = 3
		case a.Score >= 7:
			values["QID1_NPS_GROUP"] = 2
		default:
			values["QID1_NPS_GROUP"] = 1
		}
	case kind == "rating" && a.Score >= 1 && a.Score <= 5:
		values["QID1_1"] = a.Score
	}
}

func qxBody(id string, values object) object {
	values["_recordId"] = id
	labels := object{}
	if group, ok := values["QID1_NPS_GROUP"]; ok {
		labels["QID1_NPS_GROUP"] = []string{"", "Detractor", "Passive", "Promoter"}[group.(int)]
	}
	return object{"responseId": id, "values": values, "labels": labels, "displayedFields": []string{"QID1", "QID2_TEXT"}, "displayedValues": object{}}
}
