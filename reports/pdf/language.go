package pdf

import (
	"errors"
	"slices"
	"strings"

	"quarterdeck/reports"
	"quarterdeck/reports/wording"
	"quarterdeck/templates"
)

// loadBooks reads the wording of every language, so that a mistake in one is known
// before the first customer who reads it. The brand's own has to be among them.
func (r *Renderer) loadBooks(folder, brand string) error {
	languages, err := wording.Languages(templates.Files, folder)
	if err != nil {
		return err
	}
	r.books = map[string]*wording.Book{}
	var wrong []error
	for _, language := range languages {
		if r.books[language], err = wording.Over(templates.Files, folder, language); err != nil {
			wrong = append(wrong, err)
		}
	}
	if !slices.Contains(languages, brand) {
		_, err := wording.Over(templates.Files, folder, brand)
		wrong = append(wrong, err)
	}
	r.book = r.books[brand]
	return errors.Join(wrong...)
}

// bookOf is the wording in a customer's own language, with de for de-AT and de_CH.
// It is the brand's where the customer has none, and understood is false where one is
// wanted that is not there.
func (r *Renderer) bookOf(q *reports.QBR) (book *wording.Book, understood bool) {
	wanted := strings.ReplaceAll(strings.TrimSpace(q.Customer.Language), "_", "-")
	if wanted == "" {
		return r.book, true
	}
	base, _, _ := strings.Cut(wanted, "-")
	for _, language := range []string{wanted, strings.ToLower(base)} {
		if book, ok := r.books[language]; ok {
			return book, true
		}
	}
	return r.book, strings.EqualFold(base, r.book.Language)
}
