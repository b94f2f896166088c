package simulator

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// PathChargebee is where the subscription billing answers, TokenChargebee the
// made-up key it accepts.
const (
	PathChargebee  = "/chargebee"
	TokenChargebee = "demo_not_a_real_chargebee_key"
)

// cbObject is anything the subscription billing lists.
type cbObject struct {
	id      string
	number  int64 // of the record, which parts those of one instant
	created time.Time
	deleted time.Time // zero: never
	// changes are the instants at which the record changes, oldest first.
	changes []time.Time
	// filters are the values a list can be filtered by.
	filters func(now time.Time) map[string]string
	render  func(now time.Time) object
	// lines are those of an invoice or a credit note; nil for what has none.
	lines func() []cbLine
}

// updated is when the record last changed by now; zero before it exists.
func (o *cbObject) updated(now time.Time) time.Time {
	n, found := slices.BinarySearchFunc(o.changes, now, time.Time.Compare)
	if found {
		return o.changes[n]
	}
	if n == 0 {
		return time.Time{}
	}
	return o.changes[n-1]
}

// cbList is one list: its objects oldest first, and what it can be asked for.
type cbList struct {
	member  string
	objects []cbObject
	sorts   []string
	// buries is true where deleted records can be asked for.
	buries bool
}

// chargebee routes the API of a site with product catalogue 2.0.
func (s *Simulator) chargebee() *http.ServeMux {
	mux := http.NewServeMux()
	lists := sync.OnceValue(s.chargebeeLists)
	find := func(answer func(http.ResponseWriter, *http.Request, *cbList)) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			name := r.PathValue("list")
			if l, known := lists()[name]; known {
				answer(w, r, &l)
				return
			}
			if name == "plans" || name == "addons" {
				cbError(w, http.StatusBadRequest, "invalid_request", "configuration_incompatible", "",
					"This operation is not supported for the site's product catalog version. Please use items and item prices.")
				return
			}
			cbError(w, http.StatusNotFound, "invalid_request", "resource_not_found", "", "Sorry, we couldn't find that resource: "+r.URL.Path)
		}
	}
	mux.HandleFunc("GET /api/v2/{list}", find(s.cbAnswer))
	mux.HandleFunc("GET /api/v2/{list}/{id}", find(s.cbRecord))
	return mux
}

func cbError(w http.ResponseWriter, status int, kind, code, param, message string) {
	problem := object{"message": message, "type": kind, "api_error_code": code, "error_code": code, "error_msg": message, "http_status_code": status}
	if param != "" {
		problem["param"], problem["error_param"] = param, param
	}
	reply(w, status, problem)
}

func cbWrong(w http.ResponseWriter, param, message string) {
	cbError(w, http.StatusBadRequest, "invalid_request", "param_wrong_value", param, param+" : "+message)
}

// cbAnswer answers one page of a list.
func (s *Simulator) cbAnswer(w http.ResponseWriter, r *http.Request, l *cbList) {
	limit := number(r, "limit", 10)
	if limit < 1 || limit > 100 {
		cbWrong(w, "limit", "should be between 1 and 100")
		return
	}
	now := s.now()
	order, ok := l.order(w, r, now)
	if !ok {
		return
	}
	start := 0
	if offset := r.URL.Query().Get("offset"); offset != "" {
		at, number, ok := cbPlace(offset)
		if !ok {
			cbWrong(w, "offset", "invalid value")
			return
		}
		start, _ = slices.BinarySearchFunc(order.objects, struct{}{}, func(o *cbObject, _ struct{}) int {
			if order.after(o, at, number) {
				return 1
			}
			return -1
		})
	}
	page := order.objects[start:]
	answer := object{}
	if len(page) > limit {
		page = page[:limit]
		last := page[limit-1]
		answer["next_offset"] = fmt.Sprintf(`["%d","%d"]`, order.key(last).UnixMilli(), last.number)
	}
	list := []object{}
	for _, o := range page {
		list = append(list, object{l.member: o.shown(now, 0)})
	}
	answer["list"] = list
	reply(w, http.StatusOK, answer)
}

// cbOrder is the part of a list a request asks for, in the order it asks for.
type cbOrder struct {
	objects    []*cbObject
	key        func(*cbObject) time.Time
	descending bool
}

