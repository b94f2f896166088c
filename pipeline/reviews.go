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

func defaultRenderer() (reviewRenderer, error) {
	theme, err := pdf.DefaultTheme()
	if err != nil {
		return nil, err
	}
	return pdf.New(theme)
}
