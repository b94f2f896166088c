package rest_test

import (
	"net/http"
	"strings"
	"testing"

	"quarterdeck/connectors/rest"
)

func TestLinkTo(t *testing.T) {
	for field, want := range map[string]string{
		"": "",
		`<https://x.test/a?page=2>; rel="next", <https://x.test/a?page=9>; rel="last"`: "https://x.test/a?page=2",
		`<https://x.test/a?page=1>; rel="prev", <b?c=1,2;d>; rel=next`:                 "b?c=1,2;d",
		`<a>;title="x, <b>; rel=\"next\"";rel="first",<c>;REL="start NEXT"`:            "c",
		`<a>; rel="prev"; rel="next"`:                                                  "", // the first counts
		`<a>; title=next`:                                                              "",
		`<a>; anchor="#foo"; rel="next"`:                                               "a",
		`<a`:                                                                           "",
		`a; rel=next`:                                                                  "",
		`<a>rel=next`:                                                                  "",
		`<>; rel="next"`:                                                               "",
		`<a>; rel="next`:                                                               "a",
		`<a> ; rel = "next"`:                                                           "a",
	} {
		if got := rest.LinkTo(http.Header{"Link": {field}}, "next"); got != want {
			t.Errorf("%s\n got %q\nwant %q", field, got, want)
		}
	}
	if got := rest.LinkTo(http.Header{"Link": {`<a>; rel=prev`, `<b>; rel=next`}}, "next"); got != "b" {
		t.Errorf("of two fields: %q", got)
	}
}

func TestFollow(t *testing.T) {
	client := open(t, newWorld(), rest.Config{BaseURL: "https://api.example/v2"})
	req := rest.Request{Stream: "deals", Path: "/deals", Query: map[string][]string{"limit": {"5"}}}
	for link, want := range map[string]string{
		"https://api.example/v2/deals?page=2": "/v2/deals",
		"http://api.example/v2/deals?page=2":  "/v2/deals",
		"/elsewhere":                          "/elsewhere",
		"?page=2":                             "/v2/deals",
		"more":                                "/v2/more",
		"https://API.example.evil.example/":   "another host",
		"https://evil.example/v2/deals":       "another host",
		"https://api.example:444/v2/deals":    "another host",
		"http://api.example:80/v2/deals":      "another host",
		"//evil.example/":                     "another host",
		"https://api.example@evil.example/":   "is not a URL",
		"file:///etc/passwd":                  "another host",
		"https://%zz/":                        "is not a URL",
		"\x00":                                "is not a URL",
	} {
		next, err := client.Follow(req, link)
		if err == nil && (next.Path != want || next.Stream != "deals") || err != nil && (!rest.IsPermanent(err) || !strings.Contains(err.Error(), want)) {
			t.Errorf("%q: path %s, %v; want %s", link, next.Path, err, want)
		}
	}
}

func FuzzLinkTo(f *testing.F) {
	for _, seed := range []string{`<a>; rel="next", <b>; rel=last`, `<;;=",<>`, `<a>;rel="\`, strings.Repeat("<a>;", 50)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, field string) {
		if got := rest.LinkTo(http.Header{"Link": {field}}, "next"); len(got) > len(field) {
			t.Errorf("%q is longer than %q", got, field)
		}
	})
}
