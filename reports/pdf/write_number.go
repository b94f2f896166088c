package pdf

import (
	"math"
	"strconv"
	"unicode/utf16"
)

// appendNumber writes a number with so many digits after the point at most.
func appendNumber(out []byte, v float64, digits int) []byte {
	unit := int64(1)
	for range digits {
		unit *= 10
	}
	n := int64(math.Round(v * float64(unit)))
	if n < 0 {
		out, n = append(out, '-'), -n
	}
	out = strconv.AppendInt(out, n/unit, 10)
	rest := n % unit
	if rest == 0 {
		return out
	}
	out = append(out, '.')
	for rest > 0 {
		unit /= 10
		out = append(out, '0'+byte(rest/unit))
		rest %= unit
	}
	return out
}

// textString is a text as the format has those that are not on pages: in UTF-16.
func textString(s string) string {
	out := []byte{0xFE, 0xFF}
	for _, unit := range utf16.Encode([]rune(s)) {
		out = append(out, byte(unit>>8), byte(unit))
	}
	return string(out)
}
