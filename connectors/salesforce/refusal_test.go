package salesforce_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/connectortest"
	"quarterdeck/connectors/rest"
)

// wantError checks that a pull of accounts fails with all these words and shows
// no secret.
func wantError(t *testing.T, source connectors.Source, words ...string) {
	t.Helper()
	_, err := connectortest.Pull(t.Context(), t, source, "accounts", nil)
	if err == nil {
		t.Fatalf("no error, want one with %q", words)
	}
	for _, word := range words {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("no %q in: %v", word, err)
		}
	}
	if strings.Contains(err.Error(), connectortest.Secret) || strings.Contains(err.Error(), "5Aep861") {
		t.Errorf("a secret shows in: %v", err)
	}
}

func answering(status int, code, message string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, _ *http.Request) { refuse(w, status, code, message) }
}

// TestSessionEnds: the access token ends in mid-pull and is fetched anew, once.
func TestSessionEnds(t *testing.T) {
	o := newOrg(t)
	for n := 1; n <= 2100; n++ {
		o.add(n, ago(time.Hour))
	}
	source, _ := o.open(nil)
	o.before = func(n int) {
		if n == 2 {
			o.session = "00D!another-session"
		}
	}
	if got := connectortest.MustPull(t, source, "accounts", nil); len(got.Rows) != 2100 || o.tokens != 2 {
		t.Errorf("%d rows, %d tokens", len(got.Rows), o.tokens)
	}
	o.token = func(r *http.Request) string {
		return fmt.Sprintf(`{"access_token":"00D!useless","instance_url":"http://%s"}`, r.Host)
	}
	o.session, o.tokens = "00D!nobody-gets-it", 0
	wantError(t, source, "check credentials of source crm", "INVALID_SESSION_ID", "Manage user data via APIs (api)")
	if o.tokens != 1 {
		t.Errorf("%d tokens were fetched", o.tokens)
	}
}

func TestTokenAnswers(t *testing.T) {
	for name, c := range map[string]struct {
		answer  string
		refresh string
		words   []string
	}{
		"another host":          {`{"access_token":"t","instance_url":"https://evil.example"}`, "", []string{"evil.example", "not where the token may go", "My Domain"}},
		"another organization":  {`{"access_token":"t","instance_url":"https://acme-2.my.salesforce.com"}`, "", []string{"set 'subdomain: acme-2'"}},
		"another port":          {`{"access_token":"t","instance_url":"http://127.0.0.1:9"}`, "", []string{"not where the token may go"}},
		"looks like Salesforce": {`{"access_token":"t","instance_url":"https://my.salesforce.com.evil.example"}`, "", []string{"not where the token may go"}},
		"no URL":                {`{"access_token":"t","instance_url":"::"}`, "", []string{"no URL"}},
		"no token":              {`{"instance_url":"https://x"}`, "", []string{"no access_token"}},
		"rotation":              {`{"access_token":"t","refresh_token":"5Aep861next"}`, "5Aep861first", []string{"Enable Refresh Token Rotation", "client credentials flow"}},
		"wrong secret":          {`{"error":"invalid_client","error_description":"invalid client credentials"}`, "", []string{"check credentials of source crm", "Consumer Secret"}},
		"wrong client":          {`{"error":"invalid_client_id","error_description":"client identifier invalid"}`, "", []string{"Consumer Key"}},
		"refresh token ended":   {`{"error":"invalid_grant","error_description":"expired access/refresh token"}`, "5Aep861first", []string{"authorize the app again"}},
		"no user to run as":     {`{"error":"invalid_grant","error_description":"no client credentials user enabled"}`, "", []string{"Run As"}},
		"flow is off":           {`{"error":"unsupported_grant_type","error_description":"grant type not supported"}`, "", []string{"Enable Client Credentials Flow"}},
		"from another address":  {`{"error":"invalid_grant","error_description":"ip restricted"}`, "", []string{"IP restrictions"}},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOrg(t)
			o.token = func(r *http.Request) string {
				if want := map[bool]string{true: "refresh_token", false: "client_credentials"}[c.refresh != ""]; r.FormValue("grant_type") != want || r.FormValue("refresh_token") != c.refresh {
					t.Errorf("form %v", r.Form)
				}
				return c.answer
			}
			source, _ := o.open(nil, func(src *config.Source) { src.RefreshToken = config.Secret(c.refresh) })
			wantError(t, source, c.words...)
		})
	}
}

func TestSubdomain(t *testing.T) {
	for domain, good := range map[string]bool{"acme": true, "Acme--uat.sandbox": true, "acme.my.salesforce.com": true,
		"": false, "acme.evil.example/": false, "evil.example#": false, "a b": false, "user@evil": false} {
		_, err := open(config.Source{Name: "crm", Subdomain: domain}, (&connectortest.Clock{}).Deps())
		if (err == nil) != good {
			t.Errorf("%q: %v", domain, err)
		}
	}
}

// TestTemporary: what passes is tried again, and nothing is lost or doubled.
func TestTemporary(t *testing.T) {
	for _, c := range []struct {
		status        int
		code, message string
	}{
		{503, "SERVER_UNAVAILABLE", "Server unavailable"}, {400, "QUERY_TIMEOUT", "Your query request was running for too long."},
		{400, "UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record"},
		{403, "REQUEST_LIMIT_EXCEEDED", "ConcurrentPerOrgLongTxn Limit exceeded."},
	} {
		o := newOrg(t)
		o.add(1, ago(time.Hour))
		// The first answer is the count's, the second the page's.
		o.answers[data+"/queryAll"] = []func(http.ResponseWriter, *http.Request){nil, answering(c.status, c.code, c.message), answering(c.status, c.code, c.message)}
		source, clock := o.open(nil)
		want(t, connectortest.MustPull(t, source, "accounts", nil), 1)
		if !clock.Now().After(connectortest.Now()) {
			t.Errorf("%s: asked again at once", c.code)
		}
	}
}

