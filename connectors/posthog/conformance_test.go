package posthog_test

import (
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/valyala/fastjson"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/connectortest"
	"quarterdeck/connectors/posthog"
)

func open(src config.Source, deps connectors.Deps) (connectors.Source, error) {
	return posthog.New(src, deps)
}

// of is the instant at which all of the suite's events happened.
const of = "2026-02-28T05:00:00.000001Z"

func vendor() connectortest.Vendor {
	return connectortest.Vendor{
		Open:   open,
		Config: config.Source{ProjectID: "77", Start: "2026-02-28"},
		Stream: "events",
		Serve: func(n int, page func(int) []string) http.Handler {
			return project(connectortest.Following(n, page, uuid, after, writeRows))
		},
		Repeat: func(records []string) http.Handler {
			return project(func(w http.ResponseWriter, _ *http.Request) { writeRows(w, records, true) })
		},
		Record: func(n int64, more string) string {
			return record(n, "{"+connectortest.Members(`"$groups":{"account_id":"A-1"}`, more)+"}")
		},
		KeyColumn: "uuid", KeyText: "e",
		Number:       "quantity",
		NumberRecord: func(n int64, value string) string { return record(n, `{"quantity":`+value+`}`) },
		NullObject:   `"$groups":null`,
		Enum:         "event",
		EnumRecord: func(n int64, value string) string {
			return strings.Replace(record(n, "{}"), `"login"`, `"`+value+`"`, 1)
		},
		Poison:      []string{`7`, `null`, `"text"`, `[1]`, `{}`, `["e1","e","u","soon","2026-02-28T05:00:00Z","{}"]`, `["no uuid","e","u","2026-02-28T05:00:00Z","2026-02-28T05:00:00Z","{}"]`},
		Checkpoints: true,
		Incremental: nights(),
		Refusals: []connectortest.Refusal{
			{Name: "scope", Body: `{"type":"authentication_error","code":"permission_denied","detail":"API key missing required scope 'query:read'"}`, Mend: "query:read"},
			{Name: "quota", Status: http.StatusPaymentRequired, Body: `{"code":"quota_limit_exceeded","detail":"Your organization reached its billing limit"}`, Mend: "billing limit"},
			{Name: "busy", Status: http.StatusServiceUnavailable, Body: `{"detail":"Queries are a little too busy right now."}`, Temporary: true},
		},
		CheckAnswer: `{"id":77}`,
	}
}

// record is a row as PostHog gives it: its properties are a text.
func record(n int64, properties string) string {
	text := strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(properties)
	return fmt.Sprintf(`["e%d","login","u@x.test",%q,%q,`, n, of, of) + `"` + text + `"]`
}

type said struct {
	order, from, to string
	after           string
	text            string
}

// asked reads the query of a request.
func asked(r *http.Request) said {
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(strings.NewReader(string(body)))
	text := fastjson.GetString(body, "query", "query")
	q := said{text: text}
	if m := regexp.MustCompile(`ORDER BY (\w+),`).FindStringSubmatch(text); m != nil {
		q.order = m[1]
	}
	if m := regexp.MustCompile(`WHERE \w+ >= toDateTime\('(.*?)'\)(?: AND ` + q.order + ` < toDateTime\('(.*?)'\))?`).FindStringSubmatch(text); m != nil {
		q.from, q.to = m[1], m[2]
	}
	if m := regexp.MustCompile(`toString\(uuid\) > '(.*?)'`).FindStringSubmatch(text); m != nil {
		q.after = m[1]
	}
	return q
}

// project answers windows in which the suite's events happened.
func project(events http.HandlerFunc) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /api/projects/77/query/", func(w http.ResponseWriter, r *http.Request) {
		if q := asked(r); q.from > of || q.to != "" && q.to <= of {
			writeRows(w, nil, false)
			return
		}
		events(w, r)
	})
	return mux
}

func uuid(record string) string { return fastjson.GetString([]byte(record), "0") }

func after(r *http.Request) string { return asked(r).after }

func writeRows(w io.Writer, records []string, more bool) {
	fmt.Fprintf(w, `{"columns":["uuid"],"error":null,"hasMore":%v,"results":%s,"types":[["uuid","UUID"]]}`, more, connectortest.Array(records))
}

func TestConformance(t *testing.T) { connectortest.Run(t, vendor()) }
