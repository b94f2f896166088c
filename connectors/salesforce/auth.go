package salesforce

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/valyala/fastjson"

	"quarterdeck/config"
	"quarterdeck/connectors/rest"
)

const tokenPath = "/services/oauth2/token"

// baseURL is the organization's own address, which answers for tokens and data.
func baseURL(src config.Source) (string, error) {
	if src.BaseURL != "" {
		return strings.TrimSuffix(src.BaseURL, "/"), nil
	}
	domain := strings.TrimSuffix(strings.ToLower(src.Subdomain), myDomain)
	if !regexp.MustCompile(`^[a-z0-9-]+(\.[a-z]+)?$`).MatchString(domain) {
		return "", fmt.Errorf("open source %s: subdomain %q is not a My Domain name like acme or acme--uat.sandbox", src.Name, src.Subdomain)
	}
	return "https://" + domain + myDomain, nil
}

const myDomain = ".my.salesforce.com"

// login gives access tokens: for the user who granted the refresh token, or for
// the client's own run-as user.
type login struct {
	oauth rest.OAuth
}

func newLogin(src config.Source, base string) login {
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {src.ClientID}, "client_secret": {src.ClientSecret.Reveal()}}
	refresh := src.RefreshToken.Reveal()
	if refresh != "" {
		form.Set("grant_type", "refresh_token")
		form.Set("refresh_token", refresh)
	}
	return login{rest.OAuth{TokenURL: base + tokenPath, Form: form,
		Check: func(answer []byte) error { return checkToken(answer, base, refresh) }}}
}

// token fetches a token and says how to mend a refusal.
func (l login) token(ctx context.Context, client *http.Client) (string, error) {
	token, err := l.oauth.Token(ctx, client)
	var e *rest.Error
	if errors.As(err, &e) && e.Mend == "" {
		e.Mend = mendLogin(e.Body)
	}
	return token, err
}

// checkToken refuses an answer whose token must not be used: it goes to the
// configured host only, and a new refresh token would make the configured one
// useless tomorrow.
func checkToken(answer []byte, base, refresh string) error {
	if instance := fastjson.GetString(answer, "instance_url"); instance != "" {
		if err := checkInstance(instance, base); err != nil {
			return err
		}
	}
	if given := fastjson.GetString(answer, "refresh_token"); refresh != "" && given != "" && given != refresh {
		return errors.New("refresh token rotation is on: Salesforce gave a new refresh token, and the one in the configuration ends with it; " +
			"turn 'Enable Refresh Token Rotation' off in the OAuth policies of the app, authorize it again and set the new refresh_token, " +
			"or leave refresh_token out and use the client credentials flow")
	}
	return nil
}

// checkInstance wants the instance to be the configured host.
func checkInstance(instance, base string) error {
	at, err := url.Parse(instance)
	want, wantErr := url.Parse(base)
	switch {
	case err != nil || wantErr != nil || at.Host == "":
		return errors.New("the token endpoint gave an instance_url that is no URL")
	case strings.EqualFold(at.Host, want.Host) && at.Scheme == want.Scheme:
		return nil
	case strings.HasSuffix(strings.ToLower(at.Host), myDomain) && at.Scheme == "https":
		name := strings.TrimSuffix(strings.ToLower(at.Host), myDomain)
		return fmt.Errorf("the organization is at %s and not at %s: set 'subdomain: %s' and leave base_url out", at.Host, want.Host, name)
	}
	return fmt.Errorf("the token endpoint of %s sends us to %s, which is not where the token may go: "+
		"set subdomain to the name shown in Setup → My Domain", want.Host, at.Host)
}

// mendLogin says what to change where the token endpoint refuses.
func mendLogin(body string) string {
	switch {
	case strings.Contains(body, "no client credentials user enabled"):
		return "Setup → External Client App Manager → the app → Policies → Client Credentials Flow: choose a user under 'Run As'"
	case strings.Contains(body, "invalid_client_id"):
		return "client_id is the Consumer Key: Setup → External Client App Manager → the app → Settings → OAuth Settings"
	case strings.Contains(body, "invalid_client"):
		return "client_secret is the Consumer Secret: Setup → External Client App Manager → the app → Settings → OAuth Settings"
	case strings.Contains(body, "inactive user"):
		return "the user the app acts for is not active: Setup → Users"
	case strings.Contains(body, "ip restricted"):
		return "the app's OAuth policies enforce IP restrictions: allow this machine's address or relax them"
	case strings.Contains(body, "invalid_grant"):
		return "the refresh token has ended or was revoked: authorize the app again, and see 'Refresh Token Policy' in its OAuth policies"
	case strings.Contains(body, "unsupported_grant_type"):
		return "Setup → External Client App Manager → the app → Settings → Flow Enablement: turn 'Enable Client Credentials Flow' on"
	}
	return ""
}
