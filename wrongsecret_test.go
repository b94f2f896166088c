package main

import (
	"encoding/base64"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"quarterdeck/config"
	"quarterdeck/connectors/simulator"
	"quarterdeck/connectors/simulator/world"
)

// wrongSource is a source whose secrets are canaries, and what a check must say.
type wrongSource struct {
	name, typ string
	// keys are lines of the configuration; every %s is a canary.
	keys []string
	// says is what the message names as the thing to check, where is the place to
	// look it up at the vendor.
	says, where string
}

// wrongSources has every type that proves who it is, in every way it can.
func wrongSources() []wrongSource {
	token := []string{"token: %s"}
	table := "tables: {customers: {path: /v1/customers, records: data}}"
	return []wrongSource{
		{"hubspot", "hubspot", token, "check token of source hubspot", "Service keys"},
		{"salesforce", "salesforce", []string{"client_id: " + simulator.ClientSalesforce, "client_secret: %s"}, "client_secret is the Consumer Secret", "OAuth Settings"},
		{"salesforce_user", "salesforce", []string{"client_id: " + simulator.ClientSalesforce, "client_secret: " + simulator.SecretSalesforce, "refresh_token: %s"},
			"the refresh token has ended or was revoked", "Refresh Token Policy"},
		{"stripe", "stripe", token, "check token of source stripe", "Developers → API keys"},
		{"chargebee", "chargebee", token, "check token of source chargebee", "Configure Chargebee → API Keys"},
		{"zendesk", "zendesk", []string{"email: ops@northwind.example", "token: %s"}, "check token of source zendesk", "APIs → API tokens"},
		{"intercom", "intercom", token, "check token of source intercom", "shows the access token"},
		{"freshdesk", "freshdesk", token, "check token of source freshdesk", "View API key"},
		{"typeform", "typeform", token, "check token of source typeform", "Personal tokens"},
		{"surveymonkey", "surveymonkey", token, "check token of source surveymonkey", "Credentials shows the access token"},
		{"qualtrics", "qualtrics", token, "check token of source qualtrics", "Qualtrics IDs"},
		{"mixpanel", "mixpanel", []string{"username: svc", "token: %s", `project_id: "1"`, "start: 2026-01-01"}, "username and token are those of a service account", "Organization Settings"},
		{"amplitude", "amplitude", []string{"api_key: %s", "token: %s", "start: 2026-01-01"}, "api_key and token are", "Organization settings"},
		{"posthog", "posthog", []string{"token: %s", `project_id: "` + simulator.ProjectPostHog + `"`, "start: 2026-01-01"}, "check token of source posthog", "Personal API keys"},
		{"rest", "rest", []string{"token: %s", "headers: {X-Tenant: %s}", table}, "check token of source rest", "auth.kind"},
		{"rest_basic", "rest", []string{"auth: {kind: basic}", "username: svc", "token: %s", table}, "check token of source rest_basic", "auth.kind"},
		{"rest_header", "rest", []string{"auth: {kind: header, name: X-Key}", "token: %s", "headers: {X-Other-Key: %s}", table}, "check token of source rest_header", "auth.kind"},
		{"rest_query", "rest", []string{"auth: {kind: query, name: key}", "token: %s", table}, "check token of source rest_query", "auth.kind"},
		{"rest_oauth", "rest", []string{`auth: {kind: client_credentials, token_url: "{{base}}/salesforce/services/oauth2/token"}`, "client_id: app", "client_secret: %s", table},
			"check credentials of source rest_oauth", "invalid_client"},
	}
}

// canaries makes secrets and knows where they must not be.
type canaries struct {
	env map[string]string // variable to secret
}

// next is a reference to a new secret, with characters that URLs and JSON escape.
func (c canaries) next() string {
	name := fmt.Sprintf("CANARY_%d", len(c.env))
	c.env[name] = fmt.Sprintf("canary%d/Zq+7=w&%dx", len(c.env), len(c.env)*7919)
	return `"${` + name + `}"`
}

// spellings are the ways a secret can come out, alone or as a part of base64
// text, whatever stands before it there.
func (c canaries) spellings() []string {
	found := []string{"canary"}
	for _, name := range slices.Sorted(maps.Keys(c.env)) {
		secret := c.env[name]
		found = append(found, url.QueryEscape(secret), url.PathEscape(secret), strings.ReplaceAll(secret, "/", `\/`))
		for before := range 3 {
			for _, coding := range []*base64.Encoding{base64.StdEncoding, base64.URLEncoding} {
				text := coding.EncodeToString([]byte(strings.Repeat("x", before) + secret))
				found = append(found, text[4:len(text)-4]) // without what the neighbours change
			}
		}
	}
	return found
}

// hidden fails where one of the secrets shows in the text of a place.
func (c canaries) hidden(t *testing.T, place, text string) {
	t.Helper()
	for _, spelling := range c.spellings() {
		if i := strings.Index(text, spelling); i >= 0 {
			t.Errorf("%s shows a secret (as %s): …%s…", place, spelling, text[max(0, i-120):min(len(text), i+len(spelling)+20)])
			return
		}
	}
}

