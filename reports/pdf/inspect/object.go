package inspect

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// An object of a PDF is nil, a bool, a float64, or one of the types below.
type (
	name   string
	str    string
	ref    int
	word   string // an operator of a page, or a keyword of the file
	array  []any
	dict   map[name]any
	stream struct {
		dict
		raw []byte
	}
)

// maxStream is how large a stream may get when it is unpacked.
const maxStream = 64 << 20

// unpacker unpacks streams, one after the other.
type unpacker struct {
	zip io.ReadCloser
	out bytes.Buffer
}

// data unpacks a stream. What it returns is good until the next call.
func (u *unpacker) data(s *stream) ([]byte, error) {
	switch filter := s.dict["Filter"]; filter {
	case nil:
		return s.raw, nil
	case name("FlateDecode"):
		if s.dict["DecodeParms"] != nil {
			return nil, fmt.Errorf("a stream is packed with a predictor")
		}
	default:
		return nil, fmt.Errorf("a stream is packed with %v", filter)
	}
	if err := u.open(bytes.NewReader(s.raw)); err != nil {
		return nil, fmt.Errorf("unpack stream: %w", err)
	}
	u.out.Reset()
	if _, err := u.out.ReadFrom(io.LimitReader(u.zip, maxStream+1)); err != nil {
		return nil, fmt.Errorf("unpack stream: %w", err)
	}
	if u.out.Len() > maxStream {
		return nil, fmt.Errorf("a stream unpacks to more than %d bytes", maxStream)
	}
	return u.out.Bytes(), nil
}

func (u *unpacker) open(packed io.Reader) (err error) {
	if again, ok := u.zip.(zlib.Resetter); ok {
		return again.Reset(packed, nil)
	}
	u.zip, err = zlib.NewReader(packed)
	return err
}

// text decodes a text string: UTF-16 or UTF-8 with its mark, else the encoding of
// documents, whose upper half is Latin enough to be compared.
func (s str) text() string {
	switch {
	case len(s) >= 2 && s[0] == 0xFE && s[1] == 0xFF:
		return fromUTF16(string(s[2:]))
	case len(s) >= 3 && s[:3] == "\xEF\xBB\xBF" && utf8.ValidString(string(s[3:])):
		return string(s[3:])
	case utf8.ValidString(string(s)):
		return string(s)
	}
	out := make([]rune, len(s))
	for i := range len(s) {
		out[i] = rune(s[i])
	}
	return string(out)
}

func fromUTF16(s string) string {
	units := make([]uint16, 0, len(s)/2)
	for i := 0; i+1 < len(s); i += 2 {
		units = append(units, uint16(s[i])<<8|uint16(s[i+1]))
	}
	return string(utf16.Decode(units))
}
