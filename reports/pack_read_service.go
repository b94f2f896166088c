package reports

import (
	"context"
	"slices"
	"time"
)

// deskMonths is how many complete months of support are shown.
const deskMonths = 13

func (r packReader) desk(ctx context.Context) error {
	const query = `
SELECT span, period_start, period_end, is_complete, created, solved, backlog, first_reply_minutes_p50, first_reply_minutes_p90, full_resolution_minutes_p50,
  full_resolution_minutes_p90, reopen_rate, sla_attainment, first_replies, sla_decided
FROM marts.support WHERE dimension = 'all' AND span IN ('month', 'trailing')
ORDER BY period_start`
	d := &r.p.Desk
	err := r.each(ctx, query, func(scan fields) error {
		var m DeskMonth
		span, complete := "", false
		err := scan(&span, onDay(&m.Start), onDay(&m.End), &complete, into(&m.Created), into(&m.Solved), into(&m.Backlog), into(&m.FirstReply), into(&m.FirstReply90),
			into(&m.Resolution), into(&m.Resolution90), into(&m.Reopened), into(&m.InTime), into(&m.Replies), into(&m.Decided))
		switch {
		case span == "trailing":
			d.Window = &m
		case complete:
			d.Months = append(d.Months[max(0, len(d.Months)-deskMonths+1):], m)
		}
		return err
	})
	if d.Window != nil && !slices.ContainsFunc(append(d.Months, *d.Window), DeskMonth.busy) {
		d.Window, d.Months = nil, nil // no helpdesk is connected
	}
	return err
}

// busy says whether there was anything to do.
func (m DeskMonth) busy() bool { return m.Created.V+m.Solved.V+m.Backlog.V > 0 }

func (r packReader) outlook(ctx context.Context) error {
	const query = `
SELECT period_end, due, CAST(due_arr AS DOUBLE), at_risk, CAST(at_risk_arr AS DOUBLE), late, CAST(late_arr AS DOUBLE), renewed, CAST(renewed_arr AS DOUBLE),
  notice, CAST(notice_arr AS DOUBLE), CAST(forecast AS DOUBLE)
FROM marts.renewal_forecast WHERE dimension = 'all' AND span = 'ahead'`
	o := &r.p.Outlook
	o.Until = r.p.AsOf.AddDate(0, 0, o.Days)
	return r.each(ctx, query, func(scan fields) error {
		var until time.Time
		err := scan(onDay(&until), into(&o.Due.N), into(&o.Due.ARR), into(&o.AtRisk.N), into(&o.AtRisk.ARR), into(&o.Late.N), into(&o.Late.ARR),
			into(&o.Renewed.N), into(&o.Renewed.ARR), into(&o.Notice.N), into(&o.Notice.ARR), into(&o.Expected))
		o.Until = until.AddDate(0, 0, -1)
		return err
	})
}

func (r packReader) renewals(ctx context.Context) error {
	const query = `
SELECT coalesce(c.name, n.customer_id), coalesce(c.owner, ''), n.renewal_date, n.days, CAST(n.arr AS DOUBLE), h.score, n.band, n.state
FROM marts.renewals n
LEFT JOIN marts.customers c ON c.customer_id = n.customer_id
LEFT JOIN marts.health h ON h.customer_id = n.customer_id AND h.as_of = n.as_of
ORDER BY n.arr DESC NULLS LAST, n.renewal_date, n.customer_id`
	return r.each(ctx, query, func(scan fields) error {
		var v PackRenewal
		err := scan(&v.Customer, &v.Owner, onDay(&v.On), &v.Days, into(&v.ARR), into(&v.Score), &v.Band, &v.State)
		r.p.Outlook.List = append(r.p.Outlook.List, v)
		return err
	})
}
