package inspect

import (
	"fmt"
	"strconv"
)

// lexer reads objects one after the other.
type lexer struct {
	src []byte
	at  int
	// refs is set where "1 0 R" is a reference; pages hold none.
	refs  bool
	names map[string]name // those read so far
}

// maxDepth is how deep objects may stand in each other.
const maxDepth = 64

func isSpace(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

func isDelimiter(c byte) bool {
	switch c {
	case '(', ')', '<', '>', '[', ']', '{', '}', '/', '%':
		return true
	}
	return false
}

func (l *lexer) space() {
	for l.at < len(l.src) && isSpace(l.src[l.at]) {
		l.at++
	}
}

func (l *lexer) end() bool { l.space(); return l.at >= len(l.src) }

func (l *lexer) fail(what string) error { return fmt.Errorf("%s at byte %d", what, l.at) }

// object reads the next object or word.
func (l *lexer) object(depth int) (any, error) {
	if l.end() {
		return nil, l.fail("the data ends")
	}
	if depth > maxDepth {
		return nil, l.fail("objects too deep")
	}
	switch c := l.src[l.at]; {
	case c == '/':
		l.at++
		return l.name()
	case c == '(':
		return l.literal()
	case c == '[':
		l.at++
		return l.array(depth)
	case c == '<' && l.at+1 < len(l.src) && l.src[l.at+1] == '<':
		l.at += 2
		return l.dict(depth)
	case c == '<':
		return l.hex()
	case isDelimiter(c):
		return nil, l.fail(fmt.Sprintf("an unexpected %q", c))
	}
	return l.plain()
}

// plain reads a number, a reference or a word.
func (l *lexer) plain() (any, error) {
	token := l.token()
	if c := token[0]; c != '+' && c != '-' && c != '.' && (c < '0' || c > '9') {
		switch string(token) {
		case "true":
			return true, nil
		case "false":
			return false, nil
		case "null":
			return nil, nil
		}
		return word(token), nil
	}
	number, ok := parseNumber(token)
	if !ok {
		return nil, l.fail("no number: " + strconv.Quote(string(token)))
	}
	if l.refs {
		if n, ok := l.reference(number); ok {
			return n, nil
		}
	}
	return number, nil
}

// parseNumber reads digits with a sign and a point; the format has no other numbers.
func parseNumber[T string | []byte](token T) (float64, bool) {
	whole, scale, digits := 0.0, 0.0, 0
	sign := 1.0
	for i := range len(token) {
		switch c := token[i]; {
		case '0' <= c && c <= '9':
			whole = whole*10 + float64(c-'0')
			scale *= 10
			digits++
		case c == '.' && scale == 0:
			scale = 1
		case c == '-' && i == 0:
			sign = -1
		case c == '+' && i == 0:
		default:
			return 0, false
		}
	}
	if scale > 0 {
		whole /= scale
	}
	return sign * whole, digits > 0
}

// reference looks whether the number begins a reference, as 12 0 R.
func (l *lexer) reference(number float64) (ref, bool) {
	back := l.at
	l.space()
	if string(l.token()) == "0" && number == float64(int(number)) {
		l.space()
		if string(l.token()) == "R" {
			return ref(number), true
		}
	}
	l.at = back
	return 0, false
}

// regular reads signs up to the next space or delimiter.
func (l *lexer) regular() string {
	return string(l.token())
}

// token is regular without a copy.
func (l *lexer) token() []byte {
	from := l.at
	for l.at < len(l.src) && !isSpace(l.src[l.at]) && !isDelimiter(l.src[l.at]) {
		l.at++
	}
	return l.src[from:l.at]
}

func (l *lexer) name() (name, error) {
	token := l.token()
	if known, ok := l.names[string(token)]; ok {
		return known, nil
	}
	out := make([]byte, 0, len(token))
	for i := 0; i < len(token); i++ {
		if token[i] != '#' {
			out = append(out, token[i])
			continue
		}
		if i+2 >= len(token) {
			return "", l.fail("a name is cut")
		}
		n, err := strconv.ParseUint(string(token[i+1:i+3]), 16, 8)
		if err != nil {
			return "", l.fail("a name holds no number")
		}
		out = append(out, byte(n))
		i += 2
	}
	if l.names == nil {
		l.names = map[string]name{}
	}
	l.names[string(token)] = name(out)
	return name(out), nil
}

func (l *lexer) array(depth int) (array, error) {
	var out array
	for !l.end() {
		if l.src[l.at] == ']' {
			l.at++
			return out, nil
		}
		item, err := l.object(depth + 1)
		if err != nil {
			return nil, err
		}
		out = append(out, item)
	}
	return nil, l.fail("an array is not closed")
}

func (l *lexer) dict(depth int) (dict, error) {
	out := dict{}
	for !l.end() {
		if l.src[l.at] == '>' {
			if l.at+1 >= len(l.src) || l.src[l.at+1] != '>' {
				break
			}
			l.at += 2
			return out, nil
		}
		key, err := l.object(depth + 1)
		if err != nil {
			return nil, err
		}
		k, ok := key.(name)
		if _, twice := out[k]; !ok || twice {
			return nil, l.fail("a dictionary has a key that is no name or is there twice")
		}
		if out[k], err = l.object(depth + 1); err != nil {
			return nil, err
		}
	}
	return nil, l.fail("a dictionary is not closed")
}
