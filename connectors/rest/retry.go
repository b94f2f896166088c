package rest

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// Retry bounds how long one request is tried.
type Retry struct {
	// Failures is how many failed attempts end the request. Answers that only
	// ask for patience count towards Throttles instead: they are the API's
	// normal speech, and a busy hour must not look like a broken one.
	Failures  int
	Throttles int
	// First and Longest bound the waits that the vendor did not name.
	First, Longest time.Duration
	// Patience is the longest sum of waits for one request.
	Patience time.Duration
}

// DefaultRetry is what a vendor gets that asks for nothing else.
func DefaultRetry() Retry {
	return Retry{Failures: 8, Throttles: 40, First: 500 * time.Millisecond, Longest: time.Minute, Patience: 30 * time.Minute}
}

// pauses decides the waits between the attempts of one request.
type pauses struct {
	limits    Retry
	random    func() float64
	backoff   backoff.ExponentialBackOff
	failures  int
	throttles int
	waited    time.Duration
}

func newPauses(limits Retry, random func() float64) *pauses {
	// The library's own jitter draws from a global source, so it is left out
	// here and added by next.
	return &pauses{limits: limits, random: random, backoff: backoff.ExponentialBackOff{
		InitialInterval: limits.First, Multiplier: 2, MaxInterval: limits.Longest,
	}}
}

// next says how long to wait after e, or that e is final.
func (p *pauses) next(e *Error) (time.Duration, bool) {
	if e.Permanent {
		return 0, false
	}
	if e.Status == http.StatusTooManyRequests || e.RetryAfter > 0 {
		p.throttles++
	} else {
		p.failures++
	}
	if p.failures >= p.limits.Failures || p.throttles >= p.limits.Throttles {
		return 0, false
	}
	wait := p.wait(e.RetryAfter)
	if p.waited += wait; p.waited > p.limits.Patience {
		return 0, false
	}
	return wait, true
}

// wait never undercuts what the vendor asked for and adds at most a tenth, so
// that several waiting requests do not return in one blow.
func (p *pauses) wait(asked time.Duration) time.Duration {
	if asked > 0 {
		return asked + time.Duration(p.random()*0.1*float64(asked))
	}
	step := p.backoff.NextBackOff()
	return step/2 + time.Duration(p.random()*float64(step/2))
}

// maxRetryAfter keeps an absurd header from overflowing; it exceeds any patience.
const maxRetryAfter = 365 * 24 * time.Hour

// ParseRetryAfter reads a Retry-After header: seconds or an HTTP date. It is 0
// when the header is absent, malformed or in the past.
func ParseRetryAfter(header string, now time.Time) time.Duration {
	header = strings.TrimSpace(header)
	if header == "" {
		return 0
	}
	if seconds, err := strconv.ParseFloat(header, 64); err == nil {
		if !(seconds > 0) {
			return 0
		}
		if seconds >= maxRetryAfter.Seconds() {
			return maxRetryAfter
		}
		return time.Duration(seconds * float64(time.Second))
	}
	at, err := http.ParseTime(header)
	if err != nil {
		return 0
	}
	return min(max(at.Sub(now), 0), maxRetryAfter)
}

// permanent says whether a status means that asking again is useless.
func permanent(status int) bool {
	switch status {
	case http.StatusRequestTimeout, http.StatusConflict, http.StatusLocked,
		http.StatusTooEarly, http.StatusTooManyRequests:
		return false
	case http.StatusNotImplemented, http.StatusHTTPVersionNotSupported:
		return true
	}
	return status < 500
}
