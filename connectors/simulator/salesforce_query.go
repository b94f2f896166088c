package simulator

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// sfCursor is a query's result that is still being read.
type sfCursor struct {
	id    string
	query *sfQuery
	found []sfRecord
	now   time.Time // when it was asked
	size  int       // records a page
	path  string    // where its pages are: …/query or …/queryAll
}

// sfOpenCursors is how many results a user may have open; one more closes the oldest.
const sfOpenCursors = 10

const sfPage = 2000

// sfQuery answers GET …/query and, with what lies in the recycle bin, …/queryAll.
func (s *Simulator) sfQuery(all bool) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		q, err := sfParse(r.URL.Query().Get("q"), s.sf.tables)
		if err != nil {
			sfRefuse(w, err)
			return
		}
		now := s.now()
		found := q.run(now, all)
		if len(q.fields) == 0 {
			reply(w, http.StatusOK, object{"totalSize": len(found), "done": true, "records": []any{}})
			return
		}
		c := &sfCursor{query: q, found: found, now: now, size: sfPage, path: r.URL.Path}
		if n, ok := strings.CutPrefix(r.Header.Get("Sforce-Query-Options"), "batchSize="); ok {
			size, _ := strconv.Atoi(n) // text that is no number is the least size
			c.size = min(max(size, 200), sfPage)
		}
		if len(found) > c.size {
			s.sfOpen(c)
		}
		c.answer(w, 0)
	}
}

func sfRefuse(w http.ResponseWriter, err error) {
	var p *sfProblem
	if errors.As(err, &p) {
		sfFail(w, http.StatusBadRequest, p.code, p.message)
		return
	}
	sfFail(w, http.StatusInternalServerError, "UNKNOWN_EXCEPTION", err.Error())
}

func (s *Simulator) sfOpen(c *sfCursor) {
	s.sf.mu.Lock()
	defer s.sf.mu.Unlock()
	s.sf.serial++
	c.id = fmt.Sprintf("01gQd%011d", s.sf.serial)
	s.sf.cursors = append(s.sf.cursors, c)
	if len(s.sf.cursors) > sfOpenCursors {
		s.sf.cursors = s.sf.cursors[1:]
	}
}

// sfMore answers the next page of a result: GET …/query/01g…-2000.
func (s *Simulator) sfMore(w http.ResponseWriter, r *http.Request) {
	id, at, _ := strings.Cut(r.PathValue("cursor"), "-")
	from, err := strconv.Atoi(at)
	s.sf.mu.Lock()
	var c *sfCursor
	for _, open := range s.sf.cursors {
		if open.id == id {
			c = open
		}
	}
	s.sf.mu.Unlock()
	if c == nil || err != nil || from < 0 || from >= len(c.found) {
		sfFail(w, http.StatusBadRequest, "INVALID_QUERY_LOCATOR", "invalid query locator")
		return
	}
	c.answer(w, from)
}

func (c *sfCursor) answer(w http.ResponseWriter, from int) {
	until := min(from+c.size, len(c.found))
	records := []object{}
	for _, r := range c.found[from:until] {
		records = append(records, c.query.render(r, c.now))
	}
	body := object{"totalSize": len(c.found), "done": until == len(c.found), "records": records}
	if until < len(c.found) {
		body["nextRecordsUrl"] = c.path + "/" + c.id + "-" + strconv.Itoa(until)
	}
	reply(w, http.StatusOK, body)
}

// render is a record as the REST API gives it.
func (q *sfQuery) render(r sfRecord, now time.Time) object {
	out := object{"attributes": object{"type": q.table.name, "url": "/services/data/v61.0/sobjects/" + q.table.name + "/" + r.id}}
	for _, f := range q.fields {
		value := sfJSON(f, r.value(f.name, now))
		relationship, of, dotted := strings.Cut(f.name, ".")
		if !dotted {
			out[f.name] = value
			continue
		}
		related, ok := out[relationship].(object)
		if !ok {
			related = object{"attributes": object{"type": relationship}}
			out[relationship] = related
		}
		related[of] = value
	}
	return out
}

// sfJSON spells a value for REST: instants carry +0000, numbers of money and
// share at least one decimal.
func sfJSON(f sfField, v any) any {
	switch x := v.(type) {
	case time.Time:
		return x.UTC().Format("2006-01-02T15:04:05.000+0000")
	case float64:
		return jsonNumber(sfNumber(f, x))
	}
	return v
}

// jsonNumber is a number on its way out with the decimals it is written with.
type jsonNumber string

// MarshalJSON implements json.Marshaler.
func (n jsonNumber) MarshalJSON() ([]byte, error) { return []byte(n), nil }

func sfNumber(f sfField, x float64) string {
	text := strconv.FormatFloat(x, 'f', -1, 64)
	if f.typ != "int" && !strings.Contains(text, ".") {
		text += ".0"
	}
	return text
}

// sfCSV spells a value for the Bulk API: instants end in Z, null is empty.
func sfCSV(f sfField, v any) string {
	switch x := v.(type) {
	case nil:
		return ""
	case time.Time:
		return millis(x)
	case float64:
		return sfNumber(f, x)
	case bool:
		return strconv.FormatBool(x)
	case sfDate:
		return string(x)
	}
	return v.(string) // records hold no other type
}
