package simulator

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"quarterdeck/connectors/simulator/world"
)

// PathSurveyMonkey is where SurveyMonkey answers, TokenSurveyMonkey the made-up
// token it accepts.
const (
	PathSurveyMonkey  = "/surveymonkey"
	TokenSurveyMonkey = "demo-not-a-real-surveymonkey-token"
)

// DailySurveyMonkey is the key in Limits of the quota of a day, which ends at
// midnight in Greenwich whenever it began.
const DailySurveyMonkey = PathSurveyMonkey + "?day"

// smDay counts the requests of a day.
type smDay struct {
	mu    sync.Mutex
	day   time.Time
	spent int
}

// surveymonkey routes the survey API of SurveyMonkey.
func (s *Simulator) surveymonkey() *http.ServeMux {
	mux, day := http.NewServeMux(), &smDay{}
	handle := func(pattern string, serve http.HandlerFunc) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			if s.smSpend(w, day) {
				serve(w, r)
			}
		})
	}
	handle("GET /surveys", s.smSurveys)
	handle("GET /surveys/{id}/details", s.smDetails)
	handle("GET /surveys/{id}/responses/bulk", s.smResponses)
	return mux
}

// smSpend takes one request from the day's quota and tells what is left; without
// any it refuses and reports false.
func (s *Simulator) smSpend(w http.ResponseWriter, d *smDay) bool {
	limit, limited := s.throttle.limits[DailySurveyMonkey]
	if !limited {
		return true
	}
	now := s.now().UTC()
	today := now.Truncate(24 * time.Hour)
	d.mu.Lock()
	if !d.day.Equal(today) {
		d.day, d.spent = today, 0
	}
	d.spent++
	spent := d.spent
	d.mu.Unlock()
	h := w.Header()
	h.Set("X-Ratelimit-App-Global-Day-Limit", strconv.Itoa(limit.Requests))
	h.Set("X-Ratelimit-App-Global-Day-Remaining", strconv.Itoa(max(0, limit.Requests-spent)))
	h.Set("X-Ratelimit-App-Global-Day-Reset", strconv.Itoa(int(today.Add(24*time.Hour).Sub(now).Seconds())))
	if spent <= limit.Requests {
		return true
	}
	smError(w, http.StatusTooManyRequests, "1040", "Rate Limit Reached", "Too many requests were made, try again later.")
	return false
}

func smError(w http.ResponseWriter, status int, id, name, message string) {
	reply(w, status, object{"error": object{"docs": "https://developer.surveymonkey.com/api/v3/#error-codes",
		"message": message, "id": id, "name": name, "http_status_code": status}})
}

// smID numbers the surveys, and what hangs on them, from the form's place.
func smID(form, kind, n int) string {
	return strconv.Itoa(400_000_000 + form*100_000 + kind*1000 + n)
}

// What smID numbers.
const (
	smSurvey = iota
	smPage
	smQuestion
	smRow
	smChoice
)

// smForm is the world's form of that survey id, and its place.
func (s *Simulator) smForm(w http.ResponseWriter, r *http.Request) (*world.Form, int) {
	for i := range s.world.Forms {
		if smID(i, smSurvey, 0) == r.PathValue("id") {
			return &s.world.Forms[i], i
		}
	}
	smError(w, http.StatusNotFound, "1020", "Resource Not Found", "There was an error retrieving the requested resource.")
	return nil, 0
}

// smPages cuts a page out of a list and writes it with its links.
func smPages[T any](w http.ResponseWriter, r *http.Request, all []T, most, standard int, item func(T) object) {
	size, page := number(r, "per_page", standard), number(r, "page", 1)
	if size < 1 || size > most || page < 1 {
		smError(w, http.StatusBadRequest, "1003", "Bad Request", "Invalid URL parameters.")
		return
	}
	items := []object{}
	for _, one := range all[min(len(all), (page-1)*size):min(len(all), page*size)] {
		items = append(items, item(one))
	}
	link := func(n int) string {
		q := r.URL.Query()
		q.Set("page", strconv.Itoa(n))
		q.Set("per_page", strconv.Itoa(size))
		return origin(r, PathSurveyMonkey) + r.URL.Path + "?" + q.Encode()
	}
	links := object{"self": link(page)}
	if page*size < len(all) {
		links["next"] = link(page + 1)
		links["last"] = link((len(all) + size - 1) / size)
	}
	if page > 1 {
		links["prev"], links["first"] = link(page-1), link(1)
	}
	reply(w, http.StatusOK, object{"data": items, "per_page": size, "page": page, "total": len(all), "links": links})
}

func (s *Simulator) smSurveys(w http.ResponseWriter, r *http.Request) {
	type listed struct {
		form  *world.Form
		place int
	}
	var all []listed
	for i := range s.world.Forms {
		all = append(all, listed{&s.world.Forms[i], i})
	}
	include := strings.Split(r.URL.Query().Get("include"), ",")
	smPages(w, r, all, 1000, 50, func(l listed) object {
		id := smID(l.place, smSurvey, 0)
		item := object{"id": id, "title": l.form.Title, "nickname": "", "href": origin(r, PathSurveyMonkey) + "/surveys/" + id}
		if slices.Contains(include, "date_modified") {
			item["date_modified"] = smMinute(l.form.Updated)
		}
		if slices.Contains(include, "response_count") {
			item["response_count"] = len(s.smAnswers(l.form, time.Time{}, s.now()))
		}
		return item
	})
}

// smMinute is an instant as lists spell it, to the minute and without a zone.
func smMinute(t time.Time) string { return t.UTC().Format("2006-01-02T15:04") + ":00" }

