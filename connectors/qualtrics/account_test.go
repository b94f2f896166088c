package qualtrics_test

import (
	"archive/zip"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"quarterdeck/connectors"
	"quarterdeck/connectors/connectortest"
)

// account behaves as the vendor does: an export is a job, its filter is the
// instant of recording with the start in and the end out, and what it gives is
// what there is when it is asked for.
type account struct {
	clock   *connectortest.Clock
	surveys []*made
	// polls is how often a job is asked after before it is complete.
	polls int
	// most is how many responses one export bears; 0 is any number.
	most int
	// failed is the result of every job, when not empty.
	failed string
	// forbidden surveys may not be exported, gone ones are only listed still.
	forbidden, gone map[string]bool
	// orders are the bodies of the exports asked for, definitions the surveys
	// whose definition was.
	orders      []order
	definitions []string
	jobs        map[string]*job
}

type made struct {
	id, modified string
	recorded     []time.Time
}

type order struct {
	Survey string `json:"-"`
	Format string `json:"format"`
	Start  string `json:"startDate"`
	End    string `json:"endDate"`
	Limit  int    `json:"limit"`
}

type job struct {
	survey *made
	order  order
	asked  int
}

func newAccount() *account {
	return &account{clock: &connectortest.Clock{}, jobs: map[string]*job{}, forbidden: map[string]bool{}, gone: map[string]bool{}}
}

func (a *account) survey(id string, recorded ...string) *made {
	m := &made{id: id, modified: "2026-01-01T00:00:00Z"}
	for _, text := range recorded {
		m.recorded = append(m.recorded, instant(text))
	}
	a.surveys = append(a.surveys, m)
	return m
}

func instant(text string) time.Time {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return t
}

func (a *account) open(t *testing.T) connectors.Source {
	t.Helper()
	return connectortest.Open(t, vendor(), a.handler(), a.clock)
}

func (a *account) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /surveys", a.list)
	mux.HandleFunc("GET /survey-definitions/{id}", func(w http.ResponseWriter, r *http.Request) {
		a.definitions = append(a.definitions, r.PathValue("id"))
		if a.forbidden[r.PathValue("id")] {
			refuse(w, http.StatusForbidden)
			return
		}
		io.WriteString(w, `{"result":{"SurveyID":"x","SurveyFlow":{},"Questions":{"QID1":{"QuestionType":"MC","Selector":"NPS"}}},"meta":{}}`)
	})
	mux.HandleFunc("POST /surveys/{id}/export-responses", a.start)
	mux.HandleFunc("GET /surveys/{id}/export-responses/{job}", a.status)
	mux.HandleFunc("GET /surveys/{id}/export-responses/{job}/file", a.file)
	return mux
}

func refuse(w http.ResponseWriter, status int) {
	w.WriteHeader(status)
	fmt.Fprintf(w, `{"meta":{"httpStatus":"%d","error":{"errorMessage":"no","errorCode":"AUTHZ_1"}}}`, status)
}

// list gives one survey a page.
func (a *account) list(w http.ResponseWriter, r *http.Request) {
	at := 0
	fmt.Sscan(r.URL.Query().Get("offset"), &at)
	var items []string
	next := "null"
	if at < len(a.surveys) {
		m := a.surveys[at]
		items = append(items, fmt.Sprintf(`{"id":%q,"name":"N","ownerId":"UR_1","creationDate":"2025-01-01T00:00:00Z","lastModified":%q,"isActive":true}`, m.id, m.modified))
	}
	if at+1 < len(a.surveys) {
		next = fmt.Sprintf(`"https://fra1.qualtrics.com/API/v3/surveys?offset=%d"`, at+1)
	}
	fmt.Fprintf(w, `{"result":{"elements":%s,"nextPage":%s},"meta":{}}`, connectortest.Array(items), next)
}

func (a *account) start(w http.ResponseWriter, r *http.Request) {
	var o order
	if err := json.NewDecoder(r.Body).Decode(&o); err != nil {
		refuse(w, http.StatusBadRequest)
		return
	}
	o.Survey = r.PathValue("id")
	a.orders = append(a.orders, o)
	for _, m := range a.surveys {
		if m.id == o.Survey && !a.gone[m.id] {
			if a.forbidden[m.id] {
				refuse(w, http.StatusForbidden)
				return
			}
			id := fmt.Sprintf("ES_%d", len(a.orders))
			a.jobs[id] = &job{survey: m, order: o}
			fmt.Fprintf(w, `{"result":{"progressId":%q,"percentComplete":0.0,"status":"inProgress"},"meta":{}}`, id)
			return
		}
	}
	refuse(w, http.StatusNotFound)
}

// status is inProgress with a hundred percent until it is complete.
func (a *account) status(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("job")
	j := a.jobs[id]
	j.asked++
	switch {
	case a.failed != "":
		io.WriteString(w, `{"result":`+a.failed+`,"meta":{}}`)
	case j.asked <= a.polls:
		io.WriteString(w, `{"result":{"percentComplete":100.0,"fileId":null,"status":"inProgress"},"meta":{}}`)
	case a.most > 0 && len(j.responses()) > a.most:
		io.WriteString(w, `{"result":{"percentComplete":0.0,"status":"failed","error":{"errorCode":"ERR_9","errorMessage":"The file exceeds the size limit"}},"meta":{}}`)
	default:
		fmt.Fprintf(w, `{"result":{"percentComplete":100.0,"fileId":%q,"status":"complete"},"meta":{}}`, id)
	}
}

func (j *job) responses() []string {
	from, to := time.Time{}, instant(j.order.End)
	if j.order.Start != "" {
		from = instant(j.order.Start)
	}
	var lines []string
	for i, at := range j.survey.recorded {
		if !at.Before(from) && at.Before(to) {
			lines = append(lines, fmt.Sprintf(`{"responseId":"%s-%d","values":{"recordedDate":%q,"finished":1,"status":0,"company":"C-7","QID1":9},"labels":{"QID1":"9"}}`,
				strings.TrimPrefix(j.survey.id, "SV_"), i, at.Format(time.RFC3339)))
		}
	}
	return lines
}

func (a *account) file(w http.ResponseWriter, r *http.Request) {
	archive := zip.NewWriter(w)
	defer archive.Close()
	file, err := archive.Create("N.ndjson")
	if err != nil {
		return
	}
	io.WriteString(file, strings.Join(a.jobs[r.PathValue("job")].responses(), "\n"))
}
