package pdf

import (
	"bytes"
	"fmt"

	"github.com/go-pdf/fpdf"

	"quarterdeck/reports/charts"
	"quarterdeck/reports/logo"
	"quarterdeck/reports/pdf/inspect"
)

// Pictures are the fingerprints of the pictures a customer's review may show, as they
// are in a finished file: the sender's logo and the customer's own. Drawn logos are no
// pictures.
func (r *Renderer) Pictures(customer string) ([]string, error) {
	file, err := customerLogo(r.customerLogos, customer)
	if err != nil {
		return nil, err
	}
	logos := []*logo.Logo{r.logo}
	if file != "" {
		theirs, err := logo.Load(file)
		if err != nil {
			return nil, err
		}
		logos = append(logos, theirs)
	}
	var out []string
	for _, l := range logos {
		if l == nil || l.Image == nil {
			continue
		}
		print, err := fingerprint(l.Image)
		if err != nil {
			return nil, err
		}
		out = append(out, print)
	}
	return out, nil
}

// fingerprint is that of a picture in a file that holds nothing else.
func fingerprint(img *charts.Image) (string, error) {
	f := fpdf.New("L", "pt", "A4", "")
	f.AddPage()
	p := player{f: f}
	p.image(&charts.Op{Path: charts.Rect(charts.Box{W: 10, H: 10}), Image: img})
	var raw bytes.Buffer
	if err := f.Output(&raw); err != nil {
		return "", fmt.Errorf("read logo back: %w", err)
	}
	doc, err := inspect.Read(raw.Bytes())
	if err != nil {
		return "", fmt.Errorf("read logo back: %w", err)
	}
	if len(doc.Pictures) != 1 {
		return "", fmt.Errorf("read logo back: it is %d pictures", len(doc.Pictures))
	}
	return doc.Pictures[0].SHA256, nil
}
