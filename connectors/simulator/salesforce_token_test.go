package simulator

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestSalesforceLimit(t *testing.T) {
	c := visit(t, 10, Options{Limits: Limits{PathSalesforce + "/services/data/": {3, 24 * time.Hour}}})
	for n := 1; n <= 4; n++ {
		status, header, text := c.do(http.MethodGet, sfBase+"/limits", nil, c.session())
		if n <= 3 && (status != 200 || header.Get("Sforce-Limit-Info") != "api-usage="+strconv.Itoa(n)+"/3") {
			t.Errorf("call %d: %d, %s", n, status, header.Get("Sforce-Limit-Info"))
		}
		if n == 4 && (refusal(status, text) != "403 REQUEST_LIMIT_EXCEEDED" || header.Get("Retry-After") != "") {
			t.Errorf("call %d: %s", n, refusal(status, text))
		}
	}
}

func TestSalesforceTokens(t *testing.T) {
	c := visit(t, 5, Options{})
	for body, want := range map[string]string{
		"grant_type=client_credentials&client_id=" + ClientSalesforce + "&client_secret=no":                                                          "400 invalid_client",
		"grant_type=client_credentials&client_id=no&client_secret=no":                                                                                "400 invalid_client_id",
		"grant_type=password&client_id=" + ClientSalesforce + "&client_secret=" + SecretSalesforce:                                                   "400 unsupported_grant_type",
		"grant_type=refresh_token&refresh_token=no&client_id=" + ClientSalesforce + "&client_secret=" + SecretSalesforce:                             "400 invalid_grant",
		"grant_type=refresh_token&refresh_token=" + RefreshTokenSalesforce + "&client_id=" + ClientSalesforce + "&client_secret=" + SecretSalesforce: "200 ",
	} {
		answer, err := c.srv.Client().Post(c.srv.URL+PathSalesforce+"/services/oauth2/token", "application/x-www-form-urlencoded", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		var problem struct{ Error string }
		if err := json.NewDecoder(answer.Body).Decode(&problem); err != nil {
			t.Error(err)
		}
		answer.Body.Close()
		if got := strconv.Itoa(answer.StatusCode) + " " + problem.Error; got != want {
			t.Errorf("%s: %s, want %s", body, got, want)
		}
	}
}
