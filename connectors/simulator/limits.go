package simulator

import (
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Limit allows Requests in every Window.
type Limit struct {
	Requests int
	Window   time.Duration
}

// Limits maps a path prefix ("/stripe", "/zendesk/api/v2/incremental") to its
// limit; the longest prefix of a request's path counts. Windows turn by the
// simulator's clock.
type Limits map[string]Limit

// VendorLimits are the limits the vendors' ordinary plans have.
func VendorLimits() Limits {
	return Limits{
		PathHubSpot:                          {100, 10 * time.Second},
		PathStripe:                           {100, time.Second},
		PathChargebee:                        {150, time.Minute},
		PathZendesk:                          {400, time.Minute},
		PathZendesk + "/api/v2/incremental/": {10, time.Minute},
		PathIntercom:                         {167, 10 * time.Second},
		PathFreshdesk:                        {700, time.Minute},
		PathFreshdesk + "/api/v2/tickets":    {200, time.Minute},
		PathFreshdesk + "/api/v2/contacts":   {200, time.Minute},
		PathTypeform:                         {2, time.Second},
		PathSurveyMonkey:                     {120, time.Minute},
		DailySurveyMonkey:                    {500, 24 * time.Hour},
		PathQualtrics:                        {3000, time.Minute},
		PathMixpanel:                         {60, time.Hour},
		PathSalesforce + "/services/data/":   {sfAllocation, 24 * time.Hour},
		PathPostHog:                          {240, time.Minute},
	}
}

// throttle counts requests in fixed windows.
type throttle struct {
	mu     sync.Mutex
	limits Limits
	spent  map[string]window
}

type window struct {
	began time.Time
	used  int
}

func newThrottle(l Limits) *throttle { return &throttle{limits: l, spent: map[string]window{}} }

func (t *throttle) limit(path string) (string, Limit, bool) {
	best, found := "", false
	for prefix := range t.limits {
		if strings.HasPrefix(path, prefix) && len(prefix) >= len(best) {
			best, found = prefix, true
		}
	}
	return best, t.limits[best], found
}

// take spends one request; when none is left it says how long to wait.
func (t *throttle) take(_, path string, now time.Time) (time.Duration, bool) {
	key, l, limited := t.limit(path)
	if !limited {
		return 0, false
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	w := t.spent[key]
	if now.Sub(w.began) >= l.Window {
		w = window{began: now}
	}
	if w.used >= l.Requests {
		return w.began.Add(l.Window).Sub(now), true
	}
	w.used++
	t.spent[key] = w
	return 0, false
}

// headers tells what is left, where the vendor does.
func (t *throttle) headers(h http.Header, vendor, path string) {
	key, l, limited := t.limit(path)
	if !limited {
		return
	}
	t.mu.Lock()
	spent := t.spent[key]
	t.mu.Unlock()
	left := l.Requests - spent.used
	switch vendor {
	case PathHubSpot:
		if strings.HasSuffix(path, "/search") {
			return // search answers carry no limits
		}
		h.Set("X-HubSpot-RateLimit-Max", strconv.Itoa(l.Requests))
		h.Set("X-HubSpot-RateLimit-Remaining", strconv.Itoa(left))
		h.Set("X-HubSpot-RateLimit-Interval-Milliseconds", strconv.FormatInt(l.Window.Milliseconds(), 10))
	case PathSalesforce:
		h.Set("Sforce-Limit-Info", "api-usage="+strconv.Itoa(l.Requests-left)+"/"+strconv.Itoa(l.Requests))
	case PathZendesk:
		h.Set("X-Rate-Limit", strconv.Itoa(l.Requests))
		h.Set("X-Rate-Limit-Remaining", strconv.Itoa(left))
	case PathSurveyMonkey:
		h.Set("X-Ratelimit-App-Global-Minute-Limit", strconv.Itoa(l.Requests))
		h.Set("X-Ratelimit-App-Global-Minute-Remaining", strconv.Itoa(left))
	case PathIntercom:
		h.Set("X-RateLimit-Limit", strconv.Itoa(l.Requests))
		h.Set("X-RateLimit-Remaining", strconv.Itoa(left))
		h.Set("X-RateLimit-Reset", strconv.FormatInt(spent.began.Add(l.Window).Unix(), 10))
	case PathFreshdesk:
		h.Set("X-RateLimit-Total", strconv.Itoa(l.Requests))
		h.Set("X-RateLimit-Remaining", strconv.Itoa(left))
		h.Set("X-RateLimit-Used-CurrentRequest", "1")
	}
}

// tooMany is the vendor's answer to one request too many.
func tooMany(w http.ResponseWriter, vendor string, wait time.Duration) {
	after := strconv.Itoa(int((wait + time.Second - 1) / time.Second))
	switch vendor {
	case PathHubSpot:
		reply(w, http.StatusTooManyRequests, object{"status": "error", "message": "You have reached your ten_secondly_rolling limit.",
			"errorType": "RATE_LIMIT", "correlationId": "5a3f3f0c-0000-4000-8000-000000000429", "policyName": "TEN_SECONDLY_ROLLING"})
	case PathStripe:
		w.Header().Set("Stripe-Rate-Limited-Reason", "global-rate")
		w.Header().Set("Stripe-Should-Retry", "true")
		reply(w, http.StatusTooManyRequests, object{"error": object{"code": "rate_limit", "type": "invalid_request_error",
			"message": "Request rate limit exceeded. You can learn more about rate limits here https://stripe.com/docs/rate-limits."}})
	case PathChargebee:
		w.Header().Set("Retry-After", after)
		cbError(w, http.StatusTooManyRequests, "operation_failed", "api_request_limit_exceeded", "", "Sorry, the API request limit has been exceeded. Please try after sometime.")
	case PathZendesk:
		w.Header().Set("Retry-After", after)
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusTooManyRequests)
		_, _ = w.Write([]byte("Number of allowed incremental ticket export API requests per minute exceeded"))
	case PathIntercom:
		// When to come back stands in X-RateLimit-Reset alone.
		reply(w, http.StatusTooManyRequests, object{"type": "error.list", "request_id": "demo", "errors": []object{
			{"code": "rate_limit_exceeded", "message": "Exceeded rate limit of 167 in 10_seconds"}}})
	case PathFreshdesk:
		w.Header().Set("Retry-After", after)
		reply(w, http.StatusTooManyRequests, object{"message": "You have exceeded the limit of requests per minute"})
	case PathTypeform:
		w.Header().Set("Retry-After", after)
		reply(w, http.StatusTooManyRequests, object{"code": "TOO_MANY_REQUESTS", "description": "Too many requests, please try again later"})
	case PathPostHog:
		w.Header().Set("Retry-After", after)
		posthogError(w, http.StatusTooManyRequests, "throttled_error", "throttled", "Request was throttled. Expected available in "+after+" seconds.")
	case PathSalesforce:
		sfFail(w, http.StatusForbidden, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
	case PathSurveyMonkey:
		w.Header().Set("X-Ratelimit-App-Global-Minute-Reset", after)
		smError(w, http.StatusTooManyRequests, "1040", "Rate Limit Reached", "Too many requests were made, try again later.")
	case PathQualtrics:
		qxError(w, http.StatusTooManyRequests, "QGI_1", "Too many requests.")
	case PathMixpanel:
		reply(w, http.StatusTooManyRequests, object{"request": "/api/2.0/export", "error": "Query rate limit exceeded", "status": "error"})
	default:
		w.Header().Set("Retry-After", after)
		reply(w, http.StatusTooManyRequests, object{"ok": false, "error": "ratelimited"})
	}
}
