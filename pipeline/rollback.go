package pipeline

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// RollbackReport says which publication readers saw and which they see now, without
// the settings and models they were made with: those fill pages.
type RollbackReport struct {
	From Publication `json:"from"`
	To   Publication `json:"to"`
}

// ErrNothingBefore says that no publication is kept that could take the place of
// the current one.
var ErrNothingBefore = errors.New("there is no publication before the current one: nothing was changed")

// Rollback lets readers see the publication before the current one. Nothing is
// lost: the record keeps what was published, and the next night publishes anew.
func (p *Pipeline) Rollback(ctx context.Context) (report RollbackReport, err error) {
	err = p.writing(ctx, "rollback", false, func() error {
		report, err = p.rollback(ctx)
		return err
	})
	return report, err
}

func (p *Pipeline) rollback(ctx context.Context) (report RollbackReport, err error) {
	store, _, err := p.open(ctx)
	if err != nil {
		return report, err
	}
	if err := p.makeGood(ctx, store); err != nil {
		return report, err
	}
	if report.From, err = p.Current(); err != nil {
		return report, err
	}
	all, err := p.publications()
	if err != nil {
		return report, err
	}
	all = slices.DeleteFunc(all, func(one Publication) bool { return !one.PublishedAt.Before(report.From.PublishedAt) })
	if len(all) == 0 {
		return report, ErrNothingBefore
	}
	report.To = all[len(all)-1]
	for _, one := range []*Publication{&report.From, &report.To} {
		one.Settings, one.Models = nil, nil
	}
	db, err := p.openWhole(ctx, report.To)
	if err != nil {
		return report, fmt.Errorf("roll back to run %s: %w", report.To.RunID, err)
	}
	if err := db.Close(); err != nil {
		return report, fmt.Errorf("roll back to run %s: %w", report.To.RunID, err)
	}
	if err := writeFile(p.path("published", "current"), []byte(report.To.RunID+"\n")); err != nil {
		return report, fmt.Errorf("roll back: %w", err)
	}
	p.deps.Log.InfoContext(ctx, "rolled back", "from", report.From.RunID, "to", report.To.RunID, "as_of", report.To.AsOf)
	return report, nil
}
