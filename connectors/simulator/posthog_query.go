package simulator

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// hogQL is a query for events.
type hogQL struct {
	columns []string
	bounds  []hogBound
	// after is the place to go on behind, in the query's order.
	after struct {
		at   time.Time
		uuid string
	}
	order string
	limit int
}

// hogBound is one condition on an instant.
type hogBound struct {
	column, operator string
	at               time.Time
}

// parseHogQL reads SELECT columns FROM events WHERE bounds [and a place] ORDER
// BY an instant and the id LIMIT n. Whoever says no limit gets a hundred rows.
func parseHogQL(text string) (hogQL, error) {
	q := hogQL{limit: 100}
	parts := regexp.MustCompile(`^SELECT (.+?) FROM events WHERE (.+?) ORDER BY (timestamp|created_at), toString\(uuid\)(?: LIMIT (\d+))?$`).FindStringSubmatch(text)
	if parts == nil {
		return q, errors.New("syntax error: this project only answers queries for events")
	}
	q.order = parts[3]
	if parts[4] != "" {
		n, err := strconv.Atoi(parts[4])
		if err != nil || n < 1 {
			return q, fmt.Errorf("invalid limit %s", parts[4])
		}
		q.limit = min(n, posthogCap)
	}
	known := []string{"uuid", "event", "distinct_id", "person_id", "timestamp", "created_at", "properties"}
	for column := range strings.SplitSeq(parts[1], ", ") {
		if !slices.Contains(known, column) {
			return q, fmt.Errorf("unable to resolve field: %s", column)
		}
		q.columns = append(q.columns, column)
	}
	return q, q.parseWhere(parts[2])
}

const hogInstant = `toDateTime\('([^']+)'\)`

func (q *hogQL) parseWhere(where string) error {
	place := regexp.MustCompile(` AND \((timestamp|created_at) > ` + hogInstant + ` OR \((timestamp|created_at) = ` + hogInstant + ` AND toString\(uuid\) > '([0-9a-f-]+)'\)\)`)
	if m := place.FindStringSubmatch(where); m != nil {
		if m[1] != q.order || m[3] != q.order || m[2] != m[4] {
			return errors.New("the place to go on behind is not in the query's order")
		}
		var err error
		if q.after.at, err = time.Parse(time.RFC3339Nano, m[2]); err != nil {
			return fmt.Errorf("unable to read %s as an instant", m[2])
		}
		q.after.uuid = m[5]
		where = strings.Replace(where, m[0], "", 1)
	}
	bound := regexp.MustCompile(`^(timestamp|created_at) (>=|<) ` + hogInstant + `$`)
	for condition := range strings.SplitSeq(where, " AND ") {
		m := bound.FindStringSubmatch(condition)
		if m == nil {
			return fmt.Errorf("syntax error near %s", condition)
		}
		at, err := time.Parse(time.RFC3339Nano, m[3])
		if err != nil {
			return fmt.Errorf("unable to read %s as an instant", m[3])
		}
		q.bounds = append(q.bounds, hogBound{m[1], m[2], at})
	}
	return nil
}

// span is when the events of the query reached the tracker at the earliest and
// before when, as far as its bounds tell.
func (q hogQL) span(start, now time.Time) (from, to time.Time) {
	from, to = start, now.Add(time.Microsecond)
	for _, b := range q.bounds {
		switch {
		case b.operator == ">=" && b.at.After(from):
			from = b.at // nothing is received before it happened
		case b.operator == "<" && b.column == "created_at" && b.at.Before(to):
			to = b.at
		case b.operator == "<" && b.column == "timestamp" && b.at.Add(latest).Before(to):
			to = b.at.Add(latest)
		}
	}
	return from, to
}

func (q hogQL) matches(e posthogEvent) bool {
	for _, b := range q.bounds {
		at := e.instant(b.column)
		if b.operator == ">=" && at.Before(b.at) || b.operator == "<" && !at.Before(b.at) {
			return false
		}
	}
	if q.after.uuid == "" {
		return true
	}
	at := e.instant(q.order)
	return at.After(q.after.at) || at.Equal(q.after.at) && e.uuid > q.after.uuid
}

func (q hogQL) selected(e posthogEvent) []any {
	row := make([]any, len(q.columns))
	for i, column := range q.columns {
		row[i] = e.value(column)
	}
	return row
}
