package web

import (
	"context"
	"time"

	"quarterdeck/reports/web"
)

// shownMonths is how far back the courses of a customer go.
const shownMonths = 24

func (a account) mrr(ctx context.Context) error {
	type row struct {
		month time.Time
		mrr   *float64
	}
	months, err := list(ctx, a.db, `SELECT month, CAST(mrr AS DOUBLE) FROM (
SELECT month, mrr FROM marts.mrr_monthly WHERE customer_id = ? ORDER BY month DESC LIMIT ?) ORDER BY month`, func(r *row) []any {
		return []any{day{&r.month}, &r.mrr}
	}, a.page.ID, shownMonths)
	if err != nil {
		return err
	}
	var labels []string
	curve := web.Curve{Name: "MRR"}
	for _, m := range months {
		labels, curve.Values = append(labels, m.month.Format("Jan 2006")), append(curve.Values, m.mrr)
	}
	a.page.MRRCourse = web.Amounts("MRR at the end of the month", "money", labels, curve)
	return nil
}

func (a account) movements(ctx context.Context) error {
	var err error
	a.page.Movements, err = list(ctx, a.db, `SELECT coalesce(day, month), movement, CASE WHEN item = customer_id THEN '' ELSE item END,
CASE WHEN movement IN ('contraction', 'churn', 'transfer_out') THEN -1 ELSE 1 END * CAST(amount AS DOUBLE), CAST(end_mrr AS DOUBLE), reason
FROM marts.customer_movements WHERE customer_id = ? AND movement IS NOT NULL AND amount <> 0 ORDER BY month DESC, day DESC NULLS LAST, step DESC LIMIT 10`, func(m *web.Movement) []any {
		return []any{day{&m.Day}, text{&m.What}, text{&m.Item}, &m.Amount, &m.After, text{&m.Reason}}
	}, a.page.ID)
	return err
}

func (a account) usage(ctx context.Context) error {
	var err error
	a.page.Usage, err = one(ctx, a.db, `SELECT dau, wau, mau, stickiness, seat_utilisation, adoption_breadth, adoption_depth, trend, active_days, used_features, plan_features,
is_warming_up, reason, stickiness_reason, seat_reason, adoption_reason, trend_reason FROM marts.usage WHERE customer_id = ?`, func(u *web.Usage) []any {
		return []any{&u.DAU, &u.WAU, &u.MAU, &u.Stickiness, &u.Utilisation, &u.Breadth, &u.Depth, &u.Trend, &u.ActiveDays, &u.Used, &u.PlanFeats,
			flag{&u.WarmingUp}, text{&u.Reason}, text{&u.StickinessWhy}, text{&u.SeatWhy}, text{&u.AdoptionWhy}, text{&u.TrendWhy}}
	}, a.page.ID)
	return err
}

// shownWeeks is how many weeks of usage are drawn.
const shownWeeks = 52

func (a account) weeks(ctx context.Context) error {
	type row struct {
		start time.Time
		users *float64
	}
	weeks, err := list(ctx, a.db, `SELECT week_start, users FROM (SELECT week_start, CAST(active_users AS DOUBLE) AS users FROM marts.customer_usage_weekly
WHERE customer_id = ? AND is_complete ORDER BY week_start DESC LIMIT ?) ORDER BY week_start`, func(r *row) []any {
		return []any{day{&r.start}, &r.users}
	}, a.page.ID, shownWeeks)
	if err != nil {
		return err
	}
	var labels []string
	curve := web.Curve{Name: "people"}
	for _, w := range weeks {
		labels, curve.Values = append(labels, w.start.Format("2 Jan 2006")), append(curve.Values, w.users)
	}
	a.page.UsageCourse = web.Amounts("People active in the week", "count", labels, curve)
	return nil
}

func (a account) features(ctx context.Context) error {
	var err error
	a.page.Features, err = list(ctx, a.db, `SELECT feature, in_plan, active_users, uses, previous_uses FROM marts.customer_features WHERE customer_id = ?
ORDER BY in_plan DESC, uses DESC NULLS LAST, feature LIMIT 30`, func(f *web.Feature) []any {
		return []any{&f.Name, flag{&f.InPlan}, &f.Users, &f.Uses, &f.Previous}
	}, a.page.ID)
	return err
}

func (a account) support(ctx context.Context) error {
	type row struct {
		month           time.Time
		created, solved *float64
	}
	months, err := list(ctx, a.db, `SELECT month, CAST(sum(created) AS DOUBLE), CAST(sum(solved) AS DOUBLE) FROM marts.customer_support_monthly m, core.settings s
WHERE customer_id = ? AND month > s.as_of - INTERVAL 24 MONTH AND month <= s.as_of GROUP BY month ORDER BY month`, func(r *row) []any {
		return []any{day{&r.month}, &r.created, &r.solved}
	}, a.page.ID)
	if err != nil {
		return err
	}
	var labels []string
	opened, solved := web.Curve{Name: "opened"}, web.Curve{Name: "solved", Ghost: true}
	for _, m := range months {
		labels = append(labels, m.month.Format("Jan 2006"))
		opened.Values, solved.Values = append(opened.Values, m.created), append(solved.Values, m.solved)
	}
	a.page.SupportChart = web.Amounts("Tickets by month", "count", labels, opened, solved)
	total, err := one(ctx, a.db, `SELECT count(*) FILTER (WHERE created_on > s.as_of - INTERVAL 12 MONTH), count(*) FILTER (WHERE solved_on > s.as_of - INTERVAL 12 MONTH),
  count(*) FILTER (WHERE t.state NOT IN ('solved', 'closed', 'deleted')),
  median(first_reply_minutes) FILTER (WHERE created_on > s.as_of - INTERVAL 12 MONTH), median(full_resolution_minutes) FILTER (WHERE created_on > s.as_of - INTERVAL 12 MONTH),
  count(*) FILTER (WHERE sla = 'met' AND created_on > s.as_of - INTERVAL 12 MONTH), count(*) FILTER (WHERE sla IN ('met', 'breached') AND created_on > s.as_of - INTERVAL 12 MONTH)
FROM marts.tickets t, core.settings s WHERE customer_id = ?`, func(x *web.Support) []any {
		return []any{&x.Created, &x.Solved, &x.Open, &x.FirstReply, &x.Resolution, &x.Met, &x.Decided}
	}, a.page.ID)
	if total != nil {
		a.page.Support = *total
	}
	return err
}

func (a account) tickets(ctx context.Context) error {
	var err error
	a.page.Tickets, err = list(ctx, a.db, `SELECT t.ticket_id, t.priority, t.state, t.sla, c.subject, t.created_on, t.first_reply_minutes, t.full_resolution_minutes, coalesce(t.reopens, 0)
FROM marts.tickets t LEFT JOIN (SELECT ticket_id, subject FROM core.tickets WHERE customer_id = $1) c ON c.ticket_id = t.ticket_id
WHERE t.customer_id = $1 ORDER BY t.state IN ('solved', 'closed', 'deleted'), t.created_at DESC LIMIT 10`, func(x *web.Ticket) []any {
		return []any{&x.ID, text{&x.Priority}, text{&x.State}, text{&x.SLA}, text{&x.Subject}, day{&x.Created}, &x.FirstReply, &x.Resolution, &x.Reopens}
	}, a.page.ID)
	return err
}
