package proof

import (
	"slices"
	"unicode"
)

// span is where a text holds a pattern: letters from and before to.
type span struct {
	from, to int
	pattern  int32
}

// minCut is how many letters a name cut by an ellipsis must have left.
const minCut = 8

// minBroken is how many letters a word must have to be found broken over two lines
// without a hyphen.
const minBroken = 8

// search finds every pattern in a text, but for those to skip.
func (x *Index) search(f *folded, skip map[int32]bool) []span {
	var out []span
	for i := range f.letters {
		if !f.begins(i) {
			continue
		}
		h := uint64(offset)
		for n := 1; n <= firstLetters && i+n <= len(f.letters); n++ {
			h = step(h, f.letters[i+n-1])
			for _, p := range x.begin[h] {
				if skip[p] {
					continue
				}
				if to := x.patterns[p].matches(f, i); to > 0 {
					out = append(out, span{from: i, to: to, pattern: p})
				}
			}
		}
	}
	return out
}

// matches says where a pattern that begins at letter i ends, or 0.
func (p *pattern) matches(f *folded, i int) int {
	n := 0
	for n < len(p.letters) && i+n < len(f.letters) && p.letters[n] == f.letters[i+n] {
		if n > 0 && !p.passes(n, f.between[i+n]) {
			break
		}
		n++
	}
	end := i + n
	if n < len(p.letters) {
		if p.kind == Name && n >= minCut && f.between[end] == cut {
			return end
		}
		return 0
	}
	if p.exact && !slices.Equal(p.capital, f.capital[i:end]) {
		return 0
	}
	if !p.borders(f, i, end) {
		return 0
	}
	return end
}

// passes says whether the pattern goes on over what stands before its letter n in
// a text.
func (p *pattern) passes(n int, gap rune) bool {
	own := p.between[n]
	switch p.kind {
	case Domain, Email, ID: // signs count
		return gap == own || gap == hyphened && (own == '-' || own == joined) || gap == newline && own == joined && len(p.letters) >= minBroken
	}
	switch {
	case gap == joined, gap == hyphened:
		return true
	case gap == cut, gap == apart:
		return false
	case own != joined:
		return true
	}
	return gap == newline && (len(p.letters) >= minBroken || unspaced(p.letters[n]))
}

// borders says whether what is found stands for itself.
func (p *pattern) borders(f *folded, from, to int) bool {
	before, after := f.between[from], f.between[to]
	switch p.kind {
	case Domain:
		// my-acme.com and acme.com.au are other domains.
		return before != '-' && before != '_' && f.ends(to) && !f.goesOn(after, to)
	case Email:
		return before != '-' && before != '_' && before != '.' && before != '+' && f.ends(to) && !f.goesOn(after, to)
	case ID:
		// 12,345,678 and -12345678.5 are numbers, not ids.
		return before != ',' && before != '.' && f.ends(to) && after != ',' && after != '.' || f.ends(to) && !p.digitBeside(f, from, to)
	}
	return f.ends(to)
}

// goesOn says whether a domain that ends before letter i goes on with a further label.
func (f *folded) goesOn(after rune, i int) bool {
	return i < len(f.letters) && (after == '-' || after == '.' && !f.capital[i])
}

// digitBeside says whether a point or comma ties the found id to a further number.
func (p *pattern) digitBeside(f *folded, from, to int) bool {
	tied := func(gap rune) bool { return gap == ',' || gap == '.' }
	return from > 0 && tied(f.between[from]) && unicode.IsDigit(f.letters[from-1]) ||
		to < len(f.letters) && tied(f.between[to]) && unicode.IsDigit(f.letters[to])
}
