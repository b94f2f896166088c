package rows

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/valyala/fastjson"
)

// isNull compares with the one value the parser gives every null: asking a
// value for its type would decode strings, which are then slower to write.
func isNull(v *fastjson.Value) bool { return v == new(fastjson.Arena).NewNull() }

func typeName(v *fastjson.Value) string {
	if v == nil {
		return "missing"
	}
	return v.Type().String()
}

// appendExtra appends what is kept at and below n as one JSON object.
func appendExtra(dst []byte, n *node) []byte {
	dst = append(dst, '{')
	first := true
	comma := func() {
		if !first {
			dst = append(dst, ',')
		}
		first = false
	}
	for _, f := range n.extra {
		comma()
		dst = append(appendQuoted(dst, f.key), ':')
		dst = appendJSON(dst, f.value)
	}
	for _, child := range n.order {
		if child.live {
			comma()
			dst = append(appendQuoted(dst, []byte(child.name)), ':')
			dst = appendExtra(dst, child)
		}
	}
	return append(dst, '}')
}

// appendJSON appends v as compact JSON that every reader accepts. The parser is
// lenient and keeps what it read as it was, so its output is only taken when it
// is strictly valid; else v is written anew, value by value.
func appendJSON(dst []byte, v *fastjson.Value) []byte {
	start := len(dst)
	dst = v.MarshalTo(dst)
	if strictJSON(dst[start:]) {
		return dst
	}
	return appendRepaired(dst[:start], v)
}

// strictJSON also refuses escaped surrogates, which may be unpaired.
func strictJSON(text []byte) bool {
	if text[0] == '"' && plain(text[1:len(text)-1]) {
		return true
	}
	if !utf8.Valid(text) || fastjson.ValidateBytes(text) != nil {
		return false
	}
	return bytes.IndexByte(text, '\\') < 0 || !bytes.Contains(text, []byte(`\ud`)) && !bytes.Contains(text, []byte(`\uD`))
}

// plain is true for text that is the same inside and outside a JSON string.
func plain(text []byte) bool {
	for _, c := range text {
		if c < 0x20 || c >= utf8.RuneSelf || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}

func appendRepaired(dst []byte, v *fastjson.Value) []byte {
	switch v.Type() {
	case fastjson.TypeObject:
		dst = append(dst, '{')
		first := true
		v.GetObject().Visit(func(key []byte, child *fastjson.Value) {
			if !first {
				dst = append(dst, ',')
			}
			first = false
			dst = appendRepaired(append(appendQuoted(dst, key), ':'), child)
		})
		return append(dst, '}')
	case fastjson.TypeArray:
		dst = append(dst, '[')
		for i, child := range v.GetArray() {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = appendRepaired(dst, child)
		}
		return append(dst, ']')
	case fastjson.TypeString:
		return appendQuoted(dst, v.GetStringBytes())
	case fastjson.TypeNumber:
		// "NaN" and "1-2" pass the parser as numbers; they are kept as text.
		if text := v.MarshalTo(nil); fastjson.ValidateBytes(text) != nil {
			return appendQuoted(dst, text)
		}
	}
	return v.MarshalTo(dst)
}

// appendQuoted appends s as a JSON string. A byte that is not UTF-8 is written as
// the four letters \xff, as an unpaired surrogate stays the six letters \ud800:
// what came can still be told.
func appendQuoted(dst, s []byte) []byte {
	const hex = "0123456789abcdef"
	dst = append(dst, '"')
	if plain(s) {
		return append(append(dst, s...), '"')
	}
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRune(s[i:])
			if r == utf8.RuneError && size == 1 {
				dst = append(dst, '\\', '\\', 'x', hex[c>>4], hex[c&15])
			} else {
				dst = utf8.AppendRune(dst, r)
			}
			i += size
			continue
		}
		i++
		switch {
		case c == '"' || c == '\\':
			dst = append(dst, '\\', c)
		case c == '\n':
			dst = append(dst, '\\', 'n')
		case c < 0x20:
			dst = append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		default:
			dst = append(dst, c)
		}
	}
	return append(dst, '"')
}

// validUTF8 is text itself, or a copy with U+FFFD for what is not UTF-8.
func validUTF8(text []byte) (valid []byte, same bool) {
	if utf8.Valid(text) {
		return text, true
	}
	return []byte(strings.ToValidUTF8(string(text), "\uFFFD")), false
}
