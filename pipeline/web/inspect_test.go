package web

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// allowed are the elements and attributes our templates and charts write. Whatever a
// name says, a page holds no other.
func allowed() (elements, attributes []string) {
	elements = strings.Fields(`html head body meta title link a header nav ul li p bdi main footer b br h1 h2 h3 section div span table caption thead tbody tfoot tr th td
		form label select option optgroup input button details summary figure figcaption dl dt dd pre svg desc path rect text`)
	attributes = strings.Fields(`lang charset name content rel href type class id tabindex role action method value placeholder selected checked label hidden
		scope open data-label required maxlength x y d fill stroke width height viewbox direction font-family font-size font-weight text-anchor textlength
		lengthadjust letter-spacing stroke-width stroke-dasharray unicode-bidi xmlns xml:lang rx`)
	return elements, attributes
}

// inspect finds what a page must not hold and gives its links.
func inspect(t *testing.T, page, body string) (links []string) {
	t.Helper()
	elements, attributes := allowed()
	root, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	headings := 0
	for n := range root.Descendants() {
		if n.Type == html.CommentNode {
			t.Errorf("%s holds a comment %q", page, n.Data)
		}
		if n.Type != html.ElementNode {
			continue
		}
		if n.Data == "h1" {
			headings++
		}
		if !slices.Contains(elements, n.Data) {
			t.Errorf("%s holds the element %s %v", page, n.Data, n.Attr)
		}
		for _, a := range n.Attr {
			if !slices.Contains(attributes, strings.ToLower(a.Key)) && !strings.HasPrefix(a.Key, "aria-") {
				t.Errorf("%s holds %s with the attribute %s=%q", page, n.Data, a.Key, a.Val)
			}
			if a.Key == "href" && !strings.HasPrefix(a.Val, "/") && !strings.HasPrefix(a.Val, "#") && !strings.HasPrefix(a.Val, "https://") {
				t.Errorf("%s links to %q", page, a.Val)
			}
			if a.Key == "href" && n.Data == "a" && strings.HasPrefix(a.Val, "/") {
				links = append(links, a.Val)
			}
		}
	}
	if headings != 1 {
		t.Errorf("%s has %d headings of the first level", page, headings)
	}
	for _, wrong := range []string{"%!", "NaN", "&lt;nil&gt;", "<no value>"} {
		if i := strings.Index(body, wrong); i >= 0 {
			t.Errorf("%s prints a value wrongly: %.40s", page, body[i:])
		}
	}
	return links
}
