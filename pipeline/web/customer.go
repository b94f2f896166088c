package web

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"quarterdeck/reports/web"
)

// customer is everything about one account. Each part is a query of its own that
// reads the rows of this customer alone.
func (s *Site) customer(ctx context.Context, v *visit) (web.Page, error) {
	m, err := v.visible(ctx, v.request.PathValue("id"))
	if err != nil {
		return nil, err
	}
	all, err := members(ctx, v.book)
	if err != nil {
		return nil, err
	}
	c := &web.Customer{Frame: v.frame, ID: m.id, Name: m.name, Owner: m.owner, Domain: m.domain, Stage: m.stage, Paying: m.paying, MRR: m.mrr}
	c.Title = m.name
	a := account{db: &v.book.often, page: c}
	for _, part := range []struct {
		what string
		read func(context.Context) error
	}{
		{"account", a.account}, {"health", a.health}, {"parts of health", a.parts}, {"health over time", a.nights}, {"renewal", a.renewal},
		{"alerts", a.alerts}, {"ideas", a.ideas}, {"MRR", a.mrr}, {"movements", a.movements}, {"usage", a.usage}, {"weeks of usage", a.weeks},
		{"features", a.features}, {"onboarding", a.onboarding}, {"support", a.support}, {"tickets", a.tickets}, {"answers", a.answers},
		{"goals", a.goals}, {"promises", a.promises}, {"notes", a.notes}, {"coverage", a.coverage}, {"findings", a.findings},
	} {
		if err := part.read(ctx); err != nil {
			return nil, fmt.Errorf("read %s of customer %s: %w", part.what, m.id, err)
		}
	}
	if c.Parent != nil {
		parent := all.byID[c.Parent.ID]
		if parent == nil || !v.person.MaySee(parent.owner) {
			c.Parent = nil
		} else {
			c.Parent.Name = parent.name
		}
	}
	c.Reviews, err = s.reviewsOf(m.id)
	return *c, err
}

// account reads the parts of a customer's page.
type account struct {
	db   asked
	page *web.Customer
}

func (a account) account(ctx context.Context) error {
	c := a.page
	type row struct{ parent, attributes string }
	found, err := one(ctx, a.db, `SELECT parent_id, attributes, created_on, first_paid_on, CAST(arr AS DOUBLE), seats FROM marts.customers WHERE customer_id = ?`,
		func(r *row) []any {
			return []any{text{&r.parent}, text{&r.attributes}, day{&c.Since}, day{&c.FirstPaid}, &c.ARR, &c.Seats}
		}, c.ID)
	if err != nil || found == nil {
		return err
	}
	if found.parent != "" && found.parent != c.ID {
		c.Parent = &web.Named{ID: found.parent}
	}
	fields := attributes(found.attributes)
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		c.Attributes = append(c.Attributes, web.Pair{Name: name, Value: fields[name]})
	}
	return nil
}

func (a account) renewal(ctx context.Context) error {
	var err error
	a.page.Renewal, err = one(ctx, a.db, `SELECT `+renewalFields+`
FROM marts.renewals r LEFT JOIN marts.customers c ON c.customer_id = r.customer_id WHERE r.customer_id = ? ORDER BY r.renewal_date LIMIT 1`, renewalInto, a.page.ID)
	if err != nil || a.page.Renewal != nil {
		return err
	}
	// One further away than the renewals that are watched is only a day.
	a.page.Renewal, err = one(ctx, a.db, `SELECT c.renewal_date, date_diff('day', s.as_of, c.renewal_date), CAST(c.arr AS DOUBLE) FROM marts.customers c, core.settings s
WHERE c.customer_id = ? AND c.renewal_date IS NOT NULL`, func(r *web.RenewalLine) []any { return []any{day{&r.On}, &r.Days, &r.ARR} }, a.page.ID)
	return err
}

