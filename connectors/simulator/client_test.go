package simulator

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"quarterdeck/connectors/simulator/world"
)

var (
	start = time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)
	night = time.Date(2026, 11, 22, 7, 0, 0, 0, time.UTC)
)

// client asks a simulator whose clock the test moves.
type client struct {
	t   *testing.T
	sim *Simulator
	srv *httptest.Server
	now time.Time
}

// visit serves a world of so many customers on the night.
func visit(t *testing.T, customers int, o Options) *client {
	t.Helper()
	c := &client{t: t, now: night}
	o.Now = func() time.Time { return c.now }
	c.sim = New(world.New(world.Options{Seed: 11, Start: start, Customers: customers}), o)
	c.srv = httptest.NewServer(c.sim)
	t.Cleanup(c.srv.Close)
	return c
}

func login(r *http.Request) {
	switch prefix, _ := split(r.URL.Path); prefix {
	case PathHubSpot:
		r.Header.Set("Authorization", "Bearer "+TokenHubSpot)
	case PathStripe:
		r.Header.Set("Authorization", "Bearer "+TokenStripe)
	case PathChargebee:
		r.SetBasicAuth(TokenChargebee, "")
	case PathZendesk:
		r.SetBasicAuth(EmailZendesk+"/token", TokenZendesk)
	case PathIntercom:
		r.Header.Set("Authorization", "Bearer "+TokenIntercom)
	case PathFreshdesk:
		r.SetBasicAuth(KeyFreshdesk, "X")
	case PathTypeform:
		r.Header.Set("Authorization", "Bearer "+TokenTypeform)
	case PathSurveyMonkey:
		r.Header.Set("Authorization", "Bearer "+TokenSurveyMonkey)
	case PathQualtrics:
		r.Header.Set("X-API-TOKEN", TokenQualtrics)
	case PathMixpanel:
		r.SetBasicAuth(UserMixpanel, SecretMixpanel)
	case PathAmplitude:
		r.SetBasicAuth(KeyAmplitude, SecretAmplitude)
	case PathPostHog:
		r.Header.Set("Authorization", "Bearer "+TokenPostHog)
	case PathSlack:
		r.Header.Set("Authorization", "Bearer "+TokenSlack)
	}
}

// do asks and returns status, header and body.
func (c *client) do(method, path string, body any, change ...func(*http.Request)) (int, http.Header, []byte) {
	c.t.Helper()
	var text io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			c.t.Fatal(err)
		}
		text = bytes.NewReader(b)
	}
	r, err := http.NewRequestWithContext(c.t.Context(), method, c.srv.URL+path, text)
	if err != nil {
		c.t.Fatal(err)
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	login(r)
	for _, f := range change {
		f(r)
	}
	answer, err := c.srv.Client().Do(r)
	if err != nil {
		c.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer answer.Body.Close()
	all, err := io.ReadAll(answer.Body)
	if err != nil {
		c.t.Fatalf("%s %s: %v", method, path, err)
	}
	return answer.StatusCode, answer.Header, all
}

// get asks for JSON that must be there.
func (c *client) get(path string) map[string]any {
	c.t.Helper()
	status, _, text := c.do(http.MethodGet, path, nil)
	return c.object(path, status, text)
}

func (c *client) post(path string, body any) map[string]any {
	c.t.Helper()
	status, _, text := c.do(http.MethodPost, path, body)
	return c.object(path, status, text)
}

func (c *client) object(path string, status int, text []byte) map[string]any {
	c.t.Helper()
	if status >= 300 {
		c.t.Fatalf("%s: status %d: %s", path, status, text)
	}
	return decode(c.t, text)
}

func decode(t *testing.T, text []byte) map[string]any {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var out map[string]any
	if err := d.Decode(&out); err != nil {
		t.Fatalf("%v in %.200s", err, text)
	}
	return out
}

// dig follows a path of keys; nil where it ends early.
func dig(v any, path ...string) any {
	for _, key := range path {
		m, _ := v.(map[string]any)
		v = m[key]
	}
	return v
}

func integer(t *testing.T, v any) int64 {
	t.Helper()
	n, err := v.(json.Number).Int64()
	if err != nil {
		t.Fatalf("%v is no integer: %v", v, err)
	}
	return n
}

func text(v any) string {
	switch x := v.(type) {
	case nil:
		return ""
	case string:
		return x
	case json.Number:
		return x.String()
	default:
		b, _ := json.Marshal(x) // a decoded value always encodes
		return string(b)
	}
}

func rowsOf(v map[string]any, key string) []map[string]any {
	var out []map[string]any
	list, _ := v[key].([]any)
	for _, x := range list {
		out = append(out, x.(map[string]any))
	}
	return out
}

// once collects keys and complains when one comes twice.
type once struct {
	t    *testing.T
	what string
	seen map[string]bool
}

func (o *once) add(key string) {
	o.t.Helper()
	if o.seen == nil {
		o.seen = map[string]bool{}
	}
	if o.seen[key] {
		o.t.Errorf("%s %s comes twice", o.what, key)
	}
	o.seen[key] = true
}

func (o *once) want(n int) {
	o.t.Helper()
	if len(o.seen) != n {
		o.t.Errorf("%s: got %d, want %d", o.what, len(o.seen), n)
	}
}

// lines reads an export, unpacking gzip.
func (c *client) lines(path string) []map[string]any {
	c.t.Helper()
	status, header, body := c.do(http.MethodGet, path, nil, func(r *http.Request) { r.Header.Set("Accept-Encoding", "gzip") })
	if status != http.StatusOK || header.Get("Content-Encoding") != "gzip" {
		c.t.Fatalf("%s: status %d, encoding %q", path, status, header.Get("Content-Encoding"))
	}
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	plain, err := io.ReadAll(z)
	if err != nil {
		c.t.Fatal(err)
	}
	var out []map[string]any
	for _, l := range strings.Split(strings.TrimSuffix(string(plain), "\n"), "\n") {
		if l != "" {
			out = append(out, decode(c.t, []byte(l)))
		}
	}
	return out
}
