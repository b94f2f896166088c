package transforms

import (
	"fmt"
	"io/fs"
	"path"
	"strings"
	"testing"
	"time"
)

// alertNights plays the alerts' state machine night after night, on conditions the
// test sets, and records every night as the pipeline does.
type alertNights struct {
	db       *database
	settings Settings
	models   []*model
	runs     int
}

// condition is what a rule says of a customer in a night: T true, F over, ? unknown,
// and - neither true nor over.
type condition struct {
	customer, rule string
	says           byte
	money          int
}

func newAlertNights(t *testing.T, limits Alerts) *alertNights {
	t.Helper()
	settings := testSettings(t, "")
	settings.Alerts = limits
	db, err := openDatabase(t.Context(), Options{WorkDir: t.TempDir(), Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	macros, err := fs.ReadFile(embedded, "sql/macros.sql")
	if err != nil {
		t.Fatal(err)
	}
	if err := db.createMacros(t.Context(), string(macros), settings); err != nil {
		t.Fatal(err)
	}
	n := &alertNights{db: db, settings: settings}
	for _, table := range append(alertCanon(), Canonical()...) {
		if strings.HasPrefix(table.Name, "alert_") || table.Name == "identity" || table.Name == "customers" {
			if err := db.createTable(t.Context(), table, settings.alertRows()[table.Name]); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, table := range ownTables() {
		if table.Name == "quarterdeck_alerts" {
			if err := db.createEmpty(t.Context(), table, false); err != nil {
				t.Fatal(err)
			}
		}
	}
	n.exec(t, `CREATE TABLE staging.nights (as_of DATE, run_id VARCHAR)`)
	for _, name := range []string{"metrics/moved_customers", "metrics/recorded_alerts", "metrics/alerts_before", "metrics/alert_steps", "metrics/alert_answers", "marts/alerts"} {
		text, err := fs.ReadFile(embedded, path.Join("sql", name+".sql"))
		if err != nil {
			t.Fatal(err)
		}
		m, err := parseModel(path.Dir(name), "sql/"+name+".sql", string(text))
		if err != nil {
			t.Fatal(err)
		}
		n.models = append(n.models, m)
	}
	return n
}

func (n *alertNights) exec(t *testing.T, statement string) {
	t.Helper()
	if err := n.db.exec(t.Context(), statement); err != nil {
		t.Fatalf("%v in\n%s", err, statement)
	}
}

// night computes the alerts of a day and records them. The same day may come again.
func (n *alertNights) night(t *testing.T, day time.Time, lookingBack bool, conditions []condition) {
	t.Helper()
	n.runs++
	n.settings.AsOf, n.settings.LookingBack, n.settings.RunID = day, lookingBack, fmt.Sprintf("run-%04d", n.runs)
	for _, m := range n.models {
		n.exec(t, "DROP TABLE IF EXISTS "+m.name)
	}
	for _, table := range []string{"core.settings", "metrics.alert_conditions", "staging.recorded_runs"} {
		n.exec(t, "DROP TABLE IF EXISTS "+table)
	}
	n.exec(t, n.settings.settingsSQL())
	n.exec(t, "CREATE TABLE staging.recorded_runs AS SELECT as_of, max(run_id) AS run_id FROM staging.nights WHERE as_of < DATE "+literal(day.Format(time.DateOnly))+" GROUP BY as_of")
	n.exec(t, `CREATE TABLE metrics.alert_conditions (customer_id VARCHAR, rule VARCHAR, kind VARCHAR, is_true BOOLEAN, is_over BOOLEAN,
		reason VARCHAR, mrr DECIMAL(18,6), money DECIMAL(18,6), owner VARCHAR)`)
	var rows []string
	for _, c := range conditions {
		truth := map[byte]string{'T': "TRUE, FALSE", 'F': "FALSE, TRUE", '?': "NULL, NULL", '-': "FALSE, FALSE"}[c.says]
		rows = append(rows, fmt.Sprintf("(%s, %s, 'risk', %s, %s, %d, %d, 'Ann')", literal(c.customer), literal(c.rule), truth, literal("since "+day.Format(time.DateOnly)), c.money, c.money))
	}
	if len(rows) > 0 {
		n.exec(t, "INSERT INTO metrics.alert_conditions VALUES "+strings.Join(rows, ", "))
	}
	for _, m := range n.models {
		buildChecked(t, n.db, m)
	}
	n.exec(t, "DELETE FROM raw.quarterdeck_alerts WHERE as_of = DATE "+literal(day.Format(time.DateOnly))) // the newest version of each key is what a run sees
	n.exec(t, `INSERT INTO raw.quarterdeck_alerts (as_of, customer_id, rule, kind, state, since, reason, owner, mrr, money, is_true, over_nights, known_on, sent_on, was_published, closed_on, ended, run_id)
		SELECT as_of, customer_id, rule, kind, state, since, reason, owner, mrr, money, is_true, over_nights, known_on, sent_on, was_published, closed_on, ended, `+literal(n.settings.RunID)+" FROM marts.alerts")
	n.exec(t, "INSERT INTO staging.nights SELECT as_of, run_id FROM core.settings")
}

// answer writes an acknowledgement into the team's file.
func (n *alertNights) answer(t *testing.T, customer, rule string, day time.Time, verdict string) {
	t.Helper()
	n.exec(t, fmt.Sprintf("INSERT INTO core.alert_acknowledgements (source, account, customer_id, rule, acknowledged_on, author, verdict) VALUES ('team', %[1]s, %[1]s, %[2]s, DATE %[3]s, 'Kim', nullif(%[4]s, ''))",
		literal(customer), literal(rule), literal(day.Format(time.DateOnly)), literal(verdict)))
}

func (n *alertNights) show(t *testing.T, query string) []string {
	t.Helper()
	return show(t, n.db.conn, query)
}
