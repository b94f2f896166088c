package generic_test

import (
	"encoding/base64"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/connectortest"
	"quarterdeck/connectors/generic"
)

func TestMistakesInTheConfiguration(t *testing.T) {
	for want, tables := range map[string]map[string]config.Table{
		"source api: unknown table ticket; use one of customers, ":                               {"ticket": {Path: "/t"}},
		"source api: table tickets has no column subject; use one of ticket_id, ":                {"tickets": {Path: "/t", Columns: map[string]string{"subject": "title"}}},
		"source api: lookback \"soon\" of table goals is no length of time; write one such as":   {"goals": {Path: "/", Cursor: config.Cursor{Column: "c", Param: "p", Lookback: "soon"}}},
		"source api: path of table goals has a query that is none; write it under query: {name:": {"goals": {Path: "/g?a=%zz"}},
	} {
		_, err := generic.New(config.Source{Name: "api", BaseURL: "https://api.example", Tables: tables}, (&connectortest.Clock{}).Deps())
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	if _, err := generic.New(config.Source{Name: "api", BaseURL: "http://api.example"}, (&connectortest.Clock{}).Deps()); err == nil {
		t.Error("an address without TLS was accepted")
	}
}

// TestWaysToProveWhoAsks sends each kind of credential as the API wants it.
func TestWaysToProveWhoAsks(t *testing.T) {
	secret := connectortest.Secret
	for _, c := range []struct {
		name string
		src  config.Source
		want string
	}{
		{"a token alone", config.Source{}, "Bearer " + secret},
		{"none", config.Source{Auth: config.Auth{Kind: "none"}}, ""},
		{"bearer", config.Source{Auth: config.Auth{Kind: "bearer"}}, "Bearer " + secret},
		{"basic", config.Source{Auth: config.Auth{Kind: "basic"}, Username: "ops"}, "Basic " + base64.StdEncoding.EncodeToString([]byte("ops:"+secret))},
		{"header", config.Source{Auth: config.Auth{Kind: "header"}}, "X-Api-Key " + secret},
		{"named header", config.Source{Auth: config.Auth{Kind: "header", Name: "X-Token"}}, "X-Token " + secret},
		{"query", config.Source{Auth: config.Auth{Kind: "query", Name: "api_key"}}, "api_key " + secret},
		{"client", config.Source{Auth: config.Auth{Kind: "client_credentials", Scope: "read"}, ClientID: "app", ClientSecret: config.Secret(secret)}, "Bearer fetched"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, form, tenant := "", "", ""
			handler := func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/oauth/token" {
					body, _ := io.ReadAll(r.Body)
					form = string(body)
					io.WriteString(w, `{"access_token":"fetched","expires_in":3600}`)
					return
				}
				tenant = r.Header.Get("X-Tenant")
				got = r.Header.Get("Authorization")
				for _, name := range []string{"X-Api-Key", "X-Token"} {
					if v := r.Header.Get(name); v != "" {
						got = name + " " + v
					}
				}
				if v := r.URL.Query().Get("api_key"); v != "" {
					got = "api_key " + v
				}
				io.WriteString(w, `[]`)
			}
			c.src.Tables = map[string]config.Table{"goals": {Path: "/goals"}}
			c.src.Headers = map[string]config.Secret{"X-Tenant": "t1"}
			v := connectortest.Vendor{Config: c.src, Open: withTokenURL}
			source := connectortest.Open(t, v, http.HandlerFunc(handler), &connectortest.Clock{})
			if err := source.Check(t.Context(), "goals"); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" || tenant != "t1" {
				t.Error(tenant, diff)
			}
			if want := "client_id=app&client_secret=" + secret + "&grant_type=client_credentials&scope=read"; form != "" && form != want {
				t.Errorf("form %s", form)
			}
		})
	}
}

// withTokenURL opens a source whose token endpoint is on the same host.
func withTokenURL(src config.Source, deps connectors.Deps) (connectors.Source, error) {
	if src.Auth.Kind == "client_credentials" {
		src.Auth.TokenURL = src.BaseURL + "/oauth/token"
	}
	return generic.New(src, deps)
}

func TestInsideIsOutOfReach(t *testing.T) {
	for _, base := range []string{"https://10.0.0.1", "https://169.254.169.254/latest", "https://[fd00::1]", "https://2130706433", "https://0.0.0.0"} {
		source, err := generic.New(config.Source{Name: "api", BaseURL: base, Tables: map[string]config.Table{"goals": {Path: "/"}}}, (&connectortest.Clock{}).Deps())
		if err != nil {
			t.Fatal(err)
		}
		if err := source.Check(t.Context(), ""); err == nil || !strings.Contains(err.Error(), "the address is not a public one") {
			t.Errorf("%s: %v", base, err)
		}
	}
}
