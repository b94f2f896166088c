package pipeline

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"quarterdeck/pipeline/ledger"
	"quarterdeck/transforms"
)

// Check looks for what would break the night: schedules, sources, SQL and
// templates. It sends nothing. What it finds is no error of its own.
func (p *Pipeline) Check(ctx context.Context) ([]Finding, error) {
	var found []Finding
	for _, look := range []func(context.Context) []Finding{p.checkSchedules, p.checkSources, p.checkModels, p.checkSegments, p.checkScorecard, p.checkStrategy, p.checkTemplates} {
		found = append(found, look(ctx)...)
	}
	return found, ctx.Err()
}

func problem(where string, err error, mend string) Finding {
	return Finding{Where: where, What: err.Error(), Mend: mend, Severity: string(transforms.SeverityError)}
}

// checkSources opens every source, which sends nothing.
func (p *Pipeline) checkSources(context.Context) []Finding {
	var found []Finding
	for _, source := range p.cfg.Sources {
		if _, err := p.openSource(source); err != nil {
			found = append(found, problem("sources: "+source.Name, err, ""))
		}
	}
	return found
}

// checkModels prepares every model and check against empty tables.
func (p *Pipeline) checkModels(ctx context.Context) []Finding {
	var tables []transforms.Table
	for _, typ := range p.landedTypes() {
		for _, stream := range p.deps.Connectors.Streams(typ) {
			tables = append(tables, landedTable(typ, stream))
		}
	}
	for _, stream := range ledger.Streams() {
		tables = append(tables, landedTable(ledger.Source, stream))
	}
	asOf, err := p.businessDay(time.Time{})
	if err != nil {
		return []Finding{problem("models", err, "")}
	}
	err = transforms.Validate(ctx, transforms.Options{
		WorkDir: p.path("work"), Tables: tables, Settings: p.settings("check", asOf, p.deps.Now()), Overrides: p.overrides(),
	})
	var found []Finding
	for _, one := range unjoin(err) {
		where := "models"
		var model *transforms.ModelError
		var refused *transforms.ExpressionError
		if errors.As(one, &refused) {
			found = append(found, problem(refused.At, fmt.Errorf("%s: %w", refused.Subject, refused.Err), refused.Mend))
			continue
		}
		var unmeasured *transforms.KPIError
		if errors.As(one, &unmeasured) {
			found = append(found, problem(cmp.Or(unmeasured.At, "scorecard"), fmt.Errorf("KPI %s: %w", unmeasured.KPI, unmeasured.Err), unmeasured.Mend))
			continue
		}
		if errors.As(one, &model) {
			where = fmt.Sprintf("%s:%d", model.File, max(model.Line, 1))
			one = fmt.Errorf("%s: %w", model.Model, model.Err)
		}
		found = append(found, problem(where, one, ""))
	}
	return found
}

// checkSegments warns of segments that judge the past by values of today.
func (p *Pipeline) checkSegments(ctx context.Context) []Finding {
	todays, err := transforms.TodaysSegments(ctx, p.settings("check", p.deps.Now(), p.deps.Now()))
	if err != nil {
		return []Finding{problem("segments", err, "")}
	}
	var found []Finding
	for _, s := range todays {
		found = append(found, Finding{Where: s.At, What: fmt.Sprintf("%s: %v", s.Subject, s.Err), Mend: s.Mend, Severity: string(transforms.SeverityWarn)})
	}
	return found
}

// unjoin takes errors.Join apart, also joins of joins.
func unjoin(err error) []error {
	if err == nil {
		return nil
	}
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []error{err}
	}
	var all []error
	for _, one := range joined.Unwrap() {
		all = append(all, unjoin(one)...)
	}
	return all
}
