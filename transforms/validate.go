package transforms

import (
	"context"
	"errors"
)

// Validate builds everything against empty tables in memory and reports every
// model and check DuckDB refuses, not only the first. Models that read a broken
// one are passed over: their errors would say the same again. A segment whose
// expression cannot be used is left out of them. Path, WorkDir and the tables'
// files are not used.
func Validate(ctx context.Context, opts Options) (err error) {
	opts.Path, opts.Tables = "", withoutFiles(opts.Tables)
	refused, err := checkExpressions(ctx, opts.Settings)
	if err != nil {
		return err
	}
	var problems []error
	for _, one := range refused {
		problems = append(problems, one.err)
		one.drop(&opts.Settings)
	}
	plan, err := newPlan(opts)
	if err != nil {
		return err
	}
	db, err := openDatabase(ctx, opts)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	b := &builder{db: db, opts: opts, plan: plan, report: &Report{}}
	if err := db.createMacros(ctx, plan.catalog.macros, opts.Settings); err != nil {
		return err
	}
	if err := db.createRunnerTables(ctx, opts.Settings); err != nil {
		return err
	}
	if err := b.loadTables(ctx); err != nil {
		return err
	}
	if err := db.lock(ctx, opts); err != nil {
		return err
	}
	problems = append(problems, b.validateModels(ctx)...)
	spans, err := b.checkSpans(ctx)
	for _, one := range append(plan.catalog.checkMetrics(opts.Settings), spans...) {
		problems = append(problems, one)
	}
	return errors.Join(append(problems, err)...)
}

func (b *builder) validateModels(ctx context.Context) []error {
	var problems []error
	broken := map[string]bool{}
	for _, m := range b.plan.models {
		if readsAny(m.refs, broken) {
			broken[m.name] = true
			continue
		}
		err := b.makeTables(ctx, []*model{m})
		if err == nil {
			_, err = b.db.checkModel(ctx, m)
		}
		if err != nil {
			broken[m.name] = true
			problems = append(problems, err)
		}
	}
	for _, name := range sortedKeys(b.plan.catalog.checks) {
		check := b.plan.catalog.checks[name]
		if readsAny(check.refs, broken) {
			continue
		}
		if _, _, err := b.db.checkPlain(ctx, check); err != nil {
			problems = append(problems, err)
		}
	}
	return append(problems, b.validateEvidence(ctx, broken)...)
}

// validateEvidence runs every evidence query for no figure.
func (b *builder) validateEvidence(ctx context.Context, broken map[string]bool) []error {
	var problems []error
	for _, metric := range sortedKeys(b.plan.catalog.evidence) {
		e := b.plan.catalog.evidence[metric]
		if broken["marts.figures"] || readsAny(e.refs, broken) {
			continue
		}
		err := b.db.collect(ctx, e, "")
		if err == nil {
			_, err = b.db.sum(ctx, e)
		}
		if err != nil {
			problems = append(problems, err)
		}
	}
	return problems
}

func readsAny(refs []reference, broken map[string]bool) bool {
	for _, ref := range refs {
		if broken[ref.name] {
			return true
		}
	}
	return false
}

func withoutFiles(tables []Table) []Table {
	out := make([]Table, len(tables))
	for i, t := range tables {
		t.Sources = nil
		out[i] = t
	}
	return out
}
