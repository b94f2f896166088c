package pdf

import (
	"bytes"
	"crypto/md5"
	"fmt"
)

// assembly is a file in the making: the objects of the library, changed where they
// lack something, and own ones after them.
type assembly struct {
	bench    *bench
	out      []byte
	offsets  []int // of the objects so far, the first is object 1
	first    int   // the number of the first own object: the fonts, and then the file inside
	fonts    *embedder
	attached bool
	content  int // the number of the next page's content, after its page
	err      error
}

// The library's objects that are changed, by how they begin and where. The resources
// of all pages have a number of their own; the catalogue comes last, after the
// document's information.
const (
	pageHead      = "<</Type /Page\n"
	resourcesHead = "2 0 obj\n"
	noFonts       = "/Font <<\n>>\n"
	catalogHead   = "<<\n/Type /Catalog\n"
	noNames       = "/Names <<\n/EmbeddedFiles << /Names [\n  \n] >>\n>>\n"
)

// take takes an object of the library over.
func (a *assembly) take(n int, object []byte) {
	a.offsets[n-1] = len(a.out)
	head, body, _ := bytes.Cut(object, []byte("\n"))
	switch {
	case n == a.content:
		a.page(n, body)
		return
	case bytes.HasPrefix(body, []byte(pageHead)):
		a.content = n + 1
		object = a.replaced(object, pageHead, pageHead+"/Tabs /R\n")
	case string(head)+"\n" == resourcesHead:
		var keys []byte
		for i, font := range a.fonts.used {
			keys = fmt.Appendf(keys, "%s %d 0 R ", font.key, a.first+i*fontObjects)
		}
		object = a.replaced(object, noFonts, "/Font <<"+string(keys)+">>\n")
	case n == a.first-1 && bytes.HasPrefix(body, []byte(catalogHead)):
		names := ""
		if a.attached {
			names = fmt.Sprintf("/Names <</EmbeddedFiles <</Names [(%s) %d 0 R]>>>>\n", receiptsFile, a.first+len(a.fonts.used)*fontObjects+1)
		}
		object = a.replaced(object, noNames, names)
		object = a.replaced(object, catalogHead, catalogHead+"/ViewerPreferences <</DisplayDocTitle true>>\n")
	}
	a.out = append(a.out, object...)
}

// replaced is an object with another part instead of one it must have.
func (a *assembly) replaced(object []byte, part, by string) []byte {
	if !bytes.Contains(object, []byte(part)) {
		a.err = fmt.Errorf("finish file: an object has no %q", part)
	}
	return bytes.Replace(object, []byte(part), []byte(by), 1)
}

// page packs the content of a page.
func (a *assembly) page(n int, body []byte) {
	var length int
	if _, err := fmt.Sscanf(string(body[:min(len(body), 32)]), "<</Length %d>>\nstream\n", &length); err != nil {
		a.err = fmt.Errorf("finish file: a page has no content: %w", err)
		return
	}
	at := bytes.Index(body, []byte("stream\n")) + len("stream\n")
	if at+length > len(body) {
		a.err = fmt.Errorf("finish file: the content of a page is cut")
		return
	}
	a.packed(n, "", body[at:at+length])
}

// begin begins the object of a number; own ones come in the order of their numbers.
func (a *assembly) begin(n int) {
	if n > len(a.offsets) {
		a.offsets = append(a.offsets, len(a.out))
	}
	a.out = fmt.Appendf(a.out, "%d 0 obj\n", n)
}

// object writes an own object.
func (a *assembly) object(n int, body string) {
	a.begin(n)
	a.out = append(append(a.out, body...), "\nendobj\n"...)
}

// packed writes an object that is packed data; its dictionary has more entries.
func (a *assembly) packed(n int, entries string, data []byte) {
	packed, err := a.bench.pack(data)
	if err != nil {
		a.err = fmt.Errorf("finish file: %w", err)
		return
	}
	a.begin(n)
	a.out = fmt.Appendf(a.out, "<<%s/Filter /FlateDecode /Length %d>>\nstream\n", entries, len(packed))
	a.out = append(append(a.out, packed...), "\nendstream\nendobj\n"...)
}

// attach writes a file inside the file as two objects: what is in it, and its name.
func (a *assembly) attach(n int, name string, data []byte) {
	a.packed(n, fmt.Sprintf("/Type /EmbeddedFile /Params <</CheckSum <%x> /Size %d>> ", md5.Sum(data), len(data)), data)
	a.object(n+1, fmt.Sprintf("<</Type /Filespec /F (%s) /UF (%s) /EF <</F %d 0 R>>>>", name, name, n))
}

// end writes the table of all objects and what follows it.
func (a *assembly) end(hash string) []byte {
	at := len(a.out)
	a.out = fmt.Appendf(a.out, "xref\n0 %d\n0000000000 65535 f \n", len(a.offsets)+1)
	for _, offset := range a.offsets {
		a.out = fmt.Appendf(a.out, "%010d 00000 n \n", offset)
	}
	a.out = append(a.out, "trailer\n<<\n"...)
	if len(hash) >= 32 {
		a.out = fmt.Appendf(a.out, "/ID [<%s> <%s>]\n", hash[:32], hash[:32])
	}
	// The library's last object is the catalogue, and the document's information
	// stands before it.
	return fmt.Appendf(a.out, "/Size %d\n/Root %d 0 R\n/Info %d 0 R\n>>\nstartxref\n%d\n%%%%EOF\n", len(a.offsets)+1, a.first-1, a.first-2, at)
}
