package pdf

import (
	"maps"
	"slices"
)

// Words are all words the renderer's documents may hold that are no fact, in every
// language they may be in.
func (r *Renderer) Words() []string {
	out := r.book.Patterns()
	for _, language := range slices.Sorted(maps.Keys(r.books)) {
		out = append(out, r.books[language].Patterns()...)
	}
	return out
}
