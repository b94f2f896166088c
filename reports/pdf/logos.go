package pdf

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"quarterdeck/reports/charts"
	"quarterdeck/reports/logo"
)

// logos are those of a document's first page; nil is none.
type logos struct{ own, customer *logo.Logo }

// logosOf finds the logos of a review. A customer's logo that cannot be drawn is left
// out and told.
func (r *Renderer) logosOf(customer string, doc *document) logos {
	found := logos{own: r.logo}
	file, err := customerLogo(r.customerLogos, customer)
	if err == nil && file != "" {
		found.customer, err = logo.Load(file)
	}
	if err == nil {
		found.own, err = r.logo.Beside(found.customer)
	}
	if err != nil {
		doc.findings = append(doc.findings, "the customer's logo is left out: "+err.Error())
	}
	return found
}

// customerLogo is the file of a customer's logo, or "". Ids that are no file's name
// have none.
func customerLogo(folder, id string) (string, error) {
	if folder == "" || id == "" || !filepath.IsLocal(id) || strings.ContainsAny(id, `/\`) {
		return "", nil
	}
	for _, ext := range []string{".svg", ".png"} {
		file := filepath.Join(folder, id+ext)
		switch info, err := os.Stat(file); {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return "", fmt.Errorf("look for logo: %w", err)
		case info.Mode().IsRegular():
			return file, nil
		}
	}
	return "", nil
}

// CheckLogos reads every logo of the customers' folder and joins what is wrong.
func CheckLogos(folder string) error {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return fmt.Errorf("read logos: %w", err)
	}
	var wrong []error
	for _, e := range entries {
		switch strings.ToLower(filepath.Ext(e.Name())) {
		case ".svg", ".png":
			if _, err := logo.Load(filepath.Join(folder, e.Name())); err != nil {
				wrong = append(wrong, err)
			}
		}
	}
	return errors.Join(wrong...)
}

// supplier puts the sender's logo at the top of the cover, or its name.
func (s *sheet) supplier(x, w float64) {
	if own := s.doc.logos.own; own != nil {
		own.Draw(s, charts.Box{X: x, Y: 30, W: min(w, 170), H: 34})
		return
	}
	c := &s.t.Colors
	s.lines(x, 52, w, s.quoted(s.q.Supplier.Name), strong(s.t.lead()).In(c.CoverText.c()), 1.3, 3)
}

// customerLogo puts the customer's logo above the customer's name, on paper: logos are
// made for it.
func (s *sheet) customerLogo(x, w float64) {
	theirs := s.doc.logos.customer
	if theirs == nil {
		return
	}
	const top, high, pad = 88.0, 46.0, 8.0
	inside := theirs.Fit(charts.Box{X: x + pad, Y: top + pad, W: min(w, 150) - 2*pad, H: high - 2*pad})
	plate := charts.Box{X: x, Y: top, W: inside.W + 2*pad, H: high}
	s.Draw(charts.Rect(plate), charts.Paint{Fill: s.t.Colors.Paper.c()})
	theirs.Draw(s, inside)
}
