package inspect

import (
	"bytes"
	"fmt"
	"strconv"
)

// file is all objects of a PDF.
type file struct {
	objects map[ref]any
	order   []ref // as they stand in the file
	trailer dict
	unpacker
}

// parse reads a file of one revision from its first byte to its last.
func parse(raw []byte) (*file, error) {
	l := &lexer{src: raw, refs: true}
	f := &file{objects: map[ref]any{}}
	if !bytes.HasPrefix(raw, []byte("%PDF-1.")) || bytes.IndexByte(raw[:min(len(raw), 16)], '\n') < 0 {
		return nil, fmt.Errorf("no PDF")
	}
	l.at = bytes.IndexByte(raw, '\n')
	offsets := map[ref]int{}
	for {
		if l.end() {
			return nil, l.fail("the file ends without its table")
		}
		from := l.at
		token := l.regular()
		if token == "xref" {
			break
		}
		n, err := strconv.Atoi(token)
		if err != nil || n <= 0 {
			return nil, l.fail("no object")
		}
		if err := f.read(l, ref(n)); err != nil {
			return nil, fmt.Errorf("object %d: %w", n, err)
		}
		offsets[ref(n)] = from
	}
	return f, f.table(l, offsets)
}

// read reads the object whose number has been read.
func (f *file) read(l *lexer, n ref) error {
	if _, twice := f.objects[n]; twice {
		return l.fail("it is there twice")
	}
	if err := l.expect("0", "obj"); err != nil {
		return err
	}
	object, err := l.object(0)
	if err != nil {
		return err
	}
	l.space()
	if bytes.HasPrefix(l.src[l.at:], []byte("stream")) {
		d, ok := object.(dict)
		if !ok {
			return l.fail("a stream without a dictionary")
		}
		if object, err = l.stream(d); err != nil {
			return err
		}
	}
	f.objects[n] = object
	f.order = append(f.order, n)
	return l.expect("endobj")
}

func (l *lexer) expect(tokens ...string) error {
	for _, want := range tokens {
		l.space()
		if got := l.token(); string(got) != want {
			return l.fail(fmt.Sprintf("got %q, want %q", got, want))
		}
	}
	return nil
}

// stream reads the bytes after a dictionary. Its length must be there as a number.
func (l *lexer) stream(d dict) (*stream, error) {
	length, ok := d["Length"].(float64)
	l.at += len("stream")
	if l.at < len(l.src) && l.src[l.at] == '\r' {
		l.at++
	}
	l.at++ // the end of the line
	if !ok || length < 0 || l.at+int(length) > len(l.src) {
		return nil, l.fail("a stream without a length")
	}
	s := &stream{dict: d, raw: l.src[l.at : l.at+int(length)]}
	l.at += int(length)
	return s, l.expect("endstream")
}

// table reads what follows the objects and compares it with them: a reader that
// goes by the table must find what was read here, and nothing else.
func (f *file) table(l *lexer, offsets map[ref]int) error {
	if err := l.expect("0", strconv.Itoa(len(offsets)+1)); err != nil {
		return err
	}
	for n := range len(offsets) + 1 {
		l.space()
		at := l.regular()
		if n == 0 {
			if err := l.expect("65535", "f"); err != nil {
				return err
			}
			continue
		}
		if err := l.expect("00000", "n"); err != nil {
			return err
		}
		if offset, err := strconv.Atoi(at); err != nil || offsets[ref(n)] != offset {
			return fmt.Errorf("the table says object %d is at %s", n, at)
		}
	}
	if err := l.expect("trailer"); err != nil {
		return err
	}
	trailer, err := l.object(0)
	if err != nil {
		return fmt.Errorf("trailer: %w", err)
	}
	var ok bool
	if f.trailer, ok = trailer.(dict); !ok {
		return l.fail("no trailer")
	}
	return f.finish(l)
}

func (f *file) finish(l *lexer) error {
	for key := range f.trailer {
		switch key {
		case "Size", "Root", "Info", "ID":
		default:
			return fmt.Errorf("the trailer has %s", key)
		}
	}
	if err := l.expect("startxref"); err != nil {
		return err
	}
	l.space()
	at, err := strconv.Atoi(l.regular())
	if err != nil || at < 0 || at > len(l.src) || !bytes.HasPrefix(l.src[at:], []byte("xref")) {
		return fmt.Errorf("the file does not say where its table is")
	}
	l.space()
	if rest := bytes.TrimSpace(l.src[l.at:]); string(rest) != "%%EOF" {
		return l.fail("something follows the file's end")
	}
	return nil
}

// at follows references.
func (f *file) at(o any) any {
	for range maxDepth {
		r, ok := o.(ref)
		if !ok {
			return o
		}
		o = f.objects[r]
	}
	return nil
}

func (f *file) dict(o any) dict {
	switch o := f.at(o).(type) {
	case dict:
		return o
	case *stream:
		return o.dict
	}
	return nil
}
