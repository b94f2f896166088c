package transforms

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// KPIError is a line of the scorecard that can never have a value.
type KPIError struct {
	// At is where the configuration has the KPI.
	At, KPI string
	Err     error
	// Mend says what to do about it.
	Mend string
}

func (e *KPIError) Error() string {
	text := fmt.Sprintf("KPI %s: %v; %s", e.KPI, e.Err, e.Mend)
	if e.At != "" {
		text = e.At + ": " + text
	}
	return text
}

func (e *KPIError) Unwrap() error { return e.Err }

// checkMetrics refuses KPIs of metrics nobody defines.
func (c *catalog) checkMetrics(s Settings) []*KPIError {
	var problems []*KPIError
	for _, k := range s.Scorecard {
		if c.definitions[k.Metric] == nil && k.Metric != "" {
			problems = append(problems, &KPIError{At: k.At, KPI: k.KPI, Err: fmt.Errorf("there is no metric %q", k.Metric),
				Mend: "'quarterdeck define' lists the metrics; add one by a file definitions/" + k.Metric + ".yml under models"})
		}
	}
	return problems
}

// checkSpans refuses KPIs whose metric has no figure of all customers of that span.
// The marts must be there, if empty.
func (b *builder) checkSpans(ctx context.Context) ([]*KPIError, error) {
	columns, err := b.db.martColumns(ctx)
	if err != nil {
		return nil, err
	}
	var problems []*KPIError
	for _, k := range b.opts.Settings.Scorecard {
		d := b.plan.catalog.definitions[k.Metric]
		if d == nil {
			continue
		}
		spans := b.plan.catalog.totalSpans(d, columns)
		if slices.Contains(spans, k.Span) {
			continue
		}
		problem := &KPIError{At: k.At, KPI: k.KPI, Err: fmt.Errorf("metric %s has no figure of all customers with span %s", k.Metric, k.Span),
			Mend: "use span " + strings.Join(spans, ", ")}
		if len(spans) == 0 {
			problem.Err = fmt.Errorf("metric %s has no figure of all customers", k.Metric)
			problem.Mend = "choose a metric of the company; 'quarterdeck figures' shows what there is"
		}
		problems = append(problems, problem)
	}
	return problems, nil
}

// totalSpans lists the spans of which a metric has figures of all customers: of a
// mart that has several, those its check accepts.
func (c *catalog) totalSpans(d *Definition, columns map[string][]string) []string {
	var spans []string
	for _, f := range d.Figures {
		has := func(column string) bool { return slices.Contains(columns[f.Mart], column) }
		if has("customer_id") || len(f.By) > 0 {
			continue
		}
		span, _, _, err := f.period(has)
		if err != nil {
			continue // which the figures themselves complain of
		}
		if span != "span" {
			spans = append(spans, strings.Trim(span, "'"))
			continue
		}
		of := []string{"month", "quarter", "ttm", "trailing"}
		if m := c.models["marts."+f.Mart]; m != nil {
			i := slices.IndexFunc(m.checks, func(k columnCheck) bool { return k.kind == "accepted" && k.columns[0] == "span" })
			if i >= 0 {
				of = m.checks[i].values
			}
		}
		spans = append(spans, of...)
	}
	slices.Sort(spans)
	return slices.Compact(spans)
}
