package inspect

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/valyala/fastjson"
)

// page reads what a page shows and what lies on it.
func (r *reader) page(d dict, n int) error {
	place := pagePlace(n)
	resources := r.inherited(d, "Resources")
	p := &interpreter{file: r.file, fonts: map[name]*font{}, known: r.font, res: r.file.dict(resources)}
	data, err := r.contents(d["Contents"])
	if err != nil {
		return fmt.Errorf("%s: %w", place, err)
	}
	if err := p.follow(data); err != nil {
		return fmt.Errorf("%s: %w", place, err)
	}
	r.add(place, flow(p.runs))
	r.add(place, strings.Join(beneath(p.runs), Apart))
	for _, said := range p.said {
		r.add(place, said)
	}
	for _, drawn := range p.drawn {
		if s, ok := drawn.(*stream); ok {
			r.doc.Pictures = append(r.doc.Pictures, Picture{Place: place, SHA256: r.fingerprint(s)})
		}
	}
	rest := dict{}
	for key, value := range d {
		if key != "Contents" && key != "Parent" {
			rest[key] = value
		}
	}
	return r.dictionary(rest, place)
}

// inherited is a page's own entry or that of the nodes above it.
func (r *reader) inherited(d dict, key name) any {
	for range maxDepth {
		if v, ok := d[key]; ok || d == nil {
			return v
		}
		d = r.file.dict(d["Parent"])
	}
	return nil
}

// contents joins the streams of a page. What it returns is good until the next
// page's.
func (r *reader) contents(o any) ([]byte, error) {
	list := array{o}
	if several, ok := r.file.at(o).(array); ok {
		list = several
	}
	var out []byte
	for _, one := range list {
		id, isRef := one.(ref)
		s, ok := r.file.at(one).(*stream)
		if !isRef || !ok {
			return nil, errors.New("a page without a content")
		}
		r.seen[id] = true
		data, err := r.content.data(s)
		if err != nil {
			return nil, err
		}
		if len(list) == 1 {
			return data, nil
		}
		out = append(append(out, data...), '\n')
	}
	return out, nil
}

// font reads a font, once.
func (r *reader) font(o any) (*font, error) {
	id, isRef := o.(ref)
	if !isRef {
		return nil, errors.New("a page has no such font")
	}
	if r.fonts[id] == nil {
		f, err := r.file.font(o)
		if err != nil {
			return nil, err
		}
		r.fonts[id] = f
	}
	return r.fonts[id], nil
}

// stream reads a stream by what it is for.
func (r *reader) stream(s *stream, place string) error {
	if err := r.dictionary(s.dict, place); err != nil {
		return err
	}
	switch {
	case s.dict["Type"] == name("EmbeddedFile"):
		return r.attachment(s, place)
	case s.dict["Subtype"] == name("XML"), s.dict["Type"] == name("Metadata"):
		data, err := r.file.data(s)
		if err != nil || !utf8.Valid(data) {
			return fmt.Errorf("the metadata are no text: %w", err)
		}
		r.add("metadata", string(data))
		return nil
	case s.dict["Subtype"] == name("Image"), r.partOfFont(s):
		return nil
	}
	return fmt.Errorf("%s: a stream has no known use", place)
}

// partOfFont says whether a font's descriptions name the stream.
func (r *reader) partOfFont(s *stream) bool {
	for _, o := range r.file.objects {
		d, ok := o.(dict)
		if !ok {
			continue
		}
		switch d["Type"] {
		case name("Font"), name("FontDescriptor"):
			for _, key := range []name{"ToUnicode", "FontFile2", "CIDToGIDMap"} {
				if r.file.at(d[key]) == any(s) {
					return true
				}
			}
		}
	}
	return false
}

// attachment reads a file inside the file: JSON by its strings, and any other text.
func (r *reader) attachment(s *stream, place string) error {
	data, err := r.file.data(s)
	if err != nil {
		return err
	}
	data = bytes.Clone(data)
	if !utf8.Valid(data) {
		return fmt.Errorf("%s: a file inside is no text", place)
	}
	at := r.attachmentName(s)
	r.doc.Attachments[at] = data
	place = "attachment " + at
	if words, err := jsonWords(data); err == nil {
		r.add(place, words)
		return nil
	}
	r.add(place, string(data))
	return nil
}

// attachmentName is the name the file has in the file that holds it.
func (r *reader) attachmentName(s *stream) string {
	for _, n := range r.file.order {
		d, ok := r.file.objects[n].(dict)
		if !ok || d["Type"] != name("Filespec") {
			continue
		}
		if r.file.at(r.file.dict(d["EF"])["F"]) == any(s) {
			if title, ok := d["UF"].(str); ok {
				return title.text()
			}
		}
	}
	return "without a name"
}

// jsonWords are all names, texts and numbers of a JSON text, each apart and each once.
func jsonWords(data []byte) (string, error) {
	var parser fastjson.Parser
	value, err := parser.ParseBytes(data)
	if err != nil {
		return "", err
	}
	words := wordList{seen: map[string]bool{}}
	words.take(value)
	return string(words.out), nil
}

// wordList gathers words.
type wordList struct {
	out  []byte
	seen map[string]bool
}

func (l *wordList) add(word []byte) {
	if !l.seen[string(word)] {
		l.seen[string(word)] = true
		l.out = append(append(l.out, word...), Apart...)
	}
}

func (l *wordList) take(value *fastjson.Value) {
	switch value.Type() {
	case fastjson.TypeObject:
		object, _ := value.Object() // it is one
		object.Visit(func(key []byte, below *fastjson.Value) {
			l.add(key)
			l.take(below)
		})
	case fastjson.TypeArray:
		list, _ := value.Array() // it is one
		for _, below := range list {
			l.take(below)
		}
	case fastjson.TypeString:
		text, _ := value.StringBytes() // it is one
		l.add(text)
	case fastjson.TypeNull:
	default:
		l.add(value.MarshalTo(nil))
	}
}
