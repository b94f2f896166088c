package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/spf13/cobra"

	"quarterdeck/pipeline"
)

func (a *app) alertsCommand() *cobra.Command {
	var show alertsOf
	var quality, asJSON bool
	var clocks clockFlags
	cmd := &cobra.Command{
		Use:   "alerts",
		Short: "Show who needs somebody: risks and chances, with reason, money, action and owner",
		Long: `Show the alerts that are open at the as-of day, the most money first: what goes
out tonight (new), what was told before (open), what somebody has answered
(acknowledged), and what is still true and waits because the night's budget went to
others (held).
With a customer, also those that closed lately and do not open again yet.

An alert is answered by a row in the table alert_acknowledgements of a files source:
customer_id, rule, acknowledged_on, author, verdict (right, wrong or empty), note.
--quality shows by month how many alerts were right.`,
		Example: "  quarterdeck alerts\n  quarterdeck alerts --customer 18200309246\n  quarterdeck alerts --quality",
		RunE: func(cmd *cobra.Command, _ []string) error {
			past, err := clocks.clocks()
			if err != nil {
				return err
			}
			if quality && show.customer != "" {
				return usagef("--quality is of all customers; leave it out, or --customer")
			}
			return a.withMarts(cmd.Context(), past, func(db *sql.DB) error {
				show.app, show.db, show.asJSON = a, db, asJSON
				if quality {
					return show.quality(cmd.Context())
				}
				return show.list(cmd.Context())
			})
		},
	}
	clocks.addPast(cmd)
	cmd.Flags().StringVar(&show.customer, "customer", "", "only of a customer, by its id or name")
	cmd.Flags().BoolVar(&quality, "quality", false, "how many alerts were right, by month")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the result as JSON")
	return cmd
}

// withMarts opens the marts of a day for one piece of work.
func (a *app) withMarts(ctx context.Context, clocks pipeline.Clocks, work func(*sql.DB) error) error {
	return a.with(func(p *pipeline.Pipeline) (err error) {
		marts, err := p.Marts(ctx, clocks)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, marts.Close()) }()
		return work(marts.DB)
	})
}

// alertsOf are the alerts of one day.
type alertsOf struct {
	app      *app
	db       *sql.DB
	customer string
	asJSON   bool
}

const alertsSQL = `
SELECT a.as_of, a.customer_id, c.name AS customer, a.rule, a.kind, a.state, a.since, a.reason, CAST(a.money AS DOUBLE) AS money,
  CAST(a.mrr AS DOUBLE) AS mrr, a.action, a.owner, a.sent_on, a.acknowledged_on, a.acknowledged_by, a.verdict, a.closed_on, a.ended
FROM marts.alerts a
LEFT JOIN marts.customers c ON c.customer_id = a.customer_id
WHERE CASE WHEN ? = '' THEN a.state <> 'cooling' AND (a.state <> 'held' OR a.is_true) ELSE a.customer_id = ? END
ORDER BY CASE a.state WHEN 'new' THEN 1 WHEN 'open' THEN 2 WHEN 'held' THEN 3 WHEN 'acknowledged' THEN 4 WHEN 'closed' THEN 5 ELSE 6 END,
  a.money DESC NULLS LAST, a.customer_id, a.rule`

// list shows a line per alert, and what the team should know of those not shown.
func (v alertsOf) list(ctx context.Context) error {
	customer, err := v.find(ctx)
	if err != nil {
		return err
	}
	columns, rows, err := readAll(ctx, v.db, alertsSQL, customer, customer)
	if err != nil {
		return fmt.Errorf("read alerts: %w", err)
	}
	if v.asJSON {
		return writeJSON(v.app.stdout, columns, rows)
	}
	if len(rows) == 0 {
		fmt.Fprintln(v.app.stdout, "no alert is open")
		return nil
	}
	var shown [][]string
	states := map[string]int{}
	for i, row := range printed(rows) {
		states[row[5]]++
		money := "-"
		if amount, ok := rows[i][8].(float64); ok {
			money = count(int64(math.Round(amount)))
		}
		name := row[2]
		if name == "" {
			name = row[1]
		}
		shown = append(shown, []string{row[5], row[4], shorten(name, 30), money, shorten(row[7], 100), row[11], row[6]})
	}
	if err := printTable(v.app.stdout, []string{"STATE", "KIND", "CUSTOMER", "MONEY", "REASON", "OWNER", "SINCE"}, shown); err != nil {
		return err
	}
	var counted []string
	for _, state := range []string{"new", "open", "held", "acknowledged", "closed", "cooling"} {
		if n := states[state]; n > 0 {
			counted = append(counted, count(n)+" "+state)
		}
	}
	fmt.Fprintf(v.app.stdout, "\n%s\n", strings.Join(counted, ", "))
	return nil
}

// find is the id of the customer asked for.
func (v alertsOf) find(ctx context.Context) (string, error) {
	if v.customer == "" {
		return "", nil
	}
	_, rows, err := readAll(ctx, v.db, "SELECT customer_id FROM marts.customers WHERE customer_id = ? OR lower(name) = lower(?) ORDER BY customer_id <> ?",
		v.customer, v.customer, v.customer)
	if err != nil {
		return "", fmt.Errorf("find customer: %w", err)
	}
	found := printed(rows)
	switch {
	case len(found) == 0:
		return "", usagef("there is no customer %q", v.customer)
	case len(found) > 1 && found[0][0] != v.customer:
		return "", usagef("%d customers are called %q; give the id", len(found), v.customer)
	}
	return found[0][0], nil
}

// quality shows how many of each month's alerts were right.
func (v alertsOf) quality(ctx context.Context) error {
	columns, rows, err := readAll(ctx, v.db, `
SELECT month, kind, rule, alerts, judged, right_alerts, precision, due, in_time, losses, missed, reason
FROM marts.alert_quality ORDER BY month DESC, kind DESC, rule = 'all' DESC, alerts DESC, rule`)
	if err != nil {
		return fmt.Errorf("read alert quality: %w", err)
	}
	if v.asJSON {
		return writeJSON(v.app.stdout, columns, rows)
	}
	if len(rows) == 0 {
		fmt.Fprintln(v.app.stdout, "no alert has gone out yet")
		return nil
	}
	var shown [][]string
	for i, row := range printed(rows) {
		precision := "-"
		if share, ok := rows[i][6].(float64); ok {
			precision = fmt.Sprintf("%.0f %%", 100*share)
		}
		missed := ""
		if row[9] != "" {
			missed = row[10] + " of " + row[9]
		}
		shown = append(shown, []string{row[0][:7], row[1], row[2], row[3], row[5] + " of " + row[4], precision, row[8] + " of " + row[7], missed})
	}
	if err := printTable(v.app.stdout, []string{"MONTH", "KIND", "RULE", "ALERTS", "RIGHT", "PRECISION", "ANSWERED IN 7 DAYS", "LOSSES MISSED"}, shown); err != nil {
		return err
	}
	fmt.Fprintln(v.app.stdout, "\nright as somebody said, else by the 90 days after, once they are over: a risk when MRR fell or notice was given, an expansion when MRR rose;\nrisks that were answered and came to nothing are not judged: they may have been averted")
	return nil
}
