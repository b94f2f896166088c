package proof

import (
	"slices"
	"sort"
	"unicode"
	"unicode/utf8"
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

// search finds every pattern in a text.
func (x *Index) search(f *folded) []span {
	var out []span
	key := make([]byte, 0, firstLetters*utf8.UTFMax)
	for i := range f.letters {
		if !f.begins(i) {
			continue
		}
		key = key[:0]
		for n := 1; n <= firstLetters && i+n <= len(f.letters); n++ {
			key = utf8.AppendRune(key, f.letters[i+n-1])
			if !x.long[n] {
				continue
			}
			if s, known := x.begin[string(key)]; known {
				out = x.follow(f, i, n, s, out)
			}
		}
	}
	return out
}

// follow adds the patterns of a stretch that are in the text from letter i on. All of
// the stretch share n letters with it.
func (x *Index) follow(f *folded, i, n int, s stretch, out []span) []span {
	for ; ; n++ {
		for ; s.from < s.to && len(x.patterns[s.from].letters) == n; s.from++ {
			out = x.add(f, i, n, s.from, out)
		}
		if n >= minCut && f.between[i+n] == cut {
			for p := s.from; p < s.to; p++ {
				out = x.add(f, i, n, p, out)
			}
		}
		if s.from == s.to || i+n == len(f.letters) {
			return out
		}
		s = x.narrow(s, n, f.letters[i+n])
	}
}

// narrow is the part of a stretch whose letter n is the given one.
func (x *Index) narrow(s stretch, n int, letter rune) stretch {
	first := func(above rune) int {
		return s.from + sort.Search(s.to-s.from, func(i int) bool { return x.patterns[s.from+i].letters[n] >= above })
	}
	return stretch{first(letter), first(letter + 1)}
}

// add adds the pattern if it stands in the text from letter i for n letters, which
// are its own; all of them, or as many as the text was cut to.
func (x *Index) add(f *folded, i, n, at int, out []span) []span {
	p := &x.patterns[at]
	whole := n == len(p.letters)
	if p.plain || !whole && p.kind != Name {
		return out
	}
	for k := 1; k < n; k++ {
		if !p.passes(k, f.between[i+k]) {
			return out
		}
	}
	if p.capital != nil && !slices.Equal(p.capital, f.capital[i:i+n]) || !p.borders(f, i, i+n) {
		return out
	}
	return append(out, span{from: i, to: i + n, pattern: int32(at)})
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
	case ID: // 12,345,678 and 12345678.5 are numbers
		return f.ends(to) && !p.digitBeside(f, from, to)
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
