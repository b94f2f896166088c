package qualtrics_test

import (
	"archive/zip"
	"fmt"
	"io"
	"net/http"
	"testing"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/connectortest"
	"quarterdeck/connectors/qualtrics"
)

func open(src config.Source, deps connectors.Deps) (connectors.Source, error) {
	return qualtrics.New(src, deps)
}

func vendor() connectortest.Vendor {
	return connectortest.Vendor{
		Open:   open,
		Stream: "responses",
		Serve: func(n int, page func(int) []string) http.Handler {
			mux := http.NewServeMux()
			mux.HandleFunc("GET /surveys", func(w http.ResponseWriter, _ *http.Request) {
				io.WriteString(w, `{"result":{"elements":[{"id":"SV_1","name":"NPS","lastModified":"2026-01-01T00:00:00Z","isActive":true}],"nextPage":null},"meta":{"httpStatus":"200 - OK"}}`)
			})
			mux.HandleFunc("POST /surveys/SV_1/export-responses", func(w http.ResponseWriter, _ *http.Request) {
				io.WriteString(w, `{"result":{"progressId":"ES_1","percentComplete":0.0,"status":"inProgress"},"meta":{"requestId":"r","httpStatus":"200 - OK"}}`)
			})
			mux.HandleFunc("GET /surveys/SV_1/export-responses/ES_1", func(w http.ResponseWriter, _ *http.Request) {
				io.WriteString(w, `{"result":{"fileId":"F_1-def","percentComplete":100.0,"status":"complete"},"meta":{"httpStatus":"200 - OK"}}`)
			})
			mux.HandleFunc("GET /surveys/SV_1/export-responses/F_1-def/file", func(w http.ResponseWriter, _ *http.Request) {
				pack(w, n, page)
			})
			return mux
		},
		Repeat:     nil, // an export has no pages
		EmptyPages: true,
		Record:     record,
		KeyColumn:  "response_id", KeyText: "R_",
		Number:       "duration_seconds",
		NumberRecord: func(n int64, value string) string { return answer(n, value, "") },
		NullObject:   `"labels":null`,
		Enum:         "distribution_channel",
		EnumRecord: func(n int64, value string) string {
			return fmt.Sprintf(`{"responseId":"R_%d","values":{"distributionChannel":%q}}`, n, value)
		},
		Polls:       true,
		Checkpoints: true,
		Incremental: nights(),
		Refusals: []connectortest.Refusal{
			{Name: "permission", Body: `{"meta":{"httpStatus":"403 - Forbidden","error":{"errorMessage":"User does not have API access","errorCode":"AUTHZ_1"}}}`, Mend: "Access API"},
			{Name: "data center", Status: http.StatusNotFound, Body: `{"meta":{"httpStatus":"404 - Not Found"}}`, Mend: "Datacenter ID"},
		},
		Authorized: func(r *http.Request) bool { return r.Header.Get("X-API-TOKEN") == connectortest.Secret },
	}
}

// pack zips the pages, one file each.
func pack(w io.Writer, n int, page func(int) []string) {
	archive := zip.NewWriter(w)
	defer archive.Close()
	for i := range n {
		file, err := archive.Create(fmt.Sprintf("NPS-%d.ndjson", i))
		if err != nil {
			return
		}
		for _, record := range page(i) {
			io.WriteString(file, record+"\n")
		}
	}
}

func record(n int64, more string) string { return answer(n, "81", more) }

// answer is the response the vendor's exports show, with other numbers.
func answer(n int64, duration, more string) string {
	return "{" + connectortest.Members(fmt.Sprintf(`"responseId":"R_%d"`, n),
		`"values":{"startDate":"2026-02-01T10:00:00Z","endDate":"2026-02-01T10:01:21Z","status":0,"progress":100,"duration":`+duration+
			`,"finished":1,"recordedDate":"2026-02-01T10:01:22.446Z","_recordId":"R_1","distributionChannel":"email","userLanguage":"EN","QID1_NPS_GROUP":3,"QID1":9,"account_id":"A-1"}`,
		`"displayedFields":["QID1"],"displayedValues":{"QID1":[0,10]}`, more) + "}"
}

func TestConformance(t *testing.T) { connectortest.Run(t, vendor()) }