// TestUncountable: what is too big to be counted in time is read by a job.
func TestUncountable(t *testing.T) {
	o := newOrg(t)
	o.add(1, ago(time.Hour))
	for range 20 {
		o.answers[data+"/queryAll"] = append(o.answers[data+"/queryAll"], answering(400, "QUERY_TIMEOUT", "Your query request was running for too long."))
	}
	source, _ := o.open(nil)
	want(t, connectortest.MustPull(t, source, "accounts", nil), 1)
	if len(o.jobs) != 1 {
		t.Errorf("%d jobs", len(o.jobs))
	}
}

// TestQuota: the organization's allowance is gone. Nothing hammers, nothing that
// was read is lost, and the next night goes on where this one stopped.
func TestQuota(t *testing.T) {
	for _, refused := range []bool{true, false} {
		t.Run(fmt.Sprintf("refused %v", refused), func(t *testing.T) {
			o := newOrg(t)
			for n := 1; n <= 5000; n++ {
				o.add(n, ago(time.Hour))
			}
			if refused {
				o.answers[data+"/queryAll"] = []func(http.ResponseWriter, *http.Request){nil, nil, answering(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")}
			} else {
				o.used = 946 // describe, count, first page: 947, 948, 949; second page: 950
			}
			source, clock := o.open(nil)
			first := connectortest.MustPull(t, source, "accounts", nil)
			rows := map[bool]int{true: 2000, false: 4000}[refused]
			if len(first.Rows) != rows || !strings.Contains(first.Unfinished, "API requests of 24 hours") || first.Mode != connectors.Full {
				t.Fatalf("%d rows, mode %s, unfinished %q", len(first.Rows), first.Mode, first.Unfinished)
			}
			asked := len(o.queries)
			if refused {
				o.answers[data+"/sobjects/Account/describe"] = []func(http.ResponseWriter, *http.Request){answering(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")}
			}
			idle := connectortest.MustPull(t, source, "accounts", first.Cursor)
			if len(idle.Rows) != 0 || idle.Unfinished == "" || len(o.queries) != asked {
				t.Errorf("without an allowance: %d rows, %q, %d more queries", len(idle.Rows), idle.Unfinished, len(o.queries)-asked)
			}
			clock.Sleep(t.Context(), 24*time.Hour)
			o.used = 0
			second := connectortest.MustPull(t, source, "accounts", idle.Cursor)
			if len(second.Rows) != 5000-rows || second.Unfinished != "" || second.Mode != connectors.Increment {
				t.Errorf("%d rows, mode %s, unfinished %q", len(second.Rows), second.Mode, second.Unfinished)
			}
		})
	}
}

// TestQuotaInARestart: half of a load that is to replace what is known must not.
func TestQuotaInARestart(t *testing.T) {
	o := newOrg(t)
	o.add(1, ago(time.Hour))
	source, clock := o.open(nil)
	first := connectortest.MustPull(t, source, "accounts", nil)
	clock.Sleep(t.Context(), 20*24*time.Hour)
	o.used = 990
	_, err := connectortest.Pull(t.Context(), t, source, "accounts", first.Cursor)
	if err == nil || !strings.Contains(err.Error(), "crm.accounts anew") || !strings.Contains(err.Error(), "of 24 hours") {
		t.Errorf("got %v", err)
	}
}

// TestAdvice: refusals say what to change in Setup.
func TestAdvice(t *testing.T) {
	for code, word := range map[string]string{
		"INVALID_FIELD": "Field Permissions", "INVALID_TYPE": "View All Records", "INSUFFICIENT_ACCESS": "View All Records",
		"API_DISABLED_FOR_ORG": "API Enabled", "REQUEST_LIMIT_EXCEEDED": "Company Information",
	} {
		o := newOrg(t)
		status := map[bool]int{true: 400, false: 403}[strings.HasPrefix(code, "INVALID")]
		o.answers[data+"/sobjects/Account/describe"] = []func(http.ResponseWriter, *http.Request){answering(status, code, "no")}
		source, _ := o.open(nil)
		wantError(t, source, "crm.accounts", word)
		if n := len(o.queries); n != 0 {
			t.Errorf("%s: %d queries after it", code, n)
		}
	}
}

// TestCheck is one request, which a missing permission makes fail.
func TestCheck(t *testing.T) {
	o := newOrg(t)
	source, _ := o.open(map[string]string{"tier": "Tier"})
	if err := source.Check(t.Context(), ""); err != nil {
		t.Error(err)
	}
	if err := source.Check(t.Context(), "accounts"); err == nil || !strings.Contains(err.Error(), "no field Tier") {
		t.Errorf("got %v", err)
	}
	if err := source.Check(t.Context(), "account_history"); err != nil {
		t.Errorf("history that is not tracked: %v", err)
	}
	var e *rest.Error
	if err := source.Check(t.Context(), "contacts"); !errors.As(err, &e) || !strings.Contains(err.Error(), "Contact") || !strings.Contains(e.Mend, "View All") {
		t.Errorf("an object nobody may see: %v", err)
	}
	if err := source.Check(t.Context(), "leads"); err == nil {
		t.Error("a stream that is not there passed")
	}
}
