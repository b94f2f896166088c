package simulator

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// hubSearchCap is the number of rows beyond which a search cannot be paged.
const hubSearchCap = 10_000

type hubQuery struct {
	FilterGroups []struct{ Filters []hubFilter }
	Sorts        []struct{ PropertyName, Direction string }
	Properties   []string
	Limit        int
	After        any
}

type hubFilter struct {
	PropertyName, Operator string
	Value, HighValue       string
	Values                 []string
}

// hubSearch answers POST …/search: never archived records, no associations,
// at most 200 a page and 10 000 in all.
func (s *Simulator) hubSearch(w http.ResponseWriter, r *http.Request) {
	kind, all, ok := s.objectsOf(w, r)
	if !ok {
		return
	}
	q := hubQuery{Limit: 10}
	if err := json.NewDecoder(r.Body).Decode(&q); err != nil {
		hubError(w, r, http.StatusBadRequest, "VALIDATION_ERROR", "Invalid input JSON: "+err.Error())
		return
	}
	after := 0
	switch v := q.After.(type) {
	case string:
		after, _ = strconv.Atoi(v) // as the vendor does: text that is no number starts over
	case float64:
		after = int(v)
	}
	if problem := q.invalid(after); problem != "" {
		hubError(w, r, http.StatusBadRequest, "VALIDATION_ERROR", problem)
		return
	}
	now := s.now()
	var hits []hubObject
	for _, o := range all {
		if o.exists(now, false) && q.matches(o, kind, now) {
			hits = append(hits, o)
		}
	}
	q.sort(hits, kind, now)
	properties := q.Properties
	if len(properties) == 0 {
		properties = hubDefaults(kind)
	}
	results := []object{}
	for _, o := range hits[min(after, len(hits)):min(after+q.Limit, len(hits))] {
		results = append(results, o.render(kind, now, properties, nil))
	}
	body := object{"total": len(hits), "results": results}
	if next := after + q.Limit; next < len(hits) {
		token := strconv.Itoa(next)
		body["paging"] = object{"next": object{"after": token, "link": "?after=" + token}}
	}
	reply(w, http.StatusOK, body)
}

func (q hubQuery) invalid(after int) string {
	filters := 0
	for _, g := range q.FilterGroups {
		filters += len(g.Filters)
		for _, f := range g.Filters {
			if !slices.Contains([]string{"EQ", "NEQ", "GT", "GTE", "LT", "LTE", "BETWEEN", "IN", "NOT_IN", "HAS_PROPERTY",
				"NOT_HAS_PROPERTY", "CONTAINS_TOKEN", "NOT_CONTAINS_TOKEN"}, f.Operator) {
				return "Invalid operator: " + f.Operator
			}
		}
		if len(g.Filters) > 10 {
			return "a filter group takes at most 10 filters"
		}
	}
	switch {
	case len(q.FilterGroups) > 5 || filters > 25:
		return "a search takes at most 5 filter groups and 25 filters"
	case q.Limit < 1 || q.Limit > 200:
		return "limit must be between 1 and 200"
	case after >= hubSearchCap:
		return "The maximum number of results that can be paged through is 10000"
	}
	return ""
}

// matches: groups are OR-ed, the filters of a group AND-ed.
func (q hubQuery) matches(o hubObject, kind string, now time.Time) bool {
	if len(q.FilterGroups) == 0 {
		return true
	}
	return slices.ContainsFunc(q.FilterGroups, func(g struct{ Filters []hubFilter }) bool {
		for _, f := range g.Filters {
			if !f.holds(o, kind, now) {
				return false
			}
		}
		return true
	})
}

func (f hubFilter) holds(o hubObject, kind string, now time.Time) bool {
	v, has := hubValue(o, kind, f.PropertyName, now)
	switch f.Operator {
	case "HAS_PROPERTY":
		return has
	case "NOT_HAS_PROPERTY":
		return !has
	case "NEQ":
		return compareValues(v, f.Value) != 0
	case "NOT_IN":
		return !slices.Contains(f.Values, v)
	}
	if !has {
		return false
	}
	c := compareValues(v, f.Value)
	switch f.Operator {
	case "EQ":
		return c == 0
	case "GT":
		return c > 0
	case "GTE":
		return c >= 0
	case "LT":
		return c < 0
	case "LTE":
		return c <= 0
	case "BETWEEN":
		return c >= 0 && compareValues(v, f.HighValue) <= 0
	case "IN":
		return slices.Contains(f.Values, v)
	case "CONTAINS_TOKEN":
		return strings.Contains(strings.ToLower(v), strings.ToLower(strings.Trim(f.Value, "*")))
	default: // NOT_CONTAINS_TOKEN
		return !strings.Contains(strings.ToLower(v), strings.ToLower(strings.Trim(f.Value, "*")))
	}
}

// hubValue is a property's value in the form filters compare: dates as
// milliseconds.
func hubValue(o hubObject, kind, property string, now time.Time) (string, bool) {
	switch property {
	case "hs_object_id":
		return strconv.FormatInt(o.id, 10), true
	case "createdate", "hs_createdate":
		return strconv.FormatInt(o.created.UnixMilli(), 10), true
	case "hs_lastmodifieddate":
		if kind == "contacts" {
			return "", false // contacts carry lastmodifieddate
		}
		return strconv.FormatInt(o.updated(now).UnixMilli(), 10), true
	case "lastmodifieddate":
		if kind != "contacts" {
			return "", false
		}
		return strconv.FormatInt(o.updated(now).UnixMilli(), 10), true
	}
	v, ok := o.value(property, now)
	if at, err := time.Parse(time.RFC3339Nano, v); ok && err == nil {
		return strconv.FormatInt(at.UnixMilli(), 10), true
	}
	return v, ok
}

// compareValues compares as numbers (dates are milliseconds or ISO text) and
// else as text without case.
func compareValues(have, want string) int {
	if at, err := time.Parse(time.RFC3339Nano, want); err == nil {
		want = strconv.FormatInt(at.UnixMilli(), 10)
	}
	a, errA := strconv.ParseInt(have, 10, 64)
	b, errB := strconv.ParseInt(want, 10, 64)
	if errA == nil && errB == nil {
		switch {
		case a < b:
			return -1
		case a > b:
			return 1
		}
		return 0
	}
	return strings.Compare(strings.ToLower(have), strings.ToLower(want))
}

func (q hubQuery) sort(hits []hubObject, kind string, now time.Time) {
	if len(q.Sorts) == 0 {
		return
	}
	by := q.Sorts[0]
	slices.SortStableFunc(hits, func(a, b hubObject) int {
		x, _ := hubValue(a, kind, by.PropertyName, now)
		y, _ := hubValue(b, kind, by.PropertyName, now)
		if by.Direction == "DESCENDING" {
			return compareValues(y, x)
		}
		return compareValues(x, y)
	})
}
