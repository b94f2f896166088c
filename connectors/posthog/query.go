package posthog

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"quarterdeck/connectors/rest"
)

// The two instants of an event, and the order a walk can follow.
const (
	happened = "timestamp"
	received = "created_at"
)

// pageRows is the most rows PostHog gives to one query.
const pageRows = 50_000

// columns are what every query selects, in this order.
func columns() []string {
	return []string{"uuid", "event", "distinct_id", happened, received, "properties"}
}

// place is where a walk stands: behind the event with this instant and id.
type place struct {
	at   time.Time
	uuid string
}

// query asks for events whose instant of order lies in [from, to); an end that
// is zero is none.
type query struct {
	order    string
	from, to time.Time
	// since and before bound the other instant; zero ones do not.
	since, before time.Time
	after         place
	limit         int
}

// text is the query in HogQL. All values in it are instants and numbers spelled
// here, and an id that checkID has seen.
func (q query) text() string {
	other := map[string]string{happened: received, received: happened}[q.order]
	where := []string{q.order + " >= " + instant(q.from)}
	if !q.to.IsZero() {
		where = append(where, q.order+" < "+instant(q.to))
	}
	if !q.since.IsZero() {
		where = append(where, other+" >= "+instant(q.since))
	}
	if !q.before.IsZero() {
		where = append(where, other+" < "+instant(q.before))
	}
	if q.after.uuid != "" {
		at := instant(q.after.at)
		where = append(where, fmt.Sprintf("(%[1]s > %[2]s OR (%[1]s = %[2]s AND toString(uuid) > '%[3]s'))", q.order, at, q.after.uuid))
	}
	return "SELECT " + strings.Join(columns(), ", ") + " FROM events WHERE " + strings.Join(where, " AND ") +
		" ORDER BY " + q.order + ", toString(uuid) LIMIT " + strconv.Itoa(q.limit)
}

// instant spells t so that the project's time zone does not matter.
func instant(t time.Time) string {
	return "toDateTime('" + t.UTC().Format("2006-01-02T15:04:05.000000Z") + "')"
}

var plainID = regexp.MustCompile(`^[0-9A-Za-z-]{1,64}$`)

// checkID refuses an id that could say more in a query than itself.
func checkID(uuid string) error {
	if !plainID.MatchString(uuid) {
		return errors.New("an event's uuid is no uuid")
	}
	return nil
}

// request is the query's. PostHog remembers answers; a load wants the true one.
func (s *Source) request(stream string, q query) rest.Request {
	// Texts always encode.
	body, _ := json.Marshal(map[string]any{"refresh": "force_blocking", "query": map[string]string{"kind": "HogQLQuery", "query": q.text()}})
	return rest.Request{Stream: stream, Method: http.MethodPost, Path: s.path("query/"), Body: body, Bucket: hourly}
}