// smInstant is an instant as everything else spells it.
func smInstant(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05") + "+00:00" }

func (s *Simulator) smDetails(w http.ResponseWriter, r *http.Request) {
	f, place := s.smForm(w, r)
	if f == nil {
		return
	}
	questions := []object{}
	for n, q := range f.Fields {
		question := object{"id": smID(place, smQuestion, n), "position": n + 1, "visible": true, "required": nil, "sorting": nil, "validation": nil,
			"forced_ranking": false, "headings": []object{{"heading": q.Title}}, "href": origin(r, PathSurveyMonkey) + r.URL.Path}
		switch q.Kind {
		case "nps":
			question["family"], question["subtype"] = "matrix", "rating"
			question["answers"] = object{"rows": smRows(place), "choices": smScale(place, 11, func(i int) (int, string) {
				// The vendor's own question weighs the groups, not the points.
				switch {
				case i >= 9:
					return 100, strconv.Itoa(i)
				case i >= 7:
					return 0, strconv.Itoa(i)
				}
				return -100, strconv.Itoa(i)
			})}
		case "rating":
			question["family"], question["subtype"] = "matrix", "rating"
			question["display_options"] = object{"display_type": "emoji", "display_subtype": "star"}
			question["answers"] = object{"rows": smRows(place), "choices": smScale(place, 5, func(i int) (int, string) { return i + 1, "" })}
		default:
			question["family"], question["subtype"] = "open_ended", "essay"
		}
		questions = append(questions, question)
	}
	reply(w, http.StatusOK, object{"id": smID(place, smSurvey, 0), "title": f.Title, "nickname": "", "language": "en", "folder_id": "0", "category": "",
		"question_count": len(questions), "page_count": 1, "response_count": len(s.smAnswers(f, time.Time{}, s.now())),
		"date_created": smInstant(f.Updated), "date_modified": smInstant(f.Updated),
		"buttons_text":     object{"next_button": "Next", "prev_button": "Prev", "done_button": "Done", "exit_button": ""},
		"custom_variables": object{"account_id": "account", "email": "address"}, "footer": true, "href": origin(r, PathSurveyMonkey) + r.URL.Path,
		"pages": []object{{"id": smID(place, smPage, 0), "title": "", "description": "", "position": 1, "question_count": len(questions), "questions": questions}}})
}

func smRows(place int) []object {
	return []object{{"id": smID(place, smRow, 0), "position": 1, "visible": true, "text": ""}}
}

func smScale(place, points int, weigh func(int) (int, string)) []object {
	choices := []object{}
	for i := range points {
		weight, text := weigh(i)
		choices = append(choices, object{"id": smID(place, smChoice, i), "position": i + 1, "visible": true, "is_na": false,
			"weight": weight, "text": text, "description": ""})
	}
	return choices
}

// smAnswers are the sheets of a form changed after from and before to, oldest first.
func (s *Simulator) smAnswers(f *world.Form, from, to time.Time) []int {
	var hits []int
	now := s.now()
	for i, a := range s.world.Responses {
		if a.Form == f && !a.Submitted.After(now) && a.Submitted.After(from) && a.Submitted.Before(to) {
			hits = append(hits, i)
		}
	}
	slices.SortStableFunc(hits, func(a, b int) int { return s.world.Responses[a].Submitted.Compare(s.world.Responses[b].Submitted) })
	return hits
}

func (s *Simulator) smResponses(w http.ResponseWriter, r *http.Request) {
	f, place := s.smForm(w, r)
	if f == nil {
		return
	}
	q := r.URL.Query()
	now := s.now()
	hits := s.smAnswers(f, instant(q.Get("start_modified_at"), time.Time{}), instant(q.Get("end_modified_at"), now.Add(time.Second)))
	if q.Get("sort_order") != "ASC" {
		slices.Reverse(hits)
	}
	if status := q.Get("status"); status != "" && status != "completed" {
		hits = nil
	}
	smPages(w, r, hits, 100, 50, func(i int) object { return s.smSheet(r, place, i) })
}

// smSheet is one answer sheet. The vendor has no choice for an impossible score:
// such a sheet comes without an answer.
func (s *Simulator) smSheet(r *http.Request, place, i int) object {
	a := s.world.Responses[i]
	questions := []object{}
	points, lowest := 11, 0
	if a.Form.Fields[0].Kind == "rating" {
		points, lowest = 5, 1
	}
	if choice := a.Score - lowest; a.Answered && choice >= 0 && choice < points {
		questions = append(questions, object{"id": smID(place, smQuestion, 0),
			"answers": []object{{"row_id": smID(place, smRow, 0), "choice_id": smID(place, smChoice, choice)}}})
	}
	if a.Comment != "" {
		questions = append(questions, object{"id": smID(place, smQuestion, 1), "answers": []object{{"text": a.Comment}}})
	}
	variables := object{"email": a.Person.Email}
	if a.AccountID != "" {
		variables["account_id"] = s.crmID(a.AccountID)
	}
	id := fmt.Sprintf("50%08d", i)
	return object{"id": id, "survey_id": smID(place, smSurvey, 0), "collector_id": "50253586", "recipient_id": "0", "collection_mode": "default",
		"response_status": "completed", "date_created": smInstant(a.Landed), "date_modified": smInstant(a.Submitted),
		"total_time": int(a.Submitted.Sub(a.Landed).Seconds()), "custom_value": "", "custom_variables": variables, "ip_address": "192.0.2.7",
		"edit_url": "https://www.surveymonkey.com/r/", "analyze_url": "https://www.surveymonkey.com/analyze/browse/", "logic_path": object{},
		"metadata": object{}, "page_path": []string{}, "href": origin(r, PathSurveyMonkey) + "/surveys/" + smID(place, smSurvey, 0) + "/responses/" + id,
		"pages": []object{{"id": smID(place, smPage, 0), "questions": questions}}}
}
