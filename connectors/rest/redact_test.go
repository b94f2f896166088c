package rest_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"quarterdeck/connectors/rest"
)

// TestNoSpellingShowsASecret: a vendor may repeat what it was sent in any
// spelling and anywhere in its answer; no error shows it, nor a part of it.
func TestNoSpellingShowsASecret(t *testing.T) {
	const header = "tenant/sekrit=value+1"
	for name, body := range map[string]string{
		"header":             "you sent " + header,
		"escaped for a URL":  "you sent tenant%2Fsekrit%3Dvalue%2B1",
		"escaped for JSON":   `{"sent":"tenant\/sekrit=value+1"}`,
		"base64":             "you sent dGVuYW50L3Nla3JpdD12YWx1ZSsx",
		"token as JSON":      `{"sent":"sk-very-secret+token\/1"}`,
		"cut in the middle":  strings.Repeat(" ", 950) + token,
		"cut after the text": strings.Repeat("ab cd ", 38) + token + " " + header,
	} {
		t.Run(name, func(t *testing.T) {
			base, _ := serve(t, reply(http.StatusBadRequest, body))
			client, err := rest.New(rest.Config{Source: "crm", BaseURL: base, Auth: rest.Bearer(token),
				Header: map[string]string{"X-Tenant": header}, Secrets: []string{header}}, newWorld().deps())
			if err != nil {
				t.Fatal(err)
			}
			_, err = get(t, client)
			text := fmt.Sprintf("%v %+v %#v", err, err, err)
			for _, part := range []string{"very-secret", "sk-very", "sekrit", "c2stdmVyeS", "dGVuYW50"} {
				if strings.Contains(text, part) {
					t.Errorf("%s shows in %s", part, text)
				}
			}
			if !strings.Contains(text, "***") {
				t.Errorf("nothing was hidden, so the test proves nothing: %s", text)
			}
		})
	}
}

// TestWebPageIsNamed: who gets the login page of a proxy, or the site instead of
// its API, is told so.
func TestWebPageIsNamed(t *testing.T) {
	base, _ := serve(t, reply(http.StatusOK, "\n <!DOCTYPE html><title>Sign in</title>"))
	_, err := get(t, open(t, newWorld(), rest.Config{BaseURL: base}))
	if err == nil || !strings.Contains(err.Error(), "web page") || strings.Contains(err.Error(), "Sign in") {
		t.Errorf("got %v, want that it is a web page, without its text", err)
	}
}

// TestOutOfTime: a request whose time ends while it waits for another try says
// what kept it waiting, once.
func TestOutOfTime(t *testing.T) {
	base, _ := serve(t, reply(http.StatusBadGateway, "down for a while"))
	w := newWorld()
	deps := w.deps()
	ctx, cancel := context.WithCancel(t.Context())
	deps.Sleep = func(ctx context.Context, _ time.Duration) error {
		cancel()
		return ctx.Err()
	}
	client, err := rest.New(rest.Config{Source: "crm", BaseURL: base}, deps)
	if err != nil {
		t.Fatal(err)
	}
	var page rest.Page
	_, err = client.JSON(ctx, rest.Request{Stream: "deals", Path: "/v1/deals"}, &page)
	want := "read crm.deals: GET /v1/deals: 502 Bad Gateway: down for a while: context canceled"
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}
