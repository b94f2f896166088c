package proof

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
)

// heardFrom is of how many customers the tickets use a name as a word before it is
// taken for one.
const heardFrom = 3

// Listen learns from what customers write in tickets which names of one word are words
// to them, as that of a weekday or of a tool they use. It must be called before the
// index is used, if at all.
func (x *Index) Listen(ctx context.Context, db *sql.DB) error {
	heard := map[int32]map[string]bool{}
	r := reader{db: db}
	err := r.each(ctx, `SELECT customer_id, subject FROM core.tickets WHERE customer_id IS NOT NULL AND subject IS NOT NULL`, 2, func(c []string) error {
		x.hear(heard, c[0], c[1])
		return nil
	})
	if err != nil {
		return fmt.Errorf("listen for words that are names: %w", err)
	}
	x.learn(heard)
	return nil
}

// hear notes which names of others a customer's words hold.
func (x *Index) hear(heard map[int32]map[string]bool, customer, words string) {
	f := fold(words)
	for _, s := range x.search(&f) {
		p := &x.patterns[s.pattern]
		one := p.kind == Name && s.to-s.from == len(p.letters) && !slices.ContainsFunc(p.between[1:], func(gap rune) bool { return gap != joined })
		if by, known := x.byID[customer]; !one || known && x.isFamily(by, p) {
			continue
		}
		if heard[s.pattern] == nil {
			heard[s.pattern] = map[string]bool{}
		}
		heard[s.pattern][customer] = true
	}
}

// learn drops the names that enough customers use.
func (x *Index) learn(heard map[int32]map[string]bool) {
	for _, n := range slices.Sorted(maps.Keys(heard)) {
		if len(heard[n]) >= heardFrom {
			x.drop(n, fmt.Sprintf("%d other customers use it as a word in their tickets", len(heard[n])))
		}
	}
	x.settle()
}
