package script

import (
	"strings"
	"unicode"
)

// Shape gives Arabic letters the form they have beside their neighbours, as signs of
// their own. A form the font has no sign for stays the letter itself. It works on text
// in reading order.
func Shape(s string, has func(rune) bool) string {
	if !strings.ContainsFunc(s, isArabic) {
		return s
	}
	runes := []rune(s)
	var out strings.Builder
	for i := 0; i < len(runes); i++ {
		r := runes[i]
		if next := following(runes, i); r == lam && next == i+1 {
			if ligature := lamAlef(runes[next]); ligature != 0 {
				if sign := ligature + joined(joinsNext(runes, i)); has(sign) {
					out.WriteRune(sign)
					i++
					continue
				}
			}
		}
		out.WriteRune(form(runes, i, has))
	}
	return out.String()
}

func isArabic(r rune) bool { return r >= 0x0621 && r <= 0x06D2 }

// The forms of a letter follow each other as isolated, final, initial, medial.
func form(runes []rune, i int, has func(rune) bool) rune {
	r := runes[i]
	first, forms := letter(r)
	if forms == 0 {
		return r
	}
	before := joinsNext(runes, i)
	after := false
	if n := following(runes, i); n >= 0 && forms == 4 {
		_, f := letter(runes[n])
		after = f > 1 || runes[n] == tatweel
	}
	sign := first
	if r == maksura && after {
		sign = 0xFBE6 // two before its initial form
	}
	switch {
	case before && after:
		sign += 3
	case after:
		sign += 2
	case before && forms > 1:
		sign++
	}
	if !has(sign) {
		return r
	}
	return sign
}

// joinsNext says whether the letter before i reaches out to it.
func joinsNext(runes []rune, i int) bool {
	for i--; i >= 0; i-- {
		if unicode.Is(unicode.Mn, runes[i]) {
			continue
		}
		_, forms := letter(runes[i])
		return forms == 4 || runes[i] == tatweel
	}
	return false
}

// following is the next letter, past marks above and below; -1 at the end.
func following(runes []rune, i int) int {
	for i++; i < len(runes); i++ {
		if !unicode.Is(unicode.Mn, runes[i]) {
			return i
		}
	}
	return -1
}

func joined(before bool) rune {
	if before {
		return 1
	}
	return 0
}

const (
	lam     = 'ل'
	maksura = 'ى'
	tatweel = 'ـ'
)

// lamAlef is the isolated form of lam with an alef behind it, or 0.
func lamAlef(alef rune) rune {
	switch alef {
	case 'آ':
		return 0xFEF5
	case 'أ':
		return 0xFEF7
	case 'إ':
		return 0xFEF9
	case 'ا':
		return 0xFEFB
	}
	return 0
}

// letter is the sign of a letter's isolated form and how many forms it has: 1 joins
// nothing, 2 only what is before it, 4 both sides. 0 is no letter that has forms.
func letter(r rune) (first rune, forms int) {
	if r == maksura { // only its forms that join nothing behind them stand in the row
		return 0xFEEF, 4
	}
	if r >= 'ء' && r <= 'ي' {
		at := rune(0xFE80)
		for _, n := range arabicForms() {
			if letter := n.from; r >= letter && r < letter+n.count {
				return at + (r-letter)*rune(n.forms), n.forms
			}
			at += n.count * rune(n.forms)
		}
		return 0, 0
	}
	for _, n := range otherForms() {
		if n.letter == r {
			return n.first, n.forms
		}
	}
	return 0, 0
}

// letterForms are letters that follow each other with so many forms each.
type letterForms struct {
	from, count rune
	forms       int
}

// arabicForms are the letters of Arabic in the order of their forms, which Unicode
// keeps without a gap from U+FE80 on.
func arabicForms() [12]letterForms {
	return [...]letterForms{
		{'ء', 1, 1}, {'آ', 4, 2}, {'ئ', 1, 4}, {'ا', 1, 2}, {'ب', 1, 4}, {'ة', 1, 2}, {'ت', 5, 4},
		{'د', 4, 2}, {'س', 8, 4}, {'ف', 7, 4}, {'و', 2, 2}, {'ي', 1, 4},
	}
}

// ownForms is a letter with the first of its forms.
type ownForms struct {
	letter, first rune
	forms         int
}

// otherForms are letters of Persian and Urdu.
func otherForms() [13]ownForms {
	return [...]ownForms{
		{'ٹ', 0xFB66, 4}, {'پ', 0xFB56, 4}, {'چ', 0xFB7A, 4}, {'ڈ', 0xFB88, 2}, {'ڑ', 0xFB8C, 2}, {'ژ', 0xFB8A, 2}, {'ک', 0xFB8E, 4},
		{'گ', 0xFB92, 4}, {'ں', 0xFB9E, 2}, {'ھ', 0xFBAA, 4}, {'ہ', 0xFBA6, 4}, {'ی', 0xFBFC, 4}, {'ے', 0xFBAE, 2},
	}
}
