package script

import (
	"unicode/utf8"

	"golang.org/x/text/unicode/bidi"
)

// resolve gives every item its level: the rules W, N, I and L1 of the Unicode
// bidirectional algorithm (UAX 9) for one run of one paragraph. Embeddings and
// overrides, which no name has a use for, count as neutral.
func resolve(items []item, base int8) {
	original := make([]bidi.Class, len(items))
	for i, it := range items {
		original[i] = it.class
	}
	edge := bidi.L
	if base == 1 {
		edge = bidi.R
	}
	weak(items, edge)
	brackets(items, original, edge)
	neutral(items, edge)
	for i := range items {
		items[i].level = base
		switch {
		case items[i].class == bidi.R && base == 0, items[i].class == bidi.L && base == 1:
			items[i].level = base + 1
		case items[i].class == bidi.EN, items[i].class == bidi.AN:
			items[i].level = 2
		}
	}
	for i := len(items) - 1; i >= 0 && space(original[i]); i-- { // L1: spaces at the end
		items[i].level = base
	}
}

func space(c bidi.Class) bool { return c == bidi.WS || c == bidi.S || c == bidi.B }

// weak is W2 to W7: numbers and the signs between and beside them.
func weak(items []item, edge bidi.Class) {
	strong := edge
	for i := range items { // W2, W3
		switch items[i].class {
		case bidi.L, bidi.R:
			strong = items[i].class
		case bidi.AL:
			strong = bidi.AL
			items[i].class = bidi.R
		case bidi.EN:
			if strong == bidi.AL {
				items[i].class = bidi.AN
			}
		}
	}
	for i := 1; i+1 < len(items); i++ { // W4
		before, after := items[i-1].class, items[i+1].class
		switch c := items[i].class; {
		case before != after:
		case before == bidi.EN && (c == bidi.ES || c == bidi.CS), before == bidi.AN && c == bidi.CS:
			items[i].class = before
		}
	}
	for i := range items { // W5
		if items[i].class != bidi.EN {
			continue
		}
		for j := i - 1; j >= 0 && items[j].class == bidi.ET; j-- {
			items[j].class = bidi.EN
		}
		for j := i + 1; j < len(items) && items[j].class == bidi.ET; j++ {
			items[j].class = bidi.EN
		}
	}
	strong = edge
	for i := range items { // W6, W7
		switch items[i].class {
		case bidi.ES, bidi.ET, bidi.CS:
			items[i].class = bidi.ON
		case bidi.L, bidi.R:
			strong = items[i].class
		case bidi.EN:
			if strong == bidi.L {
				items[i].class = bidi.L
			}
		}
	}
}

// brackets is N0: a pair takes the direction of what it holds.
func brackets(items []item, original []bidi.Class, edge bidi.Class) {
	match(items, original)
	for i := range items {
		end := items[i].pair
		if end < i {
			continue
		}
		inside := bidi.ON
		for j := i + 1; j < end; j++ {
			if s := side(items[j].class); s == edge {
				inside = edge
				break
			} else if s != bidi.ON {
				inside = s
			}
		}
		if inside == bidi.ON {
			continue
		}
		if inside != edge { // the other direction counts only where the text before has it
			before := edge
			for j := i - 1; j >= 0; j-- {
				if s := side(items[j].class); s != bidi.ON {
					before = s
					break
				}
			}
			if before != inside {
				inside = edge
			}
		}
		items[i].class, items[end].class = inside, inside
	}
}

// match finds the pairs of brackets.
func match(items []item, original []bidi.Class) {
	var open []int
	for i, it := range items {
		r, _ := utf8.DecodeRuneInString(it.text)
		p, _ := bidi.LookupRune(r)
		if original[i] != bidi.ON || !p.IsBracket() || utf8.RuneCountInString(it.text) != 1 {
			continue
		}
		if p.IsOpeningBracket() {
			open = append(open, i)
			continue
		}
		for k := len(open) - 1; k >= 0; k-- {
			if mirror(items[open[k]].text) == it.text {
				items[open[k]].pair, items[i].pair = i, open[k]
				open = open[:k]
				break
			}
		}
	}
}

// neutral is N1 and N2: what is between two of a direction has it, all else that of
// the line.
func neutral(items []item, edge bidi.Class) {
	for i := 0; i < len(items); i++ {
		if side(items[i].class) != bidi.ON {
			continue
		}
		end := i
		for end < len(items) && side(items[end].class) == bidi.ON {
			end++
		}
		before, after := edge, edge
		if i > 0 {
			before = side(items[i-1].class)
		}
		if end < len(items) {
			after = side(items[end].class)
		}
		to := edge
		if before == after {
			to = before
		}
		for ; i < end; i++ {
			items[i].class = to
		}
		i--
	}
}

// side is the direction of a resolved class, ON for none; numbers stand on the right.
func side(c bidi.Class) bidi.Class {
	switch c {
	case bidi.L:
		return bidi.L
	case bidi.R, bidi.AL, bidi.EN, bidi.AN:
		return bidi.R
	}
	return bidi.ON
}
