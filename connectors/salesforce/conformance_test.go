package salesforce_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/connectortest"
	"quarterdeck/connectors/salesforce"
)

const data = "/services/data/v61.0"

func open(src config.Source, deps connectors.Deps) (connectors.Source, error) {
	return salesforce.New(src, deps)
}

// vendor pages through opportunities by nextRecordsUrl, as Salesforce does where
// it puts fewer records on a page than were asked for.
func vendor() connectortest.Vendor {
	return connectortest.Vendor{
		Open:   open,
		Config: config.Source{ClientID: "key", ClientSecret: connectortest.Secret},
		Stream: "opportunities",
		Serve: func(n int, page func(int) []string) http.Handler {
			return serve(connectortest.Numbered(n, page, token, writePage))
		},
		Repeat: func(records []string) http.Handler {
			return serve(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { writePage(w, records, "7") }))
		},
		EmptyPages:   true,
		Record:       record,
		KeyColumn:    "id",
		KeyText:      "006",
		Number:       "amount",
		NumberRecord: func(n int64, value string) string { return record(n, `"Amount":`+value) },
		NullObject:   `"RecordType":null`,
		TokenPath:    "/services/oauth2/token",
		Token: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.FormValue("grant_type") != "client_credentials" || r.FormValue("client_secret") != connectortest.Secret {
				http.Error(w, `{"error":"invalid_client"}`, http.StatusBadRequest)
				return
			}
			fmt.Fprintf(w, `{"access_token":%q,"instance_url":"http://%s","token_type":"Bearer"}`, connectortest.Secret, r.Host)
		}),
	}
}

// serve answers describe and counts; everything else about records is asked of pages.
func serve(pages http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+data+"/sobjects/Opportunity/describe", func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, describe("Opportunity", fieldsOf("Opportunity")))
	})
	query := func(w http.ResponseWriter, r *http.Request) {
		switch q := r.URL.Query().Get("q"); {
		case strings.Contains(q, "COUNT()"):
			io.WriteString(w, `{"totalSize":0,"done":true,"records":[]}`)
		case strings.Contains(q, "Id > "):
			io.WriteString(w, `{"totalSize":0,"done":true,"records":[]}`)
		default:
			pages.ServeHTTP(w, r)
		}
	}
	mux.HandleFunc("GET "+data+"/query", query)
	mux.HandleFunc("GET "+data+"/queryAll", query)
	mux.Handle("GET "+data+"/query/{token}", pages)
	return mux
}

func token(r *http.Request) string { return r.PathValue("token") }

func writePage(w io.Writer, records []string, next string) {
	more := `"done":true`
	if next != "" {
		more = `"done":false,"nextRecordsUrl":"` + data + `/query/` + next + `"`
	}
	fmt.Fprintf(w, `{"totalSize":%d,%s,"records":%s}`, len(records), more, connectortest.Array(records))
}

func record(n int64, more string) string {
	return "{" + connectortest.Members(fmt.Sprintf(`"attributes":{"type":"Opportunity","url":"%s/sobjects/Opportunity/006%d"},"Id":"006%d"`, data, n, n),
		`"AccountId":null,"Name":"Deal","Amount":10.5,"CloseDate":"2026-04-30","IsClosed":false,"IsDeleted":false`,
		`"RecordType":{"attributes":{"type":"RecordType"},"Name":"Renewal"}`,
		`"CreatedDate":"2025-01-05T08:00:00.000+0000","SystemModstamp":"2026-01-05T08:00:00.000+0000"`, more) + "}"
}

func TestConformance(t *testing.T) { connectortest.Run(t, vendor()) }
