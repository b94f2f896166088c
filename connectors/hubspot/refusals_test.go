package hubspot_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"quarterdeck/config"
	"quarterdeck/connectors/connectortest"
	"quarterdeck/connectors/rest"
)

// missing is HubSpot's answer where a scope is missing, naming those of which
// one would do.
func missing(key, scopes string) string {
	return `{"status":"error","message":"This app hasn't been granted all required scopes to make this call.",` +
		`"errors":[{"message":"One or more of the following scopes are required.","context":{"` + key + `":[` + scopes + `]}}],"category":"MISSING_SCOPES"}`
}

func TestARefusalSaysWhatToChange(t *testing.T) {
	for _, c := range []struct {
		name, stream string
		status       int
		body         string
		want         string
		denied       bool
	}{
		{"a scope", "deals", 403, missing("requiredGranularScopes", `"crm.objects.deals.read","crm.objects.deals.write"`), "→ Scopes: add crm.objects.deals.read", false},
		{"another scope", "contacts", 403, missing("requiredGranularScopes", `"crm.new.contacts","crm.newer.contacts"`), "→ Scopes: add crm.new.contacts or crm.newer.contacts", false},
		{"unnamed", "companies", 403, missing("requiredGranularScopes", ""), "→ Scopes: add crm.objects.companies.read", false},
		{"wrongly named", "owners", 403, missing("requiredScopes", `"contacts"`), "→ Scopes: add crm.objects.owners.read", false},
		{"a user", "deals", 403, `{"category":"USER_DOES_NOT_HAVE_PERMISSIONS"}`, "let a super admin make a new one", false},
		{"a wrong token", "deals", 401, `{"category":"INVALID_AUTHENTICATION"}`, "copy the key again", true},
		{"a token of wrong shape", "deals", 530, `<html>`, "copy the key again", true},
		{"the day", "deals", 429, `{"policyName":"DAILY","errorType":"RATE_LIMIT"}`, "midnight in the account's time zone", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newPortal()
			asked := 0
			p.refuse = func(*http.Request) (int, string) { asked++; return c.status, c.body }
			source := p.open(t, nil)
			for name, err := range map[string]error{
				"check": source.Check(t.Context(), c.stream),
				"pull":  second(connectortest.Pull(t.Context(), t, source, c.stream, nil)),
			} {
				var refused *rest.Error
				if !errors.As(err, &refused) || !strings.Contains(refused.Mend, c.want) || !strings.Contains(err.Error(), c.want) {
					t.Fatalf("%s: got %v, want %q", name, err, c.want)
				}
				if !refused.Permanent || refused.Denied != c.denied {
					t.Errorf("%s: permanent %t, denied %t", name, refused.Permanent, refused.Denied)
				}
			}
			if asked != 2 {
				t.Errorf("asked %d times, want once each", asked)
			}
		})
	}
}

func second(_ connectortest.Loaded, err error) error { return err }

func TestAMovingAccountIsWaitedFor(t *testing.T) {
	p := newPortal()
	p.records[1] = &thing{modified: ago(time.Hour)}
	answers := []int{477, 477, 503}
	p.refuse = func(*http.Request) (int, string) {
		if len(answers) == 0 {
			return 0, ""
		}
		status := answers[0]
		answers = answers[1:]
		return status, "{}"
	}
	if got := connectortest.MustPull(t, p.open(t, nil), "contacts", nil); len(got.Rows) != 1 {
		t.Errorf("%d rows", len(got.Rows))
	}
}

// TestARefusedCountCostsNoPull: the count only serves to compare.
func TestARefusedCountCostsNoPull(t *testing.T) {
	p := newPortal()
	p.records[1] = &thing{modified: ago(time.Hour)}
	p.refuse = func(r *http.Request) (int, string) {
		if strings.HasSuffix(r.URL.Path, "/search") {
			return http.StatusForbidden, "{}"
		}
		return 0, ""
	}
	if got := connectortest.MustPull(t, p.open(t, nil), "contacts", nil); len(got.Rows) != 1 || got.Live != nil {
		t.Errorf("%d rows, count %v", len(got.Rows), got.Live)
	}
}

func TestCheckAsksForTheStream(t *testing.T) {
	p := newPortal()
	p.definitions = `{"results":[{"name":"cs_tier"},{"name":"domain"}]}`
	var asked []string
	p.refuse = func(r *http.Request) (int, string) { asked = append(asked, r.URL.Path); return 0, "" }
	for stream, want := range map[string]string{
		"": "[/crm/v3/objects/companies]", "companies": "[/crm/v3/objects/companies /crm/v3/properties/companies]",
		"contacts": "[/crm/v3/objects/contacts]", "deals": "[/crm/v3/objects/deals]", "owners": "[/crm/v3/owners]",
	} {
		asked = nil
		if err := p.open(t, map[string]config.Attribute{"plan": {Field: "cs_tier"}}).Check(t.Context(), stream); err != nil {
			t.Errorf("%q: %v", stream, err)
		}
		if got := fmt.Sprint(asked); got != want {
			t.Errorf("%q asked %s, want %s", stream, got, want)
		}
	}
	if err := p.open(t, nil).Check(t.Context(), "tickets"); err == nil {
		t.Error("an unknown stream passes")
	}
	err := p.open(t, map[string]config.Attribute{"plan": {Field: "cs_teir"}}).Check(t.Context(), "companies")
	if err == nil || !strings.Contains(err.Error(), `no property "cs_teir" for the attribute plan`) || !strings.Contains(err.Error(), "Settings → Properties") {
		t.Errorf("a misspelt property: %v", err)
	}
	p.refuse = func(r *http.Request) (int, string) {
		if strings.HasPrefix(r.URL.Path, "/crm/v3/properties") {
			return 403, missing("requiredGranularScopes", `"crm.schemas.companies.read"`)
		}
		return 0, ""
	}
	if err := p.open(t, map[string]config.Attribute{"plan": {Field: "cs_teir"}}).Check(t.Context(), "companies"); err != nil {
		t.Errorf("a key that may not read definitions does not pass: %v", err)
	}
}
