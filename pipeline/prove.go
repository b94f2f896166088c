package pipeline

import (
	"context"
	"errors"

	"quarterdeck/transforms"
)

// Proof says of one figure whether its input rows give what was published.
type Proof struct {
	ID        string   `json:"figure_id"`
	Metric    string   `json:"metric"`
	Published *float64 `json:"published"`
	Rebuilt   *float64 `json:"rebuilt"`
	Sum       *float64 `json:"sum"`
	Holds     bool     `json:"holds"`
}

// Prove checks a sample of the publication: of every metric up to n figures of
// every kind (length of period, dimension, with and without a value).
func (p *Pipeline) Prove(ctx context.Context, n int) (proofs []Proof, err error) {
	current, err := p.Current()
	if err != nil {
		return nil, err
	}
	db, err := p.OpenCurrent(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	err = p.explaining(ctx, current, nil, func(e *transforms.Explainer, _ landing) error {
		ids, err := e.Sample(ctx, n)
		if err != nil {
			return err
		}
		for _, id := range ids {
			figure, sum, err := e.Add(ctx, id)
			if err != nil {
				return err
			}
			one := Proof{ID: id, Metric: figure.Metric, Rebuilt: figure.Value, Sum: sum}
			published, err := transforms.ReadFigures(ctx, db, "WHERE figure_id = ?", id)
			if err != nil {
				return err
			}
			if len(published) == 1 {
				one.Published = published[0].Value
				one.Holds = transforms.SameValue(one.Published, sum) && transforms.SameValue(one.Published, figure.Value)
			}
			proofs = append(proofs, one)
		}
		return nil
	})
	return proofs, err
}
