package config_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"

	"quarterdeck/config"
)

// env is the environment of the tests; only these variables are set.
func env(name string) (string, bool) {
	values := map[string]string{
		"HUBSPOT_TOKEN": "pat-canary", "SALESFORCE_CLIENT_ID": "3MVG9", "SALESFORCE_CLIENT_SECRET": "sf-canary", "STRIPE_KEY": "sk-canary", "CHARGEBEE_KEY": "cb-canary", "ZENDESK_TOKEN": "zd-canary",
		"INTERCOM_TOKEN": "ic-canary", "FRESHDESK_KEY": "fd-canary",
		"TYPEFORM_TOKEN": "tf-canary", "SURVEYMONKEY_TOKEN": "sm-canary", "QUALTRICS_TOKEN": "qx-canary", "MIXPANEL_SECRET": "a:b#c", "AMPLITUDE_API_KEY": "amp-canary", "AMPLITUDE_SECRET_KEY": "amp-secret-canary", "POSTHOG_KEY": "phx-canary", "TRACKER_TOKEN": "tr-canary", "SLACK_BOT_TOKEN": "xoxb-canary",
		"EMPTY": "",
	}
	value, set := values[name]
	return value, set
}

func TestExampleIsComplete(t *testing.T) {
	cfg, err := config.Parse("example.yml", []byte(config.Example), env)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := len(cfg.Sources), len(config.SourceTypes()); got != want {
		t.Errorf("example shows %d sources, want one of each of the %d types", got, want)
	}
	for _, t2 := range config.SourceTypes() {
		if !strings.Contains(config.Example, "type: "+t2.Name) {
			t.Errorf("example does not show a %s source", t2.Name)
		}
	}
	mixpanel := slices.IndexFunc(cfg.Sources, func(s config.Source) bool { return s.Type == "mixpanel" })
	if got := cfg.Sources[mixpanel].Token.Reveal(); got != "a:b#c" {
		t.Errorf("mixpanel token = %q, want the variable's value untouched by YAML", got)
	}
	bands := []config.Band{{Name: "smb"}, {Name: "mid", From: 1500}, {Name: "enterprise", From: 6000}}
	if diff := cmp.Diff(bands, cfg.Segments[3].Bands); diff != "" {
		t.Errorf("bands (-want +got):\n%s", diff)
	}
	if got := *cfg.Scorecard[0].Target; got != 1.10 {
		t.Errorf("nrr target = %v, want the file's 1.10", got)
	}
	if got, want := *cfg.Scorecard[4].Floor, 0.0; got != want {
		t.Errorf("nps floor = %v, want the default %v kept", got, want)
	}
}

// TestDefaultsMatchExample keeps the values the example documents as defaults
// equal to the ones the program uses.
func TestDefaultsMatchExample(t *testing.T) {
	minimal, err := config.Parse("m.yml", []byte("company: {name: A}\nsources: [{name: f, type: files, tables: {goals: {path: g.csv}}}]\n"), env)
	if err != nil {
		t.Fatal(err)
	}
	example, err := config.Parse("example.yml", []byte(config.Example), env)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(example.Metrics, minimal.Metrics); diff != "" {
		t.Errorf("metrics (-example +default):\n%s", diff)
	}
}

func TestPathsAreRelativeToTheFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "quarterdeck.yml")
	if err := os.WriteFile(path, []byte(config.Example), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg, err := config.Load(path, env)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := cfg.Data, filepath.Join(dir, "data"); got != want {
		t.Errorf("data = %s, want %s", got, want)
	}
	files := slices.IndexFunc(cfg.Sources, func(s config.Source) bool { return s.Type == "files" })
	segment := slices.IndexFunc(cfg.Sources, func(s config.Source) bool { return s.Type == "segment" })
	if got, want := cfg.Sources[segment].Path, filepath.Join(dir, "events/*.jsonl.gz"); got != want {
		t.Errorf("path = %s, want %s", got, want)
	}
	if got, want := cfg.Sources[files].Tables["goals"].Path, filepath.Join(dir, "team/goals.csv"); got != want {
		t.Errorf("goals = %s, want %s", got, want)
	}
}

