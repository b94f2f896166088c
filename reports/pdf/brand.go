package pdf

import (
	"quarterdeck/reports/wording"
	"quarterdeck/templates"
)

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
	// Folder has the user's own templates; empty is none.
	Folder string
}

// Open prepares a renderer for a brand: it reads theme, fonts and wording once. A
// mistake in one of the user's files is a reports.Mistake, several are joined.
func Open(b Brand) (*Renderer, error) {
	theme, err := DefaultTheme()
	if err != nil {
		return nil, err
	}
	theme.Letter = b.Letter
	r, err := New(theme)
	if err != nil {
		return nil, err
	}
	if err := r.loadBooks(b.Folder); err != nil {
		return nil, err
	}
	if b.Language != "" {
		if r.book, err = wording.Over(templates.Files, b.Folder, b.Language); err != nil {
			return nil, err
		}
	}
	r.sections, err = choose(b.Sections)
	return r, err
}
