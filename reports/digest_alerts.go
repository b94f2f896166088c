package reports

import (
	"context"
	"database/sql"
	"time"
)

// Alerts are the changes of the night: what goes out for the first time and what is
// over. What was told before is only counted.
type Alerts struct {
	// New and Closed are ordered by the money at stake.
	New, Closed []Alert
	// Open were told before, Acknowledged somebody has answered, Held wait because the
	// budget of the night went to others.
	Open, Acknowledged, Held int64
	// Quality is of the newest month of which alerts were judged; nil is none.
	Quality *AlertQuality
}

// Alert is one thing somebody has to know of a customer.
type Alert struct {
	CustomerID, Customer, Owner string
	Rule, Kind                  string // kind is risk or expansion
	Reason, Action              string
	Money                       float64
	Since                       time.Time
	// Ended is why it closed: over, unknown, rule_removed or customer_left.
	Ended string
}

// AlertQuality says how many of a month's risk alerts were right.
type AlertQuality struct {
	Month                 time.Time
	Alerts, Judged, Right int64
	// Missed of Losses customers left without a warning; nil is not known.
	Losses, Missed *int64
}

// Changed reports whether the night says anything of alerts that is new.
func (a Alerts) Changed() bool { return len(a.New)+len(a.Closed) > 0 }

// What nobody was told of does not have to be called off.
const alertsSQL = `
SELECT a.state, a.customer_id, coalesce(c.name, a.customer_id), coalesce(a.owner, ''), a.rule, a.kind, a.reason, coalesce(a.action, ''),
       CAST(coalesce(a.money, 0) AS DOUBLE), a.since, coalesce(a.ended, '')
FROM marts.alerts a
LEFT JOIN marts.customers c ON c.customer_id = a.customer_id
WHERE a.as_of = CAST(? AS DATE) AND (a.state = 'new' OR a.state = 'closed' AND a.was_published)
ORDER BY a.money DESC NULLS LAST, a.customer_id, a.rule`

// What waits for the budget goes out only while its rule is true.
const alertCountsSQL = `
SELECT state, count(*)
FROM marts.alerts
WHERE as_of = CAST(? AS DATE) AND (state IN ('open', 'acknowledged') OR state = 'held' AND is_true)
GROUP BY state`

const alertQualitySQL = `
SELECT month, alerts, judged, right_alerts, losses, missed
FROM marts.alert_quality
WHERE month < CAST(? AS DATE) AND kind = 'risk' AND rule = 'all' AND judged > 0
ORDER BY month DESC
LIMIT 1`

func (r digestReader) alerts(ctx context.Context, d *Digest) error {
	err := r.eachToday(ctx, alertsSQL, func(rows *sql.Rows) error {
		var v Alert
		var state string
		err := rows.Scan(&state, &v.CustomerID, &v.Customer, &v.Owner, &v.Rule, &v.Kind, &v.Reason, &v.Action, &v.Money, &v.Since, &v.Ended)
		if state == "new" {
			d.Alerts.New = append(d.Alerts.New, v)
		} else {
			d.Alerts.Closed = append(d.Alerts.Closed, v)
		}
		return err
	})
	if err != nil {
		return err
	}
	err = r.eachToday(ctx, alertCountsSQL, func(rows *sql.Rows) error {
		var state string
		var n int64
		err := rows.Scan(&state, &n)
		switch state {
		case "open":
			d.Alerts.Open = n
		case "acknowledged":
			d.Alerts.Acknowledged = n
		default:
			d.Alerts.Held = n
		}
		return err
	})
	if err != nil {
		return err
	}
	return r.eachToday(ctx, alertQualitySQL, func(rows *sql.Rows) error {
		var q AlertQuality
		var losses, missed sql.NullInt64
		err := rows.Scan(&q.Month, &q.Alerts, &q.Judged, &q.Right, &losses, &missed)
		if losses.Valid && missed.Valid {
			q.Losses, q.Missed = &losses.Int64, &missed.Int64
		}
		d.Alerts.Quality = &q
		return err
	})
}