// TestPathsOfAnAPIStay: what follows base_url is no file beside the configuration.
func TestPathsOfAnAPIStay(t *testing.T) {
	path := filepath.Join(t.TempDir(), "quarterdeck.yml")
	if err := os.WriteFile(path, []byte(everySecret), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg, err := config.Load(path, env)
	if err != nil {
		t.Fatal(err)
	}
	if got := cfg.Sources[2].Tables["goals"].Path; got != "goals" {
		t.Errorf("path = %s, want it as written", got)
	}
}

// TestBadFiles loads every testdata/*.bad.yml; its last comment line is the
// exact error expected.
func TestBadFiles(t *testing.T) {
	files, err := filepath.Glob("testdata/*.bad.yml")
	if err != nil || len(files) < 15 {
		t.Fatalf("found %d bad files, err %v", len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			lines := strings.Split(strings.TrimSpace(string(data)), "\n")
			want := strings.TrimPrefix(lines[len(lines)-1], "# ")
			_, err = config.Parse(filepath.Base(file), data, env)
			if err == nil {
				t.Fatalf("no error, want %q", want)
			}
			if got := err.Error(); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}

func TestMissingFile(t *testing.T) {
	_, err := config.Load(filepath.Join(t.TempDir(), "none.yml"), env)
	if err == nil || !strings.Contains(err.Error(), "no such file") || !strings.Contains(err.Error(), "quarterdeck init") {
		t.Errorf("got %v, want no such file and how to mend it", err)
	}
}

// everySecret gives each field that can hold a secret one of its own.
const everySecret = `company: {name: A}
sources:
  - {name: crm, type: salesforce, subdomain: a, client_id: c, client_secret: canary-client, refresh_token: canary-refresh}
  - {name: usage, type: amplitude, api_key: canary-api, token: canary-token, start: 2026-01-01}
  - name: api
    type: rest
    base_url: https://api.example
    token: canary-bearer
    headers: {X-Api-Key: canary-header, X-Tenant: "canary:#tenant"}
    tables: {goals: {path: goals}}
slack: {token: canary-slack, channel: C1}
`

func TestSecretsStayHidden(t *testing.T) {
	for name, text := range map[string]string{"example.yml": config.Example, "every.yml": everySecret} {
		cfg, err := config.Parse(name, []byte(text), env)
		if err != nil {
			t.Fatal(err)
		}
		hidden(t, cfg)
	}
}

// TestSecretsAreThere: what is hidden from every print is still what was written.
func TestSecretsAreThere(t *testing.T) {
	cfg, err := config.Parse("every.yml", []byte(everySecret), env)
	if err != nil {
		t.Fatal(err)
	}
	crm, usage, api := cfg.Sources[0], cfg.Sources[1], cfg.Sources[2]
	got := []string{crm.ClientSecret.Reveal(), crm.RefreshToken.Reveal(), usage.APIKey.Reveal(), usage.Token.Reveal(),
		api.Token.Reveal(), api.Headers["X-Api-Key"].Reveal(), api.Headers["X-Tenant"].Reveal(), cfg.Slack.Token.Reveal()}
	want := []string{"canary-client", "canary-refresh", "canary-api", "canary-token", "canary-bearer", "canary-header", "canary:#tenant", "canary-slack"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("secrets (-want +got):\n%s", diff)
	}
}

// hidden prints the configuration in every way there is.
func hidden(t *testing.T, cfg *config.Config) {
	t.Helper()
	var out strings.Builder
	slog.New(slog.NewJSONHandler(&out, nil)).Info("config", "config", cfg, "token", cfg.Slack.Token)
	slog.New(slog.NewTextHandler(&out, nil)).Info("config", "sources", cfg.Sources, "token", cfg.Slack.Token)
	fmt.Fprintf(&out, "%v %+v %#v %s %q %x", *cfg, cfg.Sources, cfg.Sources, cfg.Slack.Token, cfg.Slack.Token, cfg.Slack.Token)
	asJSON, err := json.Marshal(cfg)
	if err != nil {
		t.Fatal(err)
	}
	asYAML, err := yaml.Marshal(cfg)
	if err != nil {
		t.Fatal(err)
	}
	all := out.String() + string(asJSON) + string(asYAML)
	for _, canary := range []string{"canary", "a:b#c", "63616e617279"} {
		if strings.Contains(all, canary) {
			t.Errorf("output shows %q:\n%s", canary, all)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(config.Example))
	f.Add([]byte("company: {name: ${EMPTY}}\nsources: [{}]\n"))
	f.Add([]byte("a: &a [*a]\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<16 {
			return
		}
		cfg, err := config.Parse("fuzz.yml", data, env)
		if (cfg == nil) == (err == nil) {
			t.Fatalf("config %v with error %v", cfg, err)
		}
	})
}

func TestAddressOfARegion(t *testing.T) {
	all := []config.Region{{Name: "us", URL: "https://us.test"}, {Name: "eu", URL: "https://eu.test"}}
	for _, test := range []struct {
		src  config.Source
		want string
	}{
		{config.Source{}, "https://us.test"},
		{config.Source{Region: "eu"}, "https://eu.test"},
		{config.Source{Region: "eu", BaseURL: "https://own.test"}, "https://own.test"},
		{config.Source{Region: "mars"}, ""},
	} {
		got, err := test.src.Address(all)
		if got != test.want || (err == nil) != (test.want != "") {
			t.Errorf("region %q, base_url %q: got %q, %v; want %q", test.src.Region, test.src.BaseURL, got, err, test.want)
		}
	}
}
