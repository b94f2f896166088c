package surveymonkey

import (
	"errors"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"quarterdeck/connectors/rest"
)

const (
	dayLeft    = "X-Ratelimit-App-Global-Day-Remaining"
	dayReset   = "X-Ratelimit-App-Global-Day-Reset"
	minuteLeft = "X-Ratelimit-App-Global-Minute-Remaining"
	minuteEnds = "X-Ratelimit-App-Global-Minute-Reset"
	// longestWait is how long a new day is waited for; a later one belongs to the
	// next night.
	longestWait = 10 * time.Minute
)

// judge gives up at once when the day's requests are used up and the next day is
// hours away.
func judge(status int, header http.Header, _ []byte) rest.Verdict {
	if status == http.StatusTooManyRequests && dayIsOver(header) && seconds(header, dayReset) > longestWait {
		return rest.Permanent
	}
	return rest.Usual
}

// retryAfter is when the quota that is used up begins anew.
func retryAfter(header http.Header, _ time.Time) time.Duration {
	switch {
	case dayIsOver(header):
		return seconds(header, dayReset)
	case isUsedUp(header, minuteLeft):
		return seconds(header, minuteEnds)
	}
	return 0
}

func dayIsOver(header http.Header) bool { return isUsedUp(header, dayLeft) }

func isUsedUp(header http.Header, name string) bool {
	left, err := strconv.Atoi(header.Get(name))
	return err == nil && left <= 0
}

func seconds(header http.Header, name string) time.Duration {
	n, err := strconv.ParseFloat(header.Get(name), 64)
	if err != nil || !(n > 0) || n > math.MaxInt32 {
		return 0
	}
	return time.Duration(n * float64(time.Second))
}

// isQuota says that err means the end of the day's requests.
func isQuota(err error) bool {
	var e *rest.Error
	return errors.As(err, &e) && e.Status == http.StatusTooManyRequests && e.Permanent
}

// requestsLeft is what an answer says is left of the day; many when it does not say.
func requestsLeft(header http.Header) int {
	left, err := strconv.Atoi(header.Get(dayLeft))
	if err != nil {
		return math.MaxInt
	}
	return left
}

// unfinished says where a pull has stopped.
func unfinished(done, all int) string {
	return fmt.Sprintf("SurveyMonkey's daily quota of requests is used up after %d of %d surveys: it continues next night", done, all)
}

// advise says what to change at the vendor by the number of its error.
func advise(req rest.Request, status int, _ http.Header, body []byte) string {
	switch status {
	case http.StatusForbidden:
	case http.StatusUnauthorized:
		return "in SurveyMonkey's developer portal, My Apps → the app → Settings → Credentials shows the access token; set region if the account lives in eu or ca"
	default:
		return ""
	}
	text := string(body)
	switch {
	case strings.Contains(text, `"1014"`):
		scope := "View Surveys"
		if req.Stream == "responses" {
			scope = "View Responses and View Response Details"
		}
		return "in SurveyMonkey's developer portal open My Apps → the app → Settings → Scopes, require " + scope + " and make a new access token"
	case strings.Contains(text, `"1015"`):
		return "the account's plan does not give its answers away by API: View Response Details needs a paid plan"
	case strings.Contains(text, `"1018"`):
		return "the account lives in another region: set region to eu or ca"
	}
	return ""
}

// concernsAll says that a refusal is not about one survey.
func concernsAll(err error) bool {
	var e *rest.Error
	return errors.As(err, &e) && e.Mend != ""
}
