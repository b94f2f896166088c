package pipeline

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"slices"

	"quarterdeck/reports"
	"quarterdeck/reports/pdf"
	"quarterdeck/reports/proof"
)

// inspector looks at a finished file for a customer before it is put in place. It is
// used by several goroutines.
type inspector interface {
	// Inspect refuses a file that must not reach the customer. The error says why in
	// words for the sender, and holds that file alone.
	Inspect(file []byte, q *reports.QBR) error
}

// newProver prepares the search for other customers in finished files. It tells
// once what cannot be searched for.
func (p *Pipeline) newProver(ctx context.Context, db *sql.DB) (inspector, error) {
	facts, err := proof.Read(ctx, db)
	if err != nil {
		return nil, err
	}
	renderer, err := p.internalRenderer()
	if err != nil {
		return nil, err
	}
	index := proof.New(facts.Parties, append(facts.Plain, renderer.Words()...))
	if err := index.Listen(ctx, db); err != nil {
		return nil, err
	}
	for _, t := range index.Told() {
		if t.Kind == proof.Name {
			p.deps.Log.WarnContext(ctx, "other customers' reviews are not searched for this name", "customer", t.Customer, "name", t.Text, "because", t.Why)
		}
	}
	return prover{index: index, renderer: renderer, log: p.deps.Log}, nil
}

// prover holds back files that name another customer or cannot be read whole.
type prover struct {
	index    *proof.Index
	renderer *pdf.Renderer
	log      *slog.Logger
}

// Inspect implements inspector.
func (p prover) Inspect(file []byte, q *reports.QBR) error {
	finding, err := p.index.Inspect(q.Customer.ID, file)
	for _, hit := range finding.Family {
		p.log.Info("a review names a customer of the same family", "customer", q.Customer.ID, "names", hit.Customers, "where", hit.Place)
	}
	if err != nil || len(finding.Pictures) == 0 {
		return err
	}
	known, err := p.renderer.Pictures(q.Customer.ID)
	if err != nil {
		return err
	}
	for _, picture := range finding.Pictures {
		if !slices.Contains(known, picture.SHA256) {
			return fmt.Errorf("%s shows a picture that is neither the company's logo nor the customer's", picture.Place)
		}
	}
	return nil
}
