package surveymonkey_test

import (
	"fmt"
	"io"
	"net/http"
	"strconv"
	"testing"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/connectortest"
	"quarterdeck/connectors/surveymonkey"
)

func open(src config.Source, deps connectors.Deps) (connectors.Source, error) {
	return surveymonkey.New(src, deps)
}

func vendor() connectortest.Vendor {
	return connectortest.Vendor{
		Open:   open,
		Stream: "responses",
		Serve: func(n int, page func(int) []string) http.Handler {
			return withSurvey(connectortest.Numbered(n, page, number, writeData))
		},
		Repeat: func(records []string) http.Handler {
			return withSurvey(func(w http.ResponseWriter, _ *http.Request) { writeData(w, records, "7") })
		},
		EmptyPages: true,
		Record:     record,
		KeyColumn:  "response_id", KeyText: "5007",
		Number:       "total_time",
		NumberRecord: func(n int64, value string) string { return record(n, `"total_time":`+value) },
		NullObject:   `"custom_variables":null`,
		Enum:         "status",
		EnumRecord:   func(n int64, value string) string { return record(n, `"response_status":"`+value+`"`) },
		Checkpoints:  true,
		Incremental:  nights(),
		Refusals: []connectortest.Refusal{
			{Name: "scope", Body: refusal("1014", "Permission has not been granted by the user to make this request."), Mend: "View Response Details"},
			{Name: "plan", Body: refusal("1015", "The user does not have the required plan to make this request."), Mend: "paid plan"},
			{Name: "region", Body: refusal("1018", "The user does not have permission to access the host in this region."), Mend: "set region"},
			{Name: "daily quota", Status: http.StatusTooManyRequests, Body: refusal("1040", "Too many requests were made, try again later."),
				Header: map[string]string{"X-Ratelimit-App-Global-Day-Remaining": "0", "X-Ratelimit-App-Global-Day-Reset": "39600"}, Unfinished: true},
		},
	}
}

func refusal(id, message string) string {
	return fmt.Sprintf(`{"error":{"docs":"https://developer.surveymonkey.com/api/v3/#error-codes","message":%q,"id":%q,"name":"Error"}}`, message, id)
}

// number is the token of a numbered page: the suite counts from 0, which is "",
// the vendor from 1.
func number(r *http.Request) string {
	page, err := strconv.Atoi(r.URL.Query().Get("page"))
	if err != nil || page <= 1 {
		return ""
	}
	return strconv.Itoa(page - 1)
}

func withSurvey(responses http.HandlerFunc) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /surveys", func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, `{"data":[{"id":"1","title":"NPS","date_modified":"2026-01-01T00:00:00"}],"per_page":1000,"page":1,"total":1,"links":{"self":"https://api.surveymonkey.com/v3/surveys"}}`)
	})
	mux.HandleFunc("GET /surveys/1/responses/bulk", responses)
	return mux
}

func writeData(w io.Writer, records []string, next string) {
	links := `"self":"https://api.surveymonkey.com/v3/surveys/1/responses/bulk?page=1"`
	if page, err := strconv.Atoi(next); err == nil {
		links += fmt.Sprintf(`,"next":"https://api.surveymonkey.com/v3/surveys/1/responses/bulk?per_page=100&page=%d"`, page+1)
	}
	fmt.Fprintf(w, `{"data":%s,"per_page":100,"total":12,"links":{%s}}`, connectortest.Array(records), links)
}

// record is the record of the vendor's documentation, with other numbers.
func record(n int64, more string) string {
	return "{" + connectortest.Members(fmt.Sprintf(`"id":"5007%d","survey_id":"1","response_status":"completed","date_created":"2026-02-01T10:00:00+00:00","date_modified":"2026-02-01T10:03:00+00:00"`, n),
		`"custom_variables":{"account_id":"A-1"},"pages":[{"id":"1","questions":[{"id":"31","answers":[{"choice_id":"305"}]}]}],"href":"https://api.surveymonkey.com/v3/x"`, more) + "}"
}

func TestConformance(t *testing.T) { connectortest.Run(t, vendor()) }
