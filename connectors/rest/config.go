package rest

import (
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"
)

// Config is what a vendor says about its API.
type Config struct {
	// Source is the source's name in the configuration, for messages.
	Source string
	// BaseURL must be https, or http on a loopback address.
	BaseURL string
	// AllowPrivateHosts are names, addresses and networks that may be connected
	// to although they are not public. A BaseURL that names this machine allows
	// this machine.
	AllowPrivateHosts []string
	Auth              Auth
	// Header is sent with every request, such as an API version.
	Header map[string]string
	// Secrets are what must show in no error besides the secrets of Auth, such as
	// values of Header.
	Secrets []string
	// Rate limits all requests, Buckets further limit those that name one.
	Rate    Rate
	Buckets map[string]Rate
	// Judge may overrule what a status means; nil leaves it to the engine.
	Judge func(status int, header http.Header, body []byte) Verdict
	// Advise may say what to change at the vendor so that a refused request is
	// answered, in the vendor's own words; it becomes Error.Mend.
	Advise func(req Request, status int, header http.Header, body []byte) string
	// RetryAfter reads how long a refused request should wait from what a vendor
	// sends instead of Retry-After; nil, or an answer of 0, leaves it unsaid.
	RetryAfter func(header http.Header, now time.Time) time.Duration
	// Retry bounds how long a request is tried; its zero value means DefaultRetry.
	Retry Retry
	// MaxPage and MaxLine bound one decoded page and one line of an export, and
	// MaxStream a whole export; zero means the defaults.
	MaxPage, MaxLine, MaxStream int64
	// Timeout bounds one attempt at a page; zero means two minutes.
	Timeout time.Duration
}

// Default limits in bytes, counted after decompression.
const (
	DefaultMaxPage   = 64 << 20
	DefaultMaxLine   = 16 << 20
	DefaultMaxStream = 16 << 30
	defaultTimeout   = 2 * time.Minute
)

// Rate allows PerSecond requests on average and Burst at once.
// A PerSecond of zero or less is no limit.
type Rate struct {
	PerSecond float64
	Burst     int
}

// Verdict says what an answer means for the retry.
type Verdict int

const (
	// Usual leaves the decision to the status.
	Usual Verdict = iota
	// Temporary asks for another attempt.
	Temporary
	// Permanent gives up at once.
	Permanent
	// Denied gives up at once and blames the credentials.
	Denied
)

func parseBaseURL(source, text string) (*url.URL, error) {
	u, err := url.Parse(text)
	if err != nil {
		return nil, fmt.Errorf("parse base_url of source %s: it is not a URL", source)
	}
	switch {
	case u.User != nil:
		return nil, fmt.Errorf("parse base_url of source %s: it must not hold a user or password", source)
	case u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		return nil, fmt.Errorf("parse base_url of source %s: it must start with https://", source)
	case u.RawQuery != "" || u.Fragment != "":
		return nil, fmt.Errorf("parse base_url of source %s: it must not hold a query or fragment", source)
	case u.Scheme == "http" && !isLoopback(u.Hostname()):
		return nil, fmt.Errorf("parse base_url of source %s: http:// is only allowed on this machine, use https://", source)
	}
	u.Path = strings.TrimSuffix(u.Path, "/")
	u.RawPath = strings.TrimSuffix(u.RawPath, "/")
	return u, nil
}

func isLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}