func (c cbOrder) compare(a, b *cbObject) int {
	n := cmp.Or(c.key(a).Compare(c.key(b)), cmp.Compare(a.number, b.number))
	if c.descending {
		return -n
	}
	return n
}

// after reports whether an object comes after the place a token names.
func (c cbOrder) after(o *cbObject, at time.Time, number int64) bool {
	place := cmp.Or(cmp.Compare(c.key(o).UnixMilli(), at.UnixMilli()), cmp.Compare(o.number, number))
	return c.descending && place < 0 || !c.descending && place > 0
}

// order picks and sorts; the newest made come first where nothing is asked for.
func (l *cbList) order(w http.ResponseWriter, r *http.Request, now time.Time) (cbOrder, bool) {
	order := cbOrder{key: func(o *cbObject) time.Time { return o.created }, descending: true}
	for _, direction := range []string{"asc", "desc"} {
		by := r.URL.Query().Get("sort_by[" + direction + "]")
		if by == "" {
			continue
		}
		if !slices.Contains(l.sorts, by) {
			cbWrong(w, "sort_by["+direction+"]", "can be sorted by "+strings.Join(l.sorts, ", "))
			return order, false
		}
		order.descending = direction == "desc"
		if by == "updated_at" {
			order.key = func(o *cbObject) time.Time { return o.updated(now) }
		}
	}
	if r.URL.Query().Get("include_deleted") != "" && !l.buries {
		cbWrong(w, "include_deleted", "is not supported")
		return order, false
	}
	for i := range l.objects {
		o := &l.objects[i]
		if !o.created.After(now) && l.asked(r, o, now) {
			order.objects = append(order.objects, o)
		}
	}
	slices.SortFunc(order.objects, order.compare)
	return order, true
}

// asked applies the request's filters. "after" and "before" leave out the
// second they name.
func (l *cbList) asked(r *http.Request, o *cbObject, now time.Time) bool {
	q := r.URL.Query()
	if (!o.deleted.IsZero() && !o.deleted.After(now)) && q.Get("include_deleted") != "true" {
		return false
	}
	for name, at := range map[string]time.Time{"updated_at": o.updated(now), "created_at": o.created} {
		if bound, err := strconv.ParseInt(q.Get(name+"[after]"), 10, 64); err == nil && at.Unix() <= bound {
			return false
		}
		if bound, err := strconv.ParseInt(q.Get(name+"[before]"), 10, 64); err == nil && at.Unix() >= bound {
			return false
		}
	}
	if o.filters == nil {
		return true
	}
	for name, value := range o.filters(now) {
		if want := q.Get(name + "[is]"); want != "" && want != value {
			return false
		}
	}
	return true
}

// cbPlace reads the place an offset stands for.
func cbPlace(offset string) (at time.Time, number int64, ok bool) {
	var parts []string
	if json.Unmarshal([]byte(offset), &parts) != nil || len(parts) != 2 {
		return at, 0, false
	}
	millis, err1 := strconv.ParseInt(parts[0], 10, 64)
	number, err2 := strconv.ParseInt(parts[1], 10, 64)
	return time.UnixMilli(millis), number, err1 == nil && err2 == nil
}

// shown is the record with what every record has, and its lines from the first
// on.
func (o *cbObject) shown(now time.Time, first int) object {
	out := o.render(now)
	if o.lines != nil {
		showLines(out, o.lines(), first)
	}
	updated := o.updated(now)
	out["id"], out["updated_at"], out["resource_version"] = o.id, updated.Unix(), updated.UnixMilli()
	out["deleted"] = !o.deleted.IsZero() && !o.deleted.After(now)
	return out
}

// cbRecord answers one record; of an invoice or a credit note the lines from
// line_items_offset on.
func (s *Simulator) cbRecord(w http.ResponseWriter, r *http.Request, l *cbList) {
	now := s.now()
	for i := range l.objects {
		o := &l.objects[i]
		if o.id != r.PathValue("id") || o.created.After(now) {
			continue
		}
		first := number(r, "line_items_offset", 0)
		if first != 0 && (o.lines == nil || first < 0 || first > len(o.lines())) {
			cbWrong(w, "line_items_offset", "invalid value")
			return
		}
		reply(w, http.StatusOK, object{l.member: o.shown(now, first)})
		return
	}
	cbError(w, http.StatusNotFound, "invalid_request", "resource_not_found", "", r.PathValue("id")+" not found")
}
