package stripe_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stripe/stripe-mock/embedded"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/connectortest"
	"quarterdeck/connectors/stripe"
)

// TestRequestsAgreeWithStripesSpecification sends every request this package
// makes to Stripe's own mock server, which refuses a path, parameter, expansion
// or version its OpenAPI specification does not know.
func TestRequestsAgreeWithStripesSpecification(t *testing.T) {
	watched := &refusals{promised: map[string]bool{}}
	clock := &connectortest.Clock{}
	deps := clock.Deps()
	deps.HTTP = &http.Client{Transport: watched}
	source, err := stripe.New(config.Source{Name: "mock", BaseURL: startMock(t), Token: "sk_test_123", Rate: 1e6}, deps)
	if err != nil {
		t.Fatal(err)
	}
	if err := source.Check(t.Context(), ""); err != nil {
		t.Error(err)
	}
	for _, stream := range source.Streams() {
		if err := source.Check(t.Context(), stream.Name); err != nil {
			t.Error(err)
		}
		full := connectortest.MustPull(t, source, stream.Name, nil)
		if full.Mode != connectors.Full || len(full.Rows) == 0 || full.Rows[0]["id"] == "" {
			t.Errorf("%s: %s with %d rows", stream.Name, full.Mode, len(full.Rows))
		}
		change := connectortest.MustPull(t, source, stream.Name, listedCursor(time.Hour, time.Hour))
		if change.Mode != connectors.Increment || len(change.Rows) == 0 {
			t.Errorf("%s: the second pull is %s with %d rows", stream.Name, change.Mode, len(change.Rows))
		}
	}
	for _, refusal := range watched.texts {
		t.Error(refusal)
	}
	checkExpansions(t, watched.urls)
	for _, path := range []string{"/v1/invoices/", "/v1/credit_notes/", "/v1/subscription_items", "starting_after="} {
		if !strings.Contains(watched.asked.String(), path) {
			t.Errorf("nothing asked for %s; asked %s", path, watched.asked.String())
		}
	}
}

// startMock runs the mock server on two free ports, since it may not choose one
// of them by itself, and returns where it speaks HTTP.
func startMock(t *testing.T) string {
	t.Helper()
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("the go command is not there to build stripe-mock")
	}
	path, err := exec.CommandContext(t.Context(), "go", "tool", "-n", "stripe-mock").Output()
	if err != nil {
		t.Fatalf("build stripe-mock: %v", err)
	}
	mock := exec.CommandContext(t.Context(), strings.TrimSpace(string(path)), "-strict-version-check", "-http-addr", "127.0.0.1:0", "-https-addr", "127.0.0.1:0")
	out, err := mock.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	mock.Stderr = t.Output()
	if err := mock.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = mock.Process.Kill() // it knows no other end
		_ = mock.Wait()
	})
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if address, found := strings.CutPrefix(lines.Text(), "Listening for HTTP at address: "); found {
			go io.Copy(io.Discard, out) //nolint:errcheck // it ends with the process
			return "http://" + address
		}
	}
	t.Fatalf("stripe-mock did not start: %v", lines.Err())
	return ""
}

// checkExpansions looks every asked expansion up in the specification, since the
// mock server takes any. A list can be expanded four levels deep.
func checkExpansions(t *testing.T, asked []*url.URL) {
	t.Helper()
	var spec struct {
		Components struct{ Schemas map[string]json.RawMessage }
	}
	if err := json.Unmarshal(embedded.OpenAPISpec, &spec); err != nil {
		t.Fatal(err)
	}
	roots := map[string]string{"prices": "price", "subscriptions": "subscription", "invoices": "invoice", "subscription_items": "subscription_item", "lines": "line_item"}
	checked := 0
	for _, u := range asked {
		for _, path := range u.Query()["expand[]"] {
			fields := strings.Split(path, ".")
			if len(fields) > 4 {
				t.Errorf("%s asks for more than four levels: %s", u.Path, path)
			}
			parts := strings.Split(strings.TrimPrefix(u.Path, "/v1/"), "/")
			kind := parts[0]
			if parts[len(parts)-1] == "lines" {
				kind = "lines"
			}
			schema := spec.Components.Schemas[roots[kind]]
			if fields[0] == "data" {
				fields = fields[1:]
			}
			for _, field := range fields {
				if schema = expandable(t, schema, field, spec.Components.Schemas); schema == nil {
					t.Errorf("%s: %s cannot be expanded at %s", u.Path, path, field)
					break
				}
			}
			checked++
		}
	}
	if checked < 8 {
		t.Errorf("only %d expansions were asked for", checked)
	}
}

var reference = regexp.MustCompile(`"\$ref":\s*"#/components/schemas/([a-z_.0-9]+)"`)

// expandable is the schema behind a field that may be expanded, nil for another.
func expandable(t *testing.T, schema json.RawMessage, field string, all map[string]json.RawMessage) json.RawMessage {
	t.Helper()
	var s struct {
		Properties map[string]json.RawMessage
		Expandable []string `json:"x-expandableFields"`
	}
	if err := json.Unmarshal(schema, &s); err != nil {
		t.Fatal(err)
	}
	property := s.Properties[field]
	if !slices.Contains(s.Expandable, field) || property == nil {
		return nil
	}
	if bytes.Contains(property, []byte(`"x-expandableFields"`)) {
		return property // a list inside the object
	}
	if found := reference.FindSubmatch(property); found != nil {
		return all[string(found[1])]
	}
	return property
}

// refusals notes every answer of 400 and more. It also promises a second page of
// every list and more rows of every nested one, once each, so that the requests
// for them are sent as well.
type refusals struct {
	mu       sync.Mutex
	texts    []string
	urls     []*url.URL
	asked    strings.Builder
	promised map[string]bool
}

func (r *refusals) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	fmt.Fprintln(&r.asked, req.URL)
	r.urls = append(r.urls, req.URL)
	if resp.StatusCode >= 400 {
		r.texts = append(r.texts, fmt.Sprintf("%s %s: %d %s", req.Method, req.URL, resp.StatusCode, body))
	} else {
		body = r.promise(req, body)
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	resp.ContentLength = int64(len(body))
	resp.Header.Del("Content-Length")
	return resp, nil
}

func (r *refusals) promise(req *http.Request, body []byte) []byte {
	var answer map[string]any
	if json.Unmarshal(body, &answer) != nil {
		return body
	}
	once := func(key string, list map[string]any) {
		if !r.promised[key] {
			r.promised[key], list["has_more"] = true, true
		}
	}
	objects, isList := answer["data"].([]any)
	if !isList {
		objects = []any{answer}
	}
	for _, o := range objects {
		for _, name := range []string{"items", "lines"} {
			if nested, ok := o.(map[string]any)[name].(map[string]any); ok {
				once(req.URL.Path+" "+name, nested)
			}
		}
	}
	if query := req.URL.Query(); isList && query.Get("starting_after") == "" && query.Get("limit") == "100" {
		once(req.URL.Path, answer)
	}
	text, err := json.Marshal(answer)
	if err != nil {
		return body
	}
	return text
}
