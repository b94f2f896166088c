package inspect

import (
	"crypto/md5"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// Text is a text of a file and where it stands.
type Text struct {
	// Place is as people say it: "page 3", "title", "outline", "a link on page 2".
	Place string
	Text  string
}

// Picture is a picture of a page.
type Picture struct {
	Place string
	// SHA256 is of what is packed in the file, with its mask.
	SHA256 string
}

// Document is all that can be read in a file.
type Document struct {
	Pages    int
	Texts    []Text
	Pictures []Picture
	// Attachments are the files inside the file, by name.
	Attachments map[string][]byte
}

// Read reads a file whole. An error says what of it could not be read.
func Read(raw []byte) (*Document, error) {
	f, err := parse(raw)
	if err != nil {
		return nil, fmt.Errorf("read PDF: %w", err)
	}
	r := &reader{file: f, seen: map[ref]bool{}, fonts: map[ref]*font{}, pages: map[ref]int{}, common: map[name]bool{}, doc: &Document{Attachments: map[string][]byte{}}}
	if err := r.all(); err != nil {
		return nil, fmt.Errorf("read PDF: %w", err)
	}
	return r.doc, nil
}

// Page is the text of a page in the order it was written.
func (d *Document) Page(n int) string {
	place := pagePlace(n)
	for _, t := range d.Texts {
		if t.Place == place {
			return t.Text
		}
	}
	return ""
}

func pagePlace(n int) string { return fmt.Sprintf("page %d", n) }

// reader goes through everything of a file.
type reader struct {
	file    *file
	seen    map[ref]bool
	fonts   map[ref]*font
	pages   map[ref]int
	content unpacker // of pages: fonts are read while one is
	common  map[name]bool
	keys    [][]name // lists of keys, to be used again
	doc     *Document
}

func (r *reader) all() error {
	root := r.file.dict(r.file.trailer["Root"])
	if root["Type"] != name("Catalog") {
		return fmt.Errorf("there is no catalogue")
	}
	if err := r.number(root["Pages"], 0); err != nil {
		return err
	}
	info := r.file.dict(r.file.trailer["Info"])
	for _, key := range r.sorted(info) {
		if err := r.visit(info[key], strings.ToLower(string(key))); err != nil {
			return err
		}
	}
	for _, part := range []struct {
		from  any
		place string
	}{
		{root["Outlines"], "outline"}, {root["Names"], "attachment"}, {root["Pages"], "pages"}, {root, "catalogue"}, {r.file.trailer, "trailer"},
	} {
		if err := r.visit(part.from, part.place); err != nil {
			return err
		}
	}
	for _, n := range r.file.order {
		if err := r.visit(n, fmt.Sprintf("object %d", n)); err != nil {
			return err
		}
	}
	return nil
}

// number counts the pages in their order.
func (r *reader) number(o any, depth int) error {
	node := r.file.dict(o)
	id, isRef := o.(ref)
	if !isRef || depth > maxDepth {
		return fmt.Errorf("the pages are no tree")
	}
	if node["Type"] == name("Page") {
		r.doc.Pages++
		r.pages[id] = r.doc.Pages
		return nil
	}
	kids, _ := r.file.at(node["Kids"]).(array)
	for _, kid := range kids {
		if err := r.number(kid, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// visit reads all texts below an object.
func (r *reader) visit(o any, place string) error {
	switch o := o.(type) {
	case ref:
		if r.seen[o] {
			return nil
		}
		r.seen[o] = true
		if n, isPage := r.pages[o]; isPage {
			return r.page(r.file.dict(o), n)
		}
		target, ok := r.file.objects[o]
		if !ok {
			return fmt.Errorf("object %d is not there", o)
		}
		return r.visit(target, place)
	case str:
		r.add(place, o.text())
	case name:
		if !r.isCommon(o) {
			r.add(place, string(o))
		}
	case array:
		for _, item := range o {
			if err := r.visit(item, place); err != nil {
				return err
			}
		}
	case dict:
		return r.dictionary(o, place)
	case *stream:
		return r.stream(o, place)
	}
	return nil
}

func (r *reader) dictionary(d dict, place string) error {
	switch d["Subtype"] {
	case name("Link"):
		place = "a link on " + place
	case name("FileAttachment"), name("Text"), name("FreeText"):
		place = "a note on " + place
	}
	sorted := r.sorted(d)
	defer func() { r.keys = append(r.keys, sorted) }()
	for _, key := range sorted {
		if active(key) || key == "S" && active(namedBy(d[key])) {
			return fmt.Errorf("it holds what acts by itself: %s %v", key, d[key])
		}
		if !r.isCommon(key) {
			r.add(place, string(key))
		}
		if notText(key, d[key]) {
			continue
		}
		if s, ok := d[key].(str); ok && key == "URI" {
			r.add(place, unescaped(s.text()))
		}
		if err := r.visit(d[key], place); err != nil {
			return err
		}
	}
	return nil
}

// notText says whether a string is none that anybody wrote: a sum or an identity, which
// may be any text by chance, or the name of a set of signs.
func notText(key name, o any) bool {
	if _, several := o.(array); several && key == "ID" {
		return true
	}
	s, ok := o.(str)
	return ok && (key == "CheckSum" && len(s) == md5.Size || key == "Registry" && s == "Adobe" || key == "Ordering" && (s == "UCS" || s == "Identity"))
}

// unescaped is an address without its escapes, or nothing where it has none.
func unescaped(uri string) string {
	if plain, err := url.QueryUnescape(uri); err == nil && plain != uri {
		return plain
	}
	return ""
}

func namedBy(o any) name { n, _ := o.(name); return n }

// active are keys and actions of what does something when a file is opened or read.
func active(key name) bool {
	switch key {
	case "JS", "JavaScript", "AA", "Launch", "AcroForm", "XFA", "RichMedia", "SubmitForm", "ImportData", "GoToR", "GoToE", "Movie", "Sound", "Rendition":
		return true
	}
	return false
}

func (r *reader) add(place, text string) {
	if text != "" {
		r.doc.Texts = append(r.doc.Texts, Text{Place: place, Text: text})
	}
}

// sorted are the keys of a dictionary in their order.
func (r *reader) sorted(d dict) []name {
	var out []name
	if n := len(r.keys); n > 0 {
		out, r.keys = r.keys[n-1][:0], r.keys[:n-1]
	}
	for key := range d {
		out = append(out, key)
	}
	slices.Sort(out)
	return out
}

// isCommon is common, asked once of each name.
func (r *reader) isCommon(n name) bool {
	is, known := r.common[n]
	if !known {
		is = common(n)
		r.common[n] = is
	}
	return is
}

// fingerprint is of a picture and of the mask that makes parts of it transparent.
func (r *reader) fingerprint(s *stream) string {
	sum := sha256.New()
	sum.Write(s.raw)
	if mask, ok := r.file.at(s.dict["SMask"]).(*stream); ok {
		sum.Write(mask.raw)
	}
	return hex.EncodeToString(sum.Sum(nil))
}
