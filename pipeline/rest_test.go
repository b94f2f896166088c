package pipeline

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jonboulle/clockwork"

	"quarterdeck/config"
)

// TestRestSourceLandsBesideFiles: canonical tables are one, whether an API or a
// file gives them.
func TestRestSourceLandsBesideFiles(t *testing.T) {
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Api-Key") != "k3y-0f-the-suite" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		switch r.URL.String() {
		case "/v1/accounts":
			w.Header().Set("Link", `</v1/accounts?cursor=2>; rel="next"`)
			fmt.Fprint(w, `[{"id":"a","profile":{"title":"Ärzte & Söhne","site":"aerzte.example","plan":"Growth"},"since":"2026-01-05T09:00:00Z"}]`)
		case "/v1/accounts?cursor=2":
			fmt.Fprint(w, `[{"id":"b","profile":{"title":"Beta","site":"beta.example","plan":"Starter"},"since":"2026-01-05T09:00:00Z"},{"profile":{"title":"nobody"}}]`)
		case "/v1/plans":
			fmt.Fprint(w, `{"rows":[{"id":"s1","account":"a","from":"2026-01-05","mrr":"1000.00"}]}`)
		default:
			t.Errorf("request for %s", r.URL)
		}
	}))
	defer api.Close()
	dir := t.TempDir()
	path := filepath.Join(dir, "periods.csv")
	if err := os.WriteFile(path, []byte("subscription_id,customer_id,start_date,mrr,currency,kind\ns2,b,2026-02-01,250.50,USD,paid\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	half := 0.5
	b := benchIn(t, dir, newOutside(), clockwork.NewFakeClockAt(twoInTheMorning), func(c *config.Config) {
		c.Sources = []config.Source{
			{Name: "portal", Type: "rest", BaseURL: api.URL + "/v1", Token: "k3y-0f-the-suite", MaxRejects: &half, Auth: config.Auth{Kind: "header"}, Tables: map[string]config.Table{
				"customers": {Path: "/accounts", Paging: config.Paging{Style: "link"}, Columns: map[string]string{
					"customer_id": "id", "name": "profile.title", "domain": "profile.site", "created_on": "since", "plan": "profile.plan"}},
				"subscription_periods": {Path: "plans", Records: "rows", Columns: map[string]string{
					"subscription_id": "id", "customer_id": "account", "start_date": "from", "currency": "=USD", "kind": "=paid"}},
			}},
			{Name: "exports", Type: "files", Tables: map[string]config.Table{"subscription_periods": {Path: path}}},
		}
	})
	b.deps.Connectors = everyConnector{}
	b.stages.build = builds("marts.customers", "marts.mrr_monthly")
	report, err := b.Pull(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var rejected int64
	for _, s := range report.Streams {
		rejected += s.Rejected
	}
	if rejected != 1 {
		t.Errorf("%d records rejected, want the one without an id", rejected)
	}
	if _, err := b.Transform(t.Context(), TransformOptions{}); err != nil {
		t.Fatal(err)
	}
	db, err := b.OpenCurrent(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var got string
	err = db.QueryRow(`SELECT string_agg(name || ' ' || domain || ' ' || json_extract_string(attributes, '$.plan') || ' ' || m.mrr::DECIMAL(18,2)::VARCHAR, ', ' ORDER BY name)
		FROM marts.customers JOIN marts.mrr_monthly AS m USING (customer_id) WHERE month = DATE '2026-10-01'`).Scan(&got)
	if diff := cmp.Diff("Beta beta.example Starter 250.50, Ärzte & Söhne aerzte.example Growth 1000.00", got); diff != "" || err != nil {
		t.Errorf("customers and their money (-want +got):\n%s, error %v", diff, err)
	}
}
