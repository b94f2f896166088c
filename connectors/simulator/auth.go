package simulator

import (
	"encoding/base64"
	"net/http"
	"strings"
)

// authorised reports whether a request carries its vendor's credentials.
func authorised(prefix string, r *http.Request) bool {
	given := r.Header.Get("Authorization")
	basic := func(user, secret string) string {
		return "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+secret))
	}
	switch prefix {
	case PathHubSpot:
		return given == "Bearer "+TokenHubSpot
	case PathStripe:
		return given == "Bearer "+TokenStripe || given == basic(TokenStripe, "")
	case PathChargebee:
		return given == basic(TokenChargebee, "")
	case PathZendesk:
		return given == basic(EmailZendesk+"/token", TokenZendesk)
	case PathIntercom:
		return given == "Bearer "+TokenIntercom
	case PathFreshdesk:
		key, _, ok := r.BasicAuth() // any password will do
		return ok && key == KeyFreshdesk
	case PathTypeform:
		return bears(given, TokenTypeform)
	case PathSurveyMonkey:
		return bears(given, TokenSurveyMonkey)
	case PathQualtrics:
		return r.Header.Get("X-API-TOKEN") == TokenQualtrics
	case PathMixpanel:
		return given == basic(UserMixpanel, SecretMixpanel)
	case PathAmplitude:
		return given == basic(KeyAmplitude, SecretAmplitude)
	case PathPostHog:
		return given == "Bearer "+TokenPostHog
	case PathSalesforce:
		return true // its routes look for the session themselves
	case PathSlack:
		// An upload address is a secret of its own and needs no token.
		return given == "Bearer "+TokenSlack || strings.HasPrefix(r.URL.Path, PathSlack+"/upload/") || formToken(r) == TokenSlack
	}
	return false
}

// bears says that a header brings the token; the scheme's case does not matter.
func bears(header, token string) bool {
	scheme, given, _ := strings.Cut(header, " ")
	return strings.EqualFold(scheme, "Bearer") && given == token
}

// formToken is the token of a form body; a JSON body is left unread.
func formToken(r *http.Request) string {
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		return r.URL.Query().Get("token")
	}
	return r.FormValue("token")
}

// refuse answers a request without valid credentials in the vendor's words.
func refuse(w http.ResponseWriter, prefix string, r *http.Request) {
	given := r.Header.Get("Authorization")
	switch prefix {
	case PathHubSpot:
		message := "The OAuth token used to make this call is invalid."
		if given == "" {
			message = "Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview"
		}
		reply(w, http.StatusUnauthorized, object{"status": "error", "message": message, "correlationId": correlation(r),
			"category": "INVALID_AUTHENTICATION"})
	case PathStripe:
		message := "Invalid API Key provided: " + masked(strings.TrimPrefix(given, "Bearer "))
		if given == "" {
			w.Header().Set("WWW-Authenticate", `Basic realm="Stripe"`)
			message = "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY')."
		}
		reply(w, http.StatusUnauthorized, object{"error": object{"message": message, "type": "invalid_request_error"}})
	case PathChargebee:
		cbError(w, http.StatusUnauthorized, "invalid_request", "api_authentication_failed", "", "Sorry, authentication failed. Invalid api key")
	case PathZendesk:
		w.Header().Set("WWW-Authenticate", `Basic realm="Web Password"`)
		reply(w, http.StatusUnauthorized, object{"error": "Couldn't authenticate you"})
	case PathIntercom:
		intercomError(w, r, http.StatusUnauthorized, "unauthorized", "Access Token Invalid")
	case PathFreshdesk:
		reply(w, http.StatusUnauthorized, object{"code": "invalid_credentials", "message": "You have to be logged in to perform this action."})
	case PathTypeform:
		reply(w, http.StatusUnauthorized, object{"code": "AUTHENTICATION_FAILED",
			"description": "Authentication credentials not found on the Request Headers"})
	case PathSurveyMonkey:
		id, message := "1011", "The authorization token provided was invalid."
		if given == "" {
			id, message = "1010", "The authorization token was not provided."
		}
		smError(w, http.StatusUnauthorized, id, "Authorization Error", message)
	case PathQualtrics:
		qxError(w, http.StatusUnauthorized, "AUTH_6", "Unrecognized X-API-TOKEN.")
	case PathMixpanel:
		reply(w, http.StatusUnauthorized, object{"request": "/api/2.0/export", "error": "Invalid service account credentials", "status": "error"})
	case PathAmplitude:
		reply(w, http.StatusUnauthorized, object{"error": object{"http_code": 401, "type": "invalid_authentication", "message": "Invalid API key or secret key"}})
	case PathPostHog:
		code, detail := "authentication_failed", "Invalid Personal API key."
		if given == "" {
			code, detail = "not_authenticated", "Authentication credentials were not provided."
		}
		posthogError(w, http.StatusUnauthorized, "authentication_error", code, detail)
	case PathSlack:
		problem := "invalid_auth"
		if given == "" && formToken(r) == "" {
			problem = "not_authed"
		}
		reply(w, http.StatusOK, object{"ok": false, "error": problem})
	}
}

func masked(key string) string {
	if len(key) <= 8 {
		return strings.Repeat("*", len(key))
	}
	return key[:4] + strings.Repeat("*", len(key)-8) + key[len(key)-4:]
}
