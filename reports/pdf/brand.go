package pdf

import (
	"cmp"
	"errors"
	"os"

	"quarterdeck/reports"
	"quarterdeck/reports/logo"
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
	// Logo is a PNG or SVG, and CustomerLogos a folder of <customer id>.png or .svg;
	// empty is none.
	Logo, CustomerLogos string
	// Folder has the user's own templates; empty is none.
	Folder string
}

// Open prepares a renderer for a brand: it reads theme, fonts and wording once. A
// mistake in one of the user's files is a reports.Mistake, several are joined.
func Open(b Brand) (*Renderer, error) {
	if err := isFolder(b.Folder); err != nil {
		return nil, err
	}
	theme, err := ownTheme(b.Folder)
	if err != nil {
		wrong, shipped := err, error(nil)
		if theme, shipped = DefaultTheme(); shipped != nil {
			return nil, shipped
		}
		_, rest := open(b, theme)
		return nil, errors.Join(wrong, rest)
	}
	return open(b, theme)
}

// open is Open with the theme read. It looks at every part before it gives up, so that
// all mistakes are known at once.
func open(b Brand, theme Theme) (*Renderer, error) {
	theme.Letter = b.Letter
	r, err := New(theme)
	if err != nil {
		return nil, err
	}
	var fonts, own, theirs, pages error
	r.face, fonts = loadTypeface(templates.Files, b.Folder, theme.Fonts)
	words := r.loadBooks(b.Folder, cmp.Or(b.Language, theme.Language))
	if b.Logo != "" {
		r.logo, own = logo.Load(b.Logo)
	}
	r.customerLogos, theirs = b.CustomerLogos, isFolder(b.CustomerLogos)
	r.sections, pages = choose(b.Sections)
	if err := errors.Join(fonts, words, own, theirs, pages); err != nil {
		return nil, err
	}
	return r, nil
}

// isFolder refuses a folder that is not there: its brand would be missed by nobody but
// the customer.
func isFolder(name string) error {
	if name == "" {
		return nil
	}
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return &reports.Mistake{File: name, What: "there is no such folder", Mend: "make it, or name another; the path is relative to the configuration"}
	case !info.IsDir():
		return &reports.Mistake{File: name, What: "it is a file", Mend: "name the folder it is in"}
	}
	return nil
}
