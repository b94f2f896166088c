package salesforce

import (
	"errors"
	"net/http"
	"strings"

	"github.com/valyala/fastjson"

	"quarterdeck/connectors/rest"
)

// code is the errorCode of Salesforce's list of errors, with its message.
func code(body []byte) (code, message string) {
	list, err := fastjson.ParseBytes(body)
	if err != nil {
		return "", ""
	}
	return string(list.GetStringBytes("0", "errorCode")), string(list.GetStringBytes("0", "message"))
}

// judge knows Salesforce's own answers. Too many requests at a time pass in a
// moment; too many in 24 hours do not.
func judge(status int, _ http.Header, body []byte) rest.Verdict {
	switch c, message := code(body); c {
	case "REQUEST_LIMIT_EXCEEDED":
		if strings.Contains(message, "Concurrent") {
			return rest.Temporary
		}
		return rest.Permanent
	case "QUERY_TIMEOUT", "UNABLE_TO_LOCK_ROW", "SERVER_UNAVAILABLE", "REQUEST_RUNNING_TOO_LONG":
		return rest.Temporary
	}
	return rest.Usual
}

// advise says what to change in Setup, in its own words.
func advise(_ rest.Request, status int, _ http.Header, body []byte) string {
	if status == http.StatusGone {
		return "Salesforce has retired version " + apiVersion + " of its API: update Quarterdeck"
	}
	switch c, message := code(body); c {
	case "INVALID_FIELD":
		return "the integration user may not see the field: Setup → Permission Sets → Object Settings → Field Permissions → Read Access"
	case "INVALID_TYPE", "INSUFFICIENT_ACCESS", "INSUFFICIENT_ACCESS_OR_READONLY":
		return "the integration user may not see the object: Setup → Permission Sets → Object Settings → Read and View All Records"
	case "API_DISABLED_FOR_ORG", "API_CURRENTLY_DISABLED":
		return "the integration user may not use the API: Setup → Permission Sets → System Permissions → API Enabled; " +
			"Professional Edition needs the API as an add-on"
	case "REQUEST_LIMIT_EXCEEDED":
		if !strings.Contains(message, "Concurrent") {
			return "all integrations share the allowance of 24 hours: Setup → Company Information → API Requests, Last 24 Hours"
		}
	case "INVALID_SESSION_ID":
		return "the app needs the OAuth scope 'Manage user data via APIs (api)', and its session policy must not tie sessions to an address"
	}
	return ""
}

// quotaSpent says whether err means that the organization's 24 hours of
// requests are used up.
func quotaSpent(err error) bool {
	return refusedWith(err, "REQUEST_LIMIT_EXCEEDED") && rest.IsPermanent(err)
}

// refusedWith says whether err is an answer with this errorCode. Codes are only
// looked for whose message is short: the error keeps the answer's beginning.
func refusedWith(err error, code string) bool {
	var e *rest.Error
	return errors.As(err, &e) && strings.Contains(e.Body, `"`+code+`"`)
}
