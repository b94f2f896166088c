package proof

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// What stands before a letter of a folded text. Any other value is the one sign
// that stands there.
const (
	joined   = rune(0)      // nothing
	spaced   = ' '          // a space, or several signs
	newline  = '\n'         // the end of a line
	hyphened = rune(0x2010) // a hyphen at the end of a line: of the word, or only of the line
	softened = rune(0xAD)   // a soft hyphen
	cut      = '…'          // the text is cut here
	apart    = '\f'         // what follows is no part of the same text
)

// folded is a text without what does not count when names are compared.
type folded struct {
	letters []rune
	between []rune // what stands before each letter, and at the end
	capital []bool
	at      []int // where each letter stands in the source
	source  string
}

// fold takes a text apart. The source is kept for excerpts.
func fold(s string) folded {
	f := folded{
		source: s, letters: make([]rune, 0, len(s)), between: make([]rune, 0, len(s)+1),
		capital: make([]bool, 0, len(s)), at: make([]int, 0, len(s)),
	}
	gap := newline // a text begins where a word may
	for i, r := range s {
		if small := r | 0x20; 'a' <= small && small <= 'z' || '0' <= r && r <= '9' { // as sign does, for most
			if gap == softened {
				gap = joined
			}
			f.letters = append(f.letters, small) // of a digit it is the digit
			f.capital = append(f.capital, small != r)
			f.between = append(f.between, gap)
			f.at = append(f.at, i)
			gap = joined
			continue
		}
		if r < unicode.MaxASCII {
			gap = f.sign(i, r, gap)
			continue
		}
		if r == cut {
			gap = cut
			continue
		}
		for _, part := range decomposed(r) {
			gap = f.sign(i, part, gap)
		}
	}
	f.between = append(f.between, closed(gap))
	return f
}

// sign adds one sign and gives what now stands before the next letter.
func (f *folded) sign(at int, r, gap rune) rune {
	switch {
	case unicode.IsLetter(r), unicode.IsDigit(r):
		if gap == softened {
			gap = joined
		}
		f.letters = append(f.letters, lower(r))
		f.capital = append(f.capital, unicode.IsUpper(r))
		f.between = append(f.between, gap)
		f.at = append(f.at, at)
		return joined
	case r == softened && gap == joined:
		return softened
	case r == softened, unicode.Is(unicode.Mn, r), unicode.Is(unicode.Cf, r):
		return gap
	}
	return gapAfter(gap, r)
}

// gapAfter is a gap with one more sign.
func gapAfter(gap, r rune) rune {
	switch {
	case gap == apart, r == apart:
		return apart
	case gap == cut:
		return cut
	case gap == softened && !unicode.IsSpace(r):
		return gapAfter(joined, r)
	case r == '\n' && (gap == '-' || gap == hyphened || gap == softened):
		return hyphened
	case r == '\n' && (gap == joined || gap == spaced):
		return newline
	case unicode.IsSpace(r) && (gap == newline || gap == hyphened):
		return gap
	case r == '\n':
		return gap // a domain goes on after its point, also on the next line
	case unicode.IsSpace(r):
		return spaced
	case gap == joined && isHyphen(r):
		return '-'
	case gap == joined:
		return r
	}
	return spaced
}

// closed makes the end of a text the end of a word.
func closed(gap rune) rune {
	if gap == joined || gap == softened {
		return newline
	}
	return gap
}

func isHyphen(r rune) bool { return r == '-' || r == 0x2010 || r == 0x2011 || r == 0x2012 }

// lower is a letter without case.
func lower(r rune) rune {
	if r < unicode.MaxASCII {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}
	if r = unicode.ToLower(r); r == 'ς' {
		return 'σ'
	}
	return r
}

// decomposed is a sign as plain letters and the marks on them.
func decomposed(r rune) string {
	if plain, ok := plainLetter(r); ok {
		return plain
	}
	return norm.NFKD.String(string(r))
}

// plainLetter spells letters that Unicode does not take apart.
func plainLetter(r rune) (string, bool) {
	const of, to = "ßẞøØłŁđĐðÐæÆœŒıħĦŧŦþÞ", "ss SS o O l L d D d D ae AE oe OE i h H t T th TH"
	if i := strings.IndexRune(of, r); i >= 0 {
		return strings.Fields(to)[len([]rune(of[:i]))], true
	}
	return "", false
}

// unspaced says whether a letter's script writes words without spaces.
func unspaced(r rune) bool {
	return r > 0xE00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// begins says whether a word may begin at letter i.
func (f *folded) begins(i int) bool {
	return f.between[i] != joined || unspaced(f.letters[i]) || unspaced(f.letters[i-1])
}

// ends says whether a word may end before letter i.
func (f *folded) ends(i int) bool {
	return i == len(f.letters) || f.begins(i)
}
