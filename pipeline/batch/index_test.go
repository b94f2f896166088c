package batch

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"net/url"
	"strings"
	"testing"

	"quarterdeck/reports"
)

// hostile are names and reasons somebody may have typed into a CRM.
func hostile() []string {
	return []string{
		"<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)", "javascript:alert(1)", "{{.Secret}}", "</style><script>",
		"<!--", "]]>", "&lt;b&gt;", "<a href=//evil.example>x</a>", "\u202egnp.exe", "\x00", "مرحبا", strings.Repeat("W", 300), "", "%2e%2e%2f", "a#b?c&d=e", "<svg/onload=alert(1)>",
	}
}

// page reads the index with another parser than a browser's, and gives its text and
// its links. Anything that could run, or lead out of the folder, fails.
func page(t *testing.T, data []byte) (text string, links []string) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(data))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	inStyle := false
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return text, links
		}
		if err != nil {
			t.Fatalf("the page does not parse: %v", err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			inStyle = token.Name.Local == "style"
			switch token.Name.Local {
			case "script", "iframe", "object", "embed", "form", "base", "svg":
				t.Errorf("the page has a <%s>", token.Name.Local)
			}
			for _, attr := range token.Attr {
				if strings.HasPrefix(attr.Name.Local, "on") || attr.Name.Local == "style" {
					t.Errorf("<%s> has the attribute %s", token.Name.Local, attr.Name.Local)
				}
				if attr.Name.Local == "href" || attr.Name.Local == "src" {
					links = append(links, attr.Value)
				}
			}
		case xml.EndElement:
			inStyle = false
		case xml.CharData:
			if !inStyle {
				text += string(token)
			}
		}
	}
}

func TestIndexHoldsNothingThatRuns(t *testing.T) {
	m := Manifest{Quarter: "2026Q3", AsOf: "2026-11-20", RunID: "R1"}
	companions := Manifest{}
	var want []string
	for i, name := range hostile() {
		id := string(rune('a' + i))
		q := &reports.QBR{Customer: reports.Customer{ID: id, Name: name}, Period: thirdQuarter(t)}
		r := Review{CustomerID: id, Customer: name, State: []State{Written, Held, Internal, Failed}[i%4], Reason: name}
		r.Gate = &Gate{Verdict: Hold, Reasons: []string{name}, Decision: &Decision{Verdict: Send, By: name, On: "2026-10-05", Reason: name}}
		if r.State == Written {
			r.Edition = Edition{Version: 1, File: reports.FileName(q, 1), Pages: 8, Warnings: []string{name}, Beside: []File{{Kind: KindPicture, File: "pictures/" + id + " #%.png"}}}
			companions.Reviews = append(companions.Reviews, Review{CustomerID: id, State: Written, Edition: Edition{File: "C_" + id + ".pdf"}})
			want = append(want, r.File, "pictures/"+id+" #%.png", "internal/C_"+id+".pdf")
		}
		m.Reviews = append(m.Reviews, r)
	}
	data, err := Index(m, companions, "internal")
	if err != nil {
		t.Fatal(err)
	}
	text, links := page(t, data)
	for _, name := range hostile() {
		if clean := strings.ReplaceAll(name, "\x00", "\ufffd"); !strings.Contains(text, clean) {
			t.Errorf("the page does not show %q as it is", name)
		}
	}
	files := map[string]bool{}
	for _, link := range links {
		at, err := url.Parse(link)
		if err != nil || at.IsAbs() || at.Host != "" || at.RawQuery != "" || strings.Contains(at.Path, "..") {
			t.Errorf("link %q leads elsewhere: %v", link, err)
			continue
		}
		files[strings.TrimPrefix(at.Path, "./")] = true
	}
	for _, file := range want {
		if !files[file] {
			t.Errorf("no link leads to %q", file)
		}
	}
}

// What needs somebody comes first, and every review is there once.
func TestIndexOrder(t *testing.T) {
	m := Manifest{Quarter: "2026Q3", Reviews: []Review{
		{CustomerID: "1", Customer: "Written Co", State: Written, Edition: Edition{File: "w.pdf", Version: 2, Pages: 9, DocumentID: "AAAA"}, Older: []Edition{{File: "w1.pdf", Version: 1, DocumentID: "BBBB"}}},
		{CustomerID: "2", Customer: "Internal Co", State: Internal, Reason: "pays nothing"},
		{CustomerID: "3", Customer: "Held Co", State: Held, Reason: "check a holds this customer"},
		{CustomerID: "4", Customer: "Failed Co", State: Failed, Reason: "no glyph"},
		{CustomerID: "5", Customer: "Decided Co", State: Written, Edition: Edition{File: "d.pdf", Version: 1, Pages: 8},
			Gate: &Gate{Verdict: Hold, Reasons: []string{"check b holds this customer"}, Decision: &Decision{Verdict: Send, By: "Ann Lee", On: "2026-10-05", Reason: "known"}}},
	}}
	data, err := Index(m, Manifest{}, "internal")
	if err != nil {
		t.Fatal(err)
	}
	text, _ := page(t, data)
	at := 0
	for _, next := range []string{"17 pages", "Failed: ", "Failed Co", "no glyph", "Held: ", "Held Co", "check a holds this customer", "Ready to send", "Decided Co",
		"Ann Lee decided on 2026-10-05: known", "The checks said: check b holds this customer", "Written Co", "version 2", "Before: ", "version 1", "BBBB", "Internal only", "Internal Co", "pays nothing"} {
		i := strings.Index(text[at:], next)
		if i < 0 {
			t.Fatalf("after %q the page does not say %q:\n%s", text[max(0, at-40):at], next, text)
		}
		at += i + len(next)
	}
	for _, r := range m.Reviews {
		if n := strings.Count(text, r.Customer); n != 1 {
			t.Errorf("%s is named %d times", r.Customer, n)
		}
	}
}