func (a account) alerts(ctx context.Context) error {
	var err error
	a.page.Alerts, err = list(ctx, a.db, `SELECT `+alertFields+`
FROM marts.alerts a LEFT JOIN (SELECT '' AS customer_id, '' AS name) c ON false
WHERE a.customer_id = ? AND (a.state IN ('new', 'open', 'acknowledged') OR a.state = 'held' AND a.is_true)
ORDER BY a.kind DESC, a.money DESC NULLS LAST, a.rule`, alertInto, a.page.ID)
	return err
}

func (a account) ideas(ctx context.Context) error {
	var err error
	a.page.Ideas, err = list(ctx, a.db, `SELECT rule, evidence, action, goal, CAST(money AS DOUBLE) FROM marts.expansion_ideas WHERE customer_id = ? ORDER BY rank, rule`,
		func(i *web.Idea) []any {
			return []any{text{&i.Name}, text{&i.Evidence}, text{&i.Action}, text{&i.Goal}, &i.Money}
		}, a.page.ID)
	return err
}

func (a account) goals(ctx context.Context) error {
	var err error
	a.page.Goals, err = list(ctx, a.db, `SELECT title, measure, unit, status, owner, CAST(baseline AS DOUBLE), CAST(target AS DOUBLE), CAST(actual AS DOUBLE), due_on
FROM core.goals WHERE customer_id = ? ORDER BY due_on DESC NULLS LAST, goal_id LIMIT 20`, func(g *web.Goal) []any {
		return []any{text{&g.Title}, text{&g.Measure}, text{&g.Unit}, text{&g.Status}, text{&g.Owner}, &g.Baseline, &g.Target, &g.Actual, day{&g.Due}}
	}, a.page.ID)
	return err
}

func (a account) promises(ctx context.Context) error {
	var err error
	a.page.Promises, err = list(ctx, a.db, `SELECT side, text, owner, status, due_on FROM core.commitments WHERE customer_id = ?
ORDER BY due_on DESC NULLS LAST, commitment_id LIMIT 12`, func(p *web.Promise) []any {
		return []any{text{&p.Side}, text{&p.Text}, text{&p.Owner}, text{&p.Status}, day{&p.Due}}
	}, a.page.ID)
	return err
}

func (a account) notes(ctx context.Context) error {
	var err error
	a.page.Notes, err = list(ctx, a.db, `SELECT kind, text, author, written_on, CAST(pulse AS DOUBLE) FROM core.notes WHERE customer_id = ?
ORDER BY written_on DESC, note_id LIMIT 6`, func(n *web.Note) []any {
		return []any{text{&n.Kind}, text{&n.Text}, text{&n.Author}, day{&n.On}, &n.Pulse}
	}, a.page.ID)
	return err
}

func (a account) coverage(ctx context.Context) error {
	var err error
	a.page.Coverage, err = list(ctx, a.db, `SELECT area, source, is_known, has_data, is_fresh, newest, records FROM marts.data_coverage
WHERE customer_id = ? AND source <> 'all' AND area <> 'all' ORDER BY area, source`, func(c *web.Coverage) []any {
		return []any{&c.Area, text{&c.Source}, flag{&c.Known}, flag{&c.HasData}, flag{&c.Fresh}, day{&c.Newest}, &c.Records}
	}, a.page.ID)
	return err
}

// findings are the rows of the customer that failed a check, and the checks that hold
// its reviews.
func (a account) findings(ctx context.Context) error {
	var err error
	a.page.Held, err = list(ctx, a.db, `SELECT DISTINCT check_name FROM marts.held_customers WHERE customer_id = ? ORDER BY 1`,
		func(name *string) []any { return []any{name} }, a.page.ID)
	if err != nil {
		return err
	}
	a.page.Findings, err = list(ctx, a.db, `SELECT f.check_name, q.meaning, f.key, f.detail, f.severity FROM marts.failing_rows f
LEFT JOIN marts.data_quality q ON q.check_name = f.check_name WHERE f.customer_id = ? ORDER BY f.severity, f.check_name, f.position LIMIT 20`, func(f *web.Finding) []any {
		return []any{&f.Check, text{&f.Meaning}, text{&f.Key}, text{&f.Detail}, text{&f.Severity}}
	}, a.page.ID)
	return err
}
