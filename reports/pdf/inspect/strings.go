package inspect

import "bytes"

// literal reads a string in parentheses.
func (l *lexer) literal() (str, error) {
	l.at++
	if n := bytes.IndexAny(l.src[l.at:], "()\\\r"); n >= 0 && l.src[l.at+n] == ')' { // as most are
		l.at += n + 1
		return str(l.src[l.at-n-1 : l.at-1]), nil
	}
	var out []byte
	for open := 1; l.at < len(l.src); l.at++ {
		c := l.src[l.at]
		switch c {
		case '(':
			open++
		case ')':
			if open--; open == 0 {
				l.at++
				return str(out), nil
			}
		case '\r': // the end of a line is one sign, however it is written
			if l.at+1 < len(l.src) && l.src[l.at+1] == '\n' {
				l.at++
			}
			c = '\n'
		case '\\':
			out = l.escaped(out)
			continue
		}
		out = append(out, c)
	}
	return "", l.fail("a string is not closed")
}

// escaped reads what a backslash begins and leaves at its last sign.
func (l *lexer) escaped(out []byte) []byte {
	l.at++
	if l.at >= len(l.src) {
		return out
	}
	switch c := l.src[l.at]; c {
	case 'n':
		return append(out, '\n')
	case 'r':
		return append(out, '\r')
	case 't':
		return append(out, '\t')
	case 'b':
		return append(out, '\b')
	case 'f':
		return append(out, '\f')
	case '\n':
		return out
	case '\r':
		if l.at+1 < len(l.src) && l.src[l.at+1] == '\n' {
			l.at++
		}
		return out
	case '0', '1', '2', '3', '4', '5', '6', '7':
		n := 0
		for i := 0; i < 3 && l.at < len(l.src) && l.src[l.at] >= '0' && l.src[l.at] <= '7'; i++ {
			n = n*8 + int(l.src[l.at]-'0')
			l.at++
		}
		l.at--
		return append(out, byte(n))
	default:
		return append(out, c)
	}
}

// hex reads a string of hexadecimal digits.
func (l *lexer) hex() (str, error) {
	l.at++
	var out []byte
	half := -1
	for ; l.at < len(l.src); l.at++ {
		c := l.src[l.at]
		if c == '>' {
			l.at++
			if half >= 0 {
				out = append(out, byte(half<<4))
			}
			return str(out), nil
		}
		if isSpace(c) {
			continue
		}
		digit, ok := hexDigit(c)
		if !ok {
			return "", l.fail("a string holds no number")
		}
		if half < 0 {
			half = digit
			continue
		}
		out = append(out, byte(half<<4|digit))
		half = -1
	}
	return "", l.fail("a string is not closed")
}

func hexDigit(c byte) (int, bool) {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0'), true
	case 'a' <= c && c <= 'f':
		return int(c-'a') + 10, true
	case 'A' <= c && c <= 'F':
		return int(c-'A') + 10, true
	}
	return 0, false
}
