package surveymonkey_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"quarterdeck/connectors"
	"quarterdeck/connectors/connectortest"
)

// account behaves as the vendor's documentation says: filters are exclusive,
// pages are cut from what there is at the moment they are asked for, and a day
// has so many requests.
type account struct {
	clock   *connectortest.Clock
	surveys []*made
	// perDay is the quota; 0 is none. spent counts the requests of each day.
	perDay int
	spent  map[string]int
	// asked lists path and query of every request.
	asked []string
	// before is called before each page of responses is cut.
	before func(page int)
	// forbidden and gone are surveys by id.
	forbidden map[string]string
	gone      map[string]bool
	// unsorted serves pages newest first whatever is asked.
	unsorted bool
}

// made is one survey with its responses.
type made struct {
	id, modified string
	answers      []answer
}

type answer struct {
	id      string
	changed time.Time
}

func newAccount() *account {
	return &account{clock: &connectortest.Clock{}, spent: map[string]int{}, forbidden: map[string]string{}, gone: map[string]bool{}}
}

func (a *account) open(t *testing.T) connectors.Source {
	t.Helper()
	return connectortest.Open(t, vendor(), a, a.clock)
}

// survey adds a survey of n responses, a second apart.
func (a *account) survey(id string, n int) *made {
	m := &made{id: id, modified: "2026-01-01T00:00:00"}
	for i := range n {
		m.answers = append(m.answers, answer{id: id + "-" + strconv.Itoa(i), changed: time.Date(2026, 2, 1, 10, 0, i, 0, time.UTC)})
	}
	a.surveys = append(a.surveys, m)
	return m
}

func (a *account) find(id string) *made {
	for _, m := range a.surveys {
		if m.id == id && !a.gone[id] {
			return m
		}
	}
	return nil
}

func (a *account) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.asked = append(a.asked, r.URL.Path+"?"+r.URL.RawQuery)
	if a.overQuota(w) {
		return
	}
	parts := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	if len(parts) == 1 {
		a.list(w)
		return
	}
	m := a.find(parts[1])
	switch {
	case m == nil:
		refuse(w, http.StatusNotFound, "1020", "There was an error retrieving the requested resource.")
	case a.forbidden[m.id] != "":
		refuse(w, http.StatusForbidden, a.forbidden[m.id], "Permission Error")
	case parts[2] == "details":
		fmt.Fprintf(w, `{"id":%q,"title":"T","date_modified":"%s+00:00","question_count":1,"pages":[{"id":"1","questions":[]}],"edit_url":"x"}`, m.id, m.modified)
	default:
		a.responses(w, r, m)
	}
}

// overQuota counts a request and refuses it when the day has no more.
func (a *account) overQuota(w http.ResponseWriter) bool {
	now := a.clock.Now().UTC()
	day := now.Format(time.DateOnly)
	a.spent[day]++
	if a.perDay == 0 {
		return false
	}
	midnight := now.Truncate(24 * time.Hour).Add(24 * time.Hour)
	w.Header().Set("X-Ratelimit-App-Global-Minute-Remaining", "100")
	w.Header().Set("X-Ratelimit-App-Global-Day-Remaining", strconv.Itoa(max(0, a.perDay-a.spent[day])))
	w.Header().Set("X-Ratelimit-App-Global-Day-Reset", strconv.Itoa(int(midnight.Sub(now).Seconds())))
	if a.spent[day] <= a.perDay {
		return false
	}
	refuse(w, http.StatusTooManyRequests, "1040", "Too many requests were made, try again later.")
	return true
}

func refuse(w http.ResponseWriter, status int, id, message string) {
	w.WriteHeader(status)
	fmt.Fprintf(w, `{"error":{"docs":"https://developer.surveymonkey.com/api/v3/#error-codes","message":%q,"id":%q,"name":"Error","http_status_code":%d}}`, message, id, status)
}

func (a *account) list(w io.Writer) {
	var items []string
	for _, m := range a.surveys {
		items = append(items, fmt.Sprintf(`{"id":%q,"title":"T","date_modified":%q,"response_count":%d}`, m.id, m.modified, len(m.answers)))
	}
	fmt.Fprintf(w, `{"data":%s,"page":1,"per_page":1000,"total":%d,"links":{}}`, connectortest.Array(items), len(items))
}

func (a *account) responses(w io.Writer, r *http.Request, m *made) {
	q := r.URL.Query()
	page, _ := strconv.Atoi(q.Get("page"))
	if a.before != nil {
		a.before(page)
	}
	from, _ := time.Parse("2006-01-02T15:04:05", q.Get("start_modified_at"))
	var hits []answer
	for _, one := range m.answers {
		if one.changed.After(from) {
			hits = append(hits, one)
		}
	}
	slices.SortStableFunc(hits, func(x, y answer) int { return cmp.Or(x.changed.Compare(y.changed), strings.Compare(x.id, y.id)) })
	if a.unsorted {
		slices.Reverse(hits)
	}
	size := min(100, max(1, atoi(q.Get("per_page"))))
	var items []string
	for _, one := range hits[min(len(hits), (page-1)*size):min(len(hits), page*size)] {
		items = append(items, fmt.Sprintf(`{"id":%q,"survey_id":%q,"date_modified":%q}`, one.id, m.id, one.changed.Format(time.RFC3339)))
	}
	links := ""
	if page*size < len(hits) {
		links = fmt.Sprintf(`"next":"https://api.surveymonkey.com/v3/x?page=%d"`, page+1)
	}
	fmt.Fprintf(w, `{"data":%s,"total":%d,"page":%d,"links":{%s}}`, connectortest.Array(items), len(hits), page, links)
}

func atoi(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

func unmarshal(t *testing.T, text []byte, into any) {
	t.Helper()
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatal(err)
	}
}