// configure writes a configuration of the sources on one host, and a good one.
func (c canaries) configure(t *testing.T, base string, sources []wrongSource) (path string) {
	t.Helper()
	var text strings.Builder
	text.WriteString("company: {name: Northwind}\ndata: ./data\nsources:\n")
	for _, s := range sources {
		at := base + "/" + s.typ
		if s.typ == "rest" {
			at = base + simulator.PathStripe
		}
		fmt.Fprintf(&text, "  - name: %s\n    type: %s\n    base_url: %s\n", s.name, s.typ, at)
		for _, key := range s.keys {
			key = strings.ReplaceAll(key, "{{base}}", base)
			for strings.Contains(key, "%s") {
				key = strings.Replace(key, "%s", c.next(), 1)
			}
			fmt.Fprintf(&text, "    %s\n", key)
		}
	}
	fmt.Fprintf(&text, "  - name: good\n    type: stripe\n    base_url: %s%s\n    token: %s\n", base, simulator.PathStripe, simulator.TokenStripe)
	path = filepath.Join(t.TempDir(), "quarterdeck.yml")
	if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// everywhere runs the verbs that speak with sources or of them, and looks for
// secrets in what they print and leave in the data folder.
func (c canaries) everywhere(t *testing.T, p program, path string) {
	t.Helper()
	for _, args := range [][]string{{"check", "--connect", "-v"}, {"check", "--connect", "--json"}, {"pull", "-v"}, {"pull", "--json"},
		{"run", "nightly", "-v"}, {"runs", "--json"}, {"sources"}, {"sources", "--json"}, {"compact"}} {
		got := p.run(append(args, "--config", path)...)
		c.hidden(t, strings.Join(args, " "), got.out+got.errOut)
	}
	files := 0
	err := filepath.WalkDir(filepath.Join(filepath.Dir(path), "data"), func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		files++
		c.hidden(t, name, read(t, name))
		return nil
	})
	if err != nil || files == 0 {
		t.Errorf("%d files in the data folder, %v", files, err)
	}
}

// TestWrongSecrets: of every type, a source with a wrong secret is named by the
// check with what to look at, and the secret shows nowhere. The others are read.
func TestWrongSecrets(t *testing.T) {
	invented := world.New(world.Options{Seed: 3, Customers: 14, Start: time.Date(2025, 9, 1, 0, 0, 0, 0, time.UTC)})
	clock := func() time.Time { return time.Date(2026, 9, 25, 6, 0, 0, 0, time.UTC) }
	server := httptest.NewServer(simulator.New(invented, simulator.Options{Now: clock}))
	defer server.Close()
	sources := wrongSources()
	for _, typ := range config.SourceTypes() {
		known := slices.ContainsFunc(sources, func(s wrongSource) bool { return s.typ == typ.Name })
		if files := typ.Name == "files" || typ.Name == "segment"; known == files {
			t.Errorf("type %s has no wrong secret here, or needs none", typ.Name)
		}
	}
	c := canaries{env: map[string]string{}}
	path := c.configure(t, server.URL, sources)
	p := program{t: t, env: c.env}
	got := p.run("check", "--connect", "--config", path)
	expect(t, got, exitFailed, fmt.Sprintf("check found %d error(s)", len(sources)), "✓ good.invoices")
	for _, s := range sources {
		lines := strings.Split(got.out, "✗ ")
		at := slices.IndexFunc(lines, func(line string) bool { return strings.HasPrefix(line, s.name+" ("+s.typ+"): ") })
		if at < 0 || !strings.Contains(lines[at], s.says) || !strings.Contains(lines[at], s.where) {
			t.Errorf("the check does not say %q and %q of source %s:\n%s", s.says, s.where, s.name, got.out)
		}
	}
	c.hidden(t, "check --connect", got.out+got.errOut)
	c.everywhere(t, p, path)
	if loads, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "data/lake/*/*/*/manifest.json")); len(loads) == 0 ||
		slices.ContainsFunc(loads, func(f string) bool {
			return !strings.Contains(f, "/lake/good/") && !strings.Contains(f, "/lake/quarterdeck/")
		}) {
		t.Errorf("the good source and the record, and no other, leave loads, but there are %v", loads)
	}
}

// TestVendorsThatRepeat: a vendor, or a proxy before it, may send back all it was
// sent, in its refusal or in a redirect. The secrets in it still show nowhere.
func TestVendorsThatRepeat(t *testing.T) {
	for name, status := range map[string]int{"refusal": http.StatusUnauthorized, "no right": http.StatusForbidden, "complaint": http.StatusUnprocessableEntity, "redirect": http.StatusFound} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				body, _ := io.ReadAll(r.Body)
				user, password, _ := r.BasicAuth()
				sent := fmt.Sprintf("%q %q %s %s %s %s %s %s", user, password, r.Header.Get("Authorization"), r.Header.Get("X-Tenant"),
					r.Header.Get("X-Key"), r.Header.Get("X-Other-Key"), r.URL.RawQuery, body)
				w.Header().Set("WWW-Authenticate", sent)
				if status == http.StatusFound && r.URL.Path != "/again" {
					w.Header().Set("Location", "/again?"+r.URL.RawQuery+"&sent="+url.QueryEscape(r.Header.Get("Authorization")))
					w.WriteHeader(status)
					return
				}
				w.WriteHeader(max(status, http.StatusUnauthorized))
				io.WriteString(w, sent)
			}))
			defer server.Close()
			c := canaries{env: map[string]string{}}
			path := c.configure(t, server.URL, wrongSources())
			c.everywhere(t, program{t: t, env: c.env}, path)
		})
	}
}
