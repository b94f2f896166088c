package transforms

import (
	"context"
	"fmt"
	"slices"
)

// Only names what a partial build makes: some models, with all they read, and of
// marts.figures the metrics named. No metrics means all.
type Only struct {
	Models  []string
	Metrics []string
}

// BuildOnly is Build for some of the marts. It checks the models it makes and
// runs no other check; marts.data_quality stays empty.
func BuildOnly(ctx context.Context, opts Options, only Only) (*Report, error) {
	plan, err := newPlan(opts)
	if err != nil {
		return nil, err
	}
	return plan.buildOnly(ctx, opts, only)
}

func (p *plan) buildOnly(ctx context.Context, opts Options, only Only) (*Report, error) {
	if err := p.restrict(&opts, only); err != nil {
		return nil, err
	}
	return p.build(ctx, opts, func(b *builder) error {
		if err := b.makeModels(ctx); err != nil {
			return err
		}
		for _, m := range p.models {
			results, err := b.db.checkModel(ctx, m)
			if err != nil {
				return err
			}
			b.report.Checks = append(b.report.Checks, results...)
		}
		return nil
	})
}

// restrict leaves only what is asked for, and of the program's own record only
// the tables that are read.
func (p *plan) restrict(opts *Options, only Only) error {
	if only.Metrics != nil {
		known := slices.DeleteFunc(slices.Clone(only.Metrics), func(metric string) bool { return p.catalog.definitions[metric] == nil })
		figures, err := p.catalog.figuresModel(known)
		if err != nil {
			return err
		}
		p.catalog.models[figures.name] = figures
	}
	for _, name := range only.Models {
		if p.catalog.models[name] == nil {
			return fmt.Errorf("build %s: there is no such model", name)
		}
	}
	var err error
	if p.models, err = orderModels(withDependencies(p.catalog.models, only.Models), knownTables(opts.Tables)); err != nil {
		return err
	}
	opts.Tables = slices.DeleteFunc(slices.Clone(opts.Tables), func(t Table) bool { return t.Own && !p.wants("raw."+t.Name) })
	return nil
}
