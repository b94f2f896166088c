package rest

import (
	"net/http"
	"net/url"
)

// Guarded keeps the requests next sends out of this machine and of private networks,
// as those of a source are, for others that send to configured addresses. base is
// the address configured, allow what is meant all the same; nil next is the usual.
func Guarded(base *url.URL, allow []string, next http.RoundTripper) http.RoundTripper {
	return newGuard(base, allow).wrap(next)
}
