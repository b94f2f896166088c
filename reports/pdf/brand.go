package pdf

// Brand is how a company's documents look and in which language they are. The zero
// value is what is shipped: English on A4.
type Brand struct {
	// Letter prints on US Letter instead of A4.
	Letter bool
	// Language names the wording of documents and of customers without one of their
	// own; empty is English.
	Language string
	// Sections are the pages of a review between summary and appendix; nil is all.
	Sections []string
}

// Open prepares a renderer for a brand: it reads theme, fonts and wording once.
func Open(b Brand) (*Renderer, error) {
	theme, err := DefaultTheme()
	if err != nil {
		return nil, err
	}
	theme.Letter = b.Letter
	if b.Language != "" {
		theme.Language = b.Language
	}
	r, err := New(theme)
	if err != nil {
		return nil, err
	}
	r.sections, err = choose(b.Sections)
	return r, err
}
