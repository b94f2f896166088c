package proof

import (
	"cmp"
	"maps"
	"slices"
)

// Index is everything that tells customers apart, ready to be searched for. It does
// not change after New and is safe for use by several goroutines.
type Index struct {
	parties  []Party
	byID     map[string]int
	family   []int // of each party: the first of its family
	patterns []pattern
	begin    map[uint64][]int32 // the first letters of a pattern → patterns
	told     []Told
}

// pattern is a mark as it is searched for.
type pattern struct {
	mark
	folded
	owners []int32 // the parties it is of, ascending
	exact  bool    // only as it is spelt
}

// Told is what of a customer is not searched for, and why.
type Told struct {
	Customer string
	Kind     Kind
	Text     string
	Why      string
}

// firstLetters is how many letters of a pattern find it; a shorter one is found by all.
const firstLetters = 6

// New makes an index of the parties. The plain texts are those no customer owns:
// all the templates say, features, plans, the sender. What is in them is told, not
// searched for.
func New(parties []Party, plain []string) *Index {
	x := &Index{parties: parties, byID: map[string]int{}, begin: map[uint64][]int32{}}
	for i, p := range parties {
		x.byID[p.ID] = i
	}
	x.family = families(parties, x.byID)
	x.collect()
	x.spell()
	x.drop(x.among(plain))
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
			f := fold(m.text)
			k := key{m.kind, string(f.letters)}
			n, known := at[k]
			if !known {
				n = len(x.patterns)
				at[k] = n
				x.patterns = append(x.patterns, pattern{mark: m, folded: f, exact: m.kind == Name && len(f.letters) == 3 && !unspaced(f.letters[0])})
			}
			if owners := x.patterns[n].owners; len(owners) == 0 || owners[len(owners)-1] != int32(i) {
				x.patterns[n].owners = append(owners, int32(i))
			}
		}
	}
}

func (x *Index) tell(p Party, m mark, why string) {
	if m.text != "" {
		x.told = append(x.told, Told{Customer: p.ID, Kind: m.kind, Text: m.text, Why: why})
	}
}

// spell files every pattern under its first letters.
func (x *Index) spell() {
	for n := range x.patterns {
		key := sum(x.patterns[n].letters)
		x.begin[key] = append(x.begin[key], int32(n))
	}
}

// sum is a number of the first letters.
func sum(letters []rune) uint64 {
	h := uint64(offset)
	for _, r := range letters[:min(len(letters), firstLetters)] {
		h = step(h, r)
	}
	return h
}

// offset and prime are those of the hash FNV-1a.
const (
	offset = 14695981039346656037
	prime  = 1099511628211
)

func step(h uint64, r rune) uint64 { return (h ^ uint64(r)) * prime }

// among are the patterns that some of the texts hold.
func (x *Index) among(texts []string) map[int32]bool {
	found := map[int32]bool{}
	for _, text := range texts {
		f := fold(text)
		for _, s := range x.search(&f, nil) {
			found[s.pattern] = true
		}
	}
	return found
}

// drop takes patterns out that are words of the product.
func (x *Index) drop(patterns map[int32]bool) {
	for _, n := range slices.Sorted(maps.Keys(patterns)) {
		p := &x.patterns[n]
		for _, owner := range p.owners {
			x.tell(x.parties[owner], p.mark, "it is a word of the templates, of a feature or plan, or of the sender")
		}
		key := sum(p.letters)
		x.begin[key] = slices.DeleteFunc(x.begin[key], func(other int32) bool { return other == n })
	}
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
