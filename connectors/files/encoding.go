package files

import (
	"bufio"
	"fmt"
	"io"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// decoded reads text as UTF-8. A byte order mark decides over the name, and is
// left out; bytes that are no UTF-8 where UTF-8 is meant pass unchanged, for
// the rows they stand in to be rejected.
func decoded(in io.Reader, name string) (*bufio.Reader, error) {
	fallback := encoding.Nop.NewDecoder().Transformer
	if name != "" {
		known, err := htmlindex.Get(name)
		if err != nil {
			return nil, fmt.Errorf("unknown encoding %q", name)
		}
		if known != unicode.UTF8 {
			fallback = known.NewDecoder().Transformer
		}
	}
	return bufio.NewReaderSize(transform.NewReader(in, marked(fallback)), 1<<16), nil
}

// marked drops the mark of UTF-8 and follows the marks of UTF-16.
func marked(fallback transform.Transformer) transform.Transformer {
	return &byMark{fallback: fallback}
}

// byMark is decided by the first bytes. unicode.BOMOverride would turn every
// wrong byte after the mark of UTF-8 into U+FFFD and so hide it.
type byMark struct {
	fallback transform.Transformer
	chosen   transform.Transformer
}

// Reset implements transform.Transformer.
func (m *byMark) Reset() { m.chosen = nil }

// Transform implements transform.Transformer.
func (m *byMark) Transform(dst, src []byte, atEOF bool) (written, read int, err error) {
	skip := 0
	if m.chosen == nil {
		if len(src) < 3 && !atEOF {
			return 0, 0, transform.ErrShortSrc
		}
		m.chosen, skip = m.choose(src)
	}
	written, read, err = m.chosen.Transform(dst, src[skip:], atEOF)
	return written, read + skip, err
}

func (m *byMark) choose(src []byte) (transform.Transformer, int) {
	switch {
	case len(src) >= 3 && src[0] == 0xEF && src[1] == 0xBB && src[2] == 0xBF:
		return transform.Nop, 3
	case len(src) >= 2 && src[0] == 0xFF && src[1] == 0xFE:
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewDecoder(), 2
	case len(src) >= 2 && src[0] == 0xFE && src[1] == 0xFF:
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewDecoder(), 2
	default:
		return m.fallback, 0
	}
}
