package pipeline

import (
	"context"
	"database/sql"
	"io"

	"quarterdeck/reports"
	"quarterdeck/reports/pdf"
)

// reviewReader hands over the facts of each review due, one after the other.
type reviewReader func(ctx context.Context, db *sql.DB, opts reports.QBROptions, yield func(*reports.QBR) error) error

// reviewRenderer draws one review. It is used by several goroutines.
type reviewRenderer interface {
	Render(w io.Writer, q *reports.QBR) (pdf.Result, error)
}

// brandedRenderer draws reviews as the configuration says.
func (p *Pipeline) brandedRenderer() (reviewRenderer, error) { return p.internalRenderer() }

// internalRenderer draws what is not for customers, in the same brand.
func (p *Pipeline) internalRenderer() (*pdf.Renderer, error) { return pdf.Open(p.brand()) }

// brand is how the company's documents look.
func (p *Pipeline) brand() pdf.Brand {
	r := p.cfg.Reviews
	return pdf.Brand{Letter: r.Paper == "letter", Language: r.Language, Sections: r.Sections, Folder: r.Templates,
		Logo: r.Logo, CustomerLogos: r.CustomerLogos}
}

// reviewOptions say which reviews to read and what each customer may see.
func (p *Pipeline) reviewOptions(period reports.Period, customers []string) reports.QBROptions {
	r := p.cfg.Reviews
	return reports.QBROptions{
		Period: period, Customers: customers, LanguageAttribute: r.LanguageAttribute,
		Commercial: r.Commercial.Has, Personal: r.Personal.Has,
	}
}
