package pdf

// Words are all words the renderer's documents may hold that are no fact.
func (r *Renderer) Words() []string { return r.book.Patterns() }
