package hubspot

import (
	"net/http"
	"slices"
	"strings"

	"github.com/valyala/fastjson"

	"quarterdeck/connectors/rest"
)

// judge knows HubSpot's own statuses: 477 while an account moves, 530 for a
// token of the wrong shape, and a daily limit that no patience outlasts.
func judge(status int, _ http.Header, body []byte) rest.Verdict {
	switch {
	case status == 477:
		return rest.Temporary
	case status == 530:
		return rest.Denied
	case isDaily(status, body):
		return rest.Permanent
	}
	return rest.Usual
}

func isDaily(status int, body []byte) bool {
	return status == http.StatusTooManyRequests && fastjson.GetString(body, "policyName") == "DAILY"
}

const keyPage = "HubSpot: Development → Keys → Service keys (for a private app: Development → Legacy apps → your app)"

// advise says what to change in HubSpot so that a refused request is answered.
func advise(req rest.Request, status int, _ http.Header, body []byte) string {
	category := fastjson.GetString(body, "category")
	switch {
	case status == http.StatusUnauthorized || status == 530:
		return keyPage + ": copy the key again"
	case status == http.StatusForbidden && category == "MISSING_SCOPES":
		return keyPage + " → Scopes: add " + missingScopes(req, body)
	case status == http.StatusForbidden && category == "USER_DOES_NOT_HAVE_PERMISSIONS":
		return "the key acts for the user who made it, who may no longer see this: let a super admin make a new one"
	case isDaily(status, body):
		return "HubSpot: the account's requests of the day are used up, by all its apps together; the limit is new at midnight in the account's time zone"
	}
	return ""
}

// missingScopes names what is missing. HubSpot lists every scope of which one
// would do, and for owners a wrong one; ours is the narrowest.
func missingScopes(req rest.Request, body []byte) string {
	ours := scopeOf(req.Path)
	if req.Path == ownersPath {
		return ours
	}
	theirs := requiredScopes(body)
	if ours == "" || len(theirs) > 0 && !slices.Contains(theirs, ours) {
		return strings.Join(theirs, " or ")
	}
	return ours
}

func requiredScopes(body []byte) []string {
	root, err := fastjson.ParseBytes(body)
	if err != nil {
		return nil
	}
	var scopes []string
	for _, e := range root.GetArray("errors") {
		for _, key := range []string{"requiredGranularScopes", "requiredScopes"} {
			for _, scope := range e.GetArray("context", key) {
				scopes = append(scopes, text(scope))
			}
		}
	}
	return scopes
}

// scopeOf is the scope that allows a path to be read.
func scopeOf(path string) string {
	switch rest, isObject := strings.CutPrefix(path, objectsPath); {
	case isObject:
		object, _, _ := strings.Cut(rest, "/")
		return "crm.objects." + object + ".read"
	case path == ownersPath:
		return "crm.objects.owners.read"
	case path == companyPropertiesPath:
		return "crm.schemas.companies.read"
	}
	return ""
}
