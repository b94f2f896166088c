package pipeline

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quarterdeck/pipeline/state"
	"quarterdeck/transforms"
)

// twoCompanies have people, tickets, goals and money; acme is to be forgotten.
func twoCompanies() map[string]string {
	return map[string]string{
		"customers": `customer_id,name,domain,created_on,plan
			acme-77001,Acme Corporation,acme.example,2026-01-05,Growth
			beta-77002,Beta Brothers,beta.example,2026-01-05,Starter`,
		"subscription_periods": `subscription_id,customer_id,product,start_date,end_date,mrr,currency,kind
			sub-9001,acme-77001,App,2026-01-05,,1000,USD,paid
			sub-9002,beta-77002,App,2026-02-01,,250.50,USD,paid`,
		"key_people": `customer_id,person,name,role
			acme-77001,wile@acme.example,Wile Coyote,champion
			beta-77002,bea@beta.example,Bea Beta,champion`,
		"tickets": `ticket_id,customer_id,requester_id,created_at,priority,status
			t-50001,acme-77001,wile@acme.example,2026-10-01T09:00:00Z,high,open
			t-50002,beta-77002,bea@beta.example,2026-10-01T09:00:00Z,high,open`,
		"ticket_events": `ticket_id,seq,occurred_at,state,priority
			t-50001,1,2026-10-01T09:00:00Z,open,high
			t-50002,1,2026-10-01T09:00:00Z,open,high`,
		"notes": `note_id,customer_id,written_on,author,kind,text
			n-1,acme-77001,2026-10-02,Ann Lee,call,Wile is happy
			n-2,beta-77002,2026-10-02,Ann Lee,call,They asked what wile@acme.example pays`,
	}
}

// everywhere counts in how many files of the folder a word stands, Parquet and DuckDB
// read by DuckDB itself.
func everywhere(t *testing.T, dir, word string) (found []string) {
	t.Helper()
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		hit := strings.Contains(path, word) || strings.Contains(string(data), word)
		if filepath.Ext(path) == ".parquet" {
			var n int
			if err := db.QueryRow(`SELECT count(*) FROM read_parquet(?, hive_partitioning = false) AS r WHERE contains(r::VARCHAR, ?)`, path, word).Scan(&n); err != nil {
				return err
			}
			hit = hit || n > 0
		}
		if hit {
			found = append(found, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// A whole company is pulled, published and reviewed; then one customer is forgotten, by
// a run that is stopped in its middle and one that ends it. Nothing of the customer is
// left, nothing of the other is gone, and the next pull does not bring it back.
func TestForget(t *testing.T) {
	c := newCompany(t, twoCompanies())
	ctx := t.Context()
	if _, err := c.Run(ctx, RunOptions{}); err != nil {
		t.Fatal(err)
	}
	kept := func() (n int) {
		for _, table := range []string{"customers", "key_people", "tickets", "notes", "subscription_periods"} {
			loads, err := c.lake.View("team", table, c.deps.Now())
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range loads.Loads {
				n += int(m.Rows)
			}
		}
		return n
	}
	before := kept()
	words := []string{"acme-77001", "wile@acme.example", "t-50001", "Acme Corporation"}
	for _, word := range words {
		if len(everywhere(t, c.cfg.Data, word)) == 0 {
			t.Fatalf("%s is nowhere: there is nothing to test", word)
		}
	}
	ask := ForgetOptions{Customer: "acme corporation", By: "Ada", Reason: "asked for it"}
	dry := ask
	dry.DryRun = true
	would, err := c.Forget(ctx, dry)
	if err != nil || len(would.Streams) < 6 || kept() != before || len(everywhere(t, c.cfg.Data, "wile@acme.example")) == 0 {
		t.Errorf("dry run: got %+v, %v", would, err)
	}
	stopped, stop := context.WithCancel(ctx)
	c.stages.build = func(context.Context, transforms.Options) (*transforms.Report, error) {
		stop()
		return nil, errors.New("stopped")
	}
	if _, err := c.Forget(stopped, ask); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: got %v", err)
	}
	c.open(t)
	report, err := c.Forget(ctx, ask)
	if err != nil || !report.Resumed || report.Published == "" || len(report.Found) != 0 || report.Searched == 0 {
		t.Fatalf("got %+v, %v", report, err)
	}
	checkForgotten(t, c, words, before-kept())
	// The files still name the customer, who has a new ticket and a new person.
	c.add(t, "tickets", "t-50003,acme-77001,road@acme.example,2026-11-01T09:00:00Z,low,open\n")
	c.add(t, "ticket_events", "t-50003,1,2026-11-01T09:00:00Z,open,low\n")
	c.give(t, "customers", strings.Replace(c.files["customers"], "Acme Corporation", "Acme Renamed", 1))
	if pulled, err := c.Pull(ctx, nil); err != nil || len(pulled.Streams) < 3 {
		t.Fatal(pulled, err)
	}
	checkForgotten(t, c, append(words, "t-50003", "road@acme.example", "Acme Renamed"), before-kept())
	if _, err := c.Forget(ctx, ask); err == nil || !strings.Contains(err.Error(), "has no customer") {
		t.Errorf("again: got %v", err)
	}
	log, err := c.AuditLog(ctx, state.AuditFilter{})
	if err != nil || len(log) != 1 || log[0].Who != "Ada" || log[0].Action != "forgot" || !strings.Contains(log[0].What, "asked for it") {
		t.Errorf("audit: %v, %v", log, err)
	}
}

func checkForgotten(t *testing.T, c *company, words []string, rowsLess int) {
	t.Helper()
	for _, word := range words {
		if found := everywhere(t, c.cfg.Data, word); len(found) > 0 {
			t.Errorf("%s is still in %v", word, found)
		}
	}
	if rowsLess != 5 {
		t.Errorf("%d rows are gone, want one of each of 5 tables", rowsLess)
	}
	db, err := c.OpenCurrent(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var names, people, texts string
	var mrr float64
	err = db.QueryRow(`SELECT (SELECT string_agg(name) FROM core.customers), (SELECT string_agg(name) FROM core.key_people),
		(SELECT string_agg(text) FROM core.notes), (SELECT end_mrr FROM marts.mrr_bridge WHERE dimension = 'all' AND month = DATE '2026-10-01')`).Scan(&names, &people, &texts, &mrr)
	if err != nil || names != "Beta Brothers" || people != "Bea Beta" || texts != "They asked what (forgotten) pays" || mrr != 250.5 {
		t.Errorf("the marts have %s, %s, %s, %v, %v", names, people, texts, mrr, err)
	}
}

func TestForgetNeedsToKnowWho(t *testing.T) {
	b := newBench(t)
	for _, opts := range []ForgetOptions{{Customer: "a", By: "Ada"}, {Customer: "a", Reason: "asked"}} {
		var usage *UsageError
		if _, err := b.Forget(t.Context(), opts); !errors.As(err, &usage) {
			t.Errorf("%+v: got %v", opts, err)
		}
	}
}
