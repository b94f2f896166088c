package proof

import (
	"cmp"
	"maps"
	"slices"
)

// Index is everything that tells customers apart, ready to be searched for. It does
// not change after New and Listen and is then safe for use by several goroutines.
type Index struct {
	parties  []Party
	byID     map[string]int
	family   []int     // of each party: the first of its family
	patterns []pattern // in the order of their letters
	// begin finds the patterns by their first letters. Of one that is shorter those are
	// all it has.
	begin map[string]stretch
	long  [firstLetters + 1]bool // how many letters the entries of begin have
	told  []Told
}

// stretch is a part of the patterns: from one and before another.
type stretch struct{ from, to int }

// pattern is a mark as it is searched for.
type pattern struct {
	mark
	letters []rune
	between []rune  // what stands before each letter
	capital []bool  // which letters are capital; nil where that does not count
	owners  []int32 // the parties it is of, ascending
	plain   bool    // a word like others: not searched for
}

// Told is what of a customer is not searched for, and why.
type Told struct {
	Customer string
	Kind     Kind
	Text     string
	Why      string
}

// firstLetters is how many letters find a pattern.
const firstLetters = 6

// New makes an index of the parties. The plain texts are those no customer owns:
// all the templates say, features, plans, the sender. What is in them is told, not
// searched for.
func New(parties []Party, plain []string) *Index {
	x := &Index{parties: parties, byID: map[string]int{}, begin: map[string]stretch{}}
	for i, p := range parties {
		x.byID[p.ID] = i
	}
	x.family = families(parties, x.byID)
	x.collect()
	x.arrange()
	for _, n := range slices.Sorted(maps.Keys(x.among(plain))) {
		x.drop(n, "it is a word of the templates, of a feature or plan, or of the sender")
	}
	x.settle()
	return x
}

// Told lists what is not searched for, by customer.
func (x *Index) Told() []Told { return x.told }

// collect makes the patterns; what several parties share is one.
func (x *Index) collect() {
	type key struct {
		kind Kind
		text string
	}
	at := map[key]int{}
	for i, p := range x.parties {
		for _, m := range p.marks() {
			if why := m.unsearchable(); why != "" {
				x.tell(p, m, why)
				continue
			}
			made := newPattern(m)
			k := key{m.kind, string(made.letters)}
			n, known := at[k]
			if !known {
				n = len(x.patterns)
				at[k] = n
				x.patterns = append(x.patterns, made)
			}
			if p := &x.patterns[n]; len(p.owners) == 0 || p.owners[len(p.owners)-1] != int32(i) {
				p.owners = append(p.owners, int32(i))
			}
		}
	}
}

func newPattern(m mark) pattern {
	f := fold(m.text)
	p := pattern{mark: m, letters: slices.Clip(f.letters), between: f.between[:len(f.letters):len(f.letters)]}
	if m.kind == Name && len(f.letters) == 3 && !unspaced(f.letters[0]) {
		p.capital = f.capital
	}
	return p
}

func (x *Index) tell(p Party, m mark, why string) {
	if m.text != "" {
		x.told = append(x.told, Told{Customer: p.ID, Kind: m.kind, Text: m.text, Why: why})
	}
}

// arrange orders the patterns and files them under their first letters.
func (x *Index) arrange() {
	slices.SortStableFunc(x.patterns, func(a, b pattern) int { return slices.Compare(a.letters, b.letters) })
	for n, p := range x.patterns {
		key := string(p.letters[:min(len(p.letters), firstLetters)])
		from := n
		if s, known := x.begin[key]; known {
			from = s.from
		}
		x.begin[key] = stretch{from, n + 1}
		x.long[min(len(p.letters), firstLetters)] = true
	}
}

// among are the patterns that some of the texts hold.
func (x *Index) among(texts []string) map[int32]bool {
	found := map[int32]bool{}
	for _, text := range texts {
		f := fold(text)
		for _, s := range x.search(&f) {
			found[s.pattern] = true
		}
	}
	return found
}

// drop takes a pattern out of the search.
func (x *Index) drop(n int32, why string) {
	p := &x.patterns[n]
	p.plain = true
	for _, owner := range p.owners {
		x.tell(x.parties[owner], p.mark, why)
	}
}

// settle orders what is told, each once.
func (x *Index) settle() {
	slices.SortStableFunc(x.told, func(a, b Told) int { return cmp.Or(cmp.Compare(a.Customer, b.Customer), cmp.Compare(a.Text, b.Text)) })
	x.told = slices.Compact(x.told)
}

// families gives of each party the first of all that are linked to it.
func families(parties []Party, byID map[string]int) []int {
	first := make([]int, len(parties))
	for i := range first {
		first[i] = i
	}
	root := func(i int) int {
		for first[i] != i {
			first[i] = first[first[i]]
			i = first[i]
		}
		return i
	}
	for i, p := range parties {
		if parent, known := byID[p.Parent]; known && p.Parent != "" {
			first[root(i)] = root(parent)
		}
	}
	for i := range first {
		first[i] = root(i)
	}
	return first
}
