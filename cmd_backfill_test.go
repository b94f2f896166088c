package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/pipeline"
)

// The verbs of the past say what is wrong, with the exit code of whose fault it is.
func TestVerbsOfThePast(t *testing.T) {
	path := filepath.Join(t.TempDir(), "quarterdeck.yml")
	text := "company: {name: Acme}\nsources: [{name: team, type: files, tables: {customers: {path: c.csv}}}]\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args string
		code int
		says string
	}{
		{"backfill 2026-01-01", exitUsage, "accepts 2 arg(s)"},
		{"backfill 2026-01- 2026-01-01", exitUsage, `"2026-01-" is not a date; write YYYY-MM-DD`},
		{"figures --limit -1", exitUsage, "--limit -1 is too few; write 1 or more"},
		{"runs --limit 0", exitUsage, "--limit 0 is too few; write 1 or more"},
		{"explain nrr@ttm:2025-01-01 --rows -3", exitUsage, "--rows -3 is too few; write 0 or more"},
		{"backfill yesterday 2026-01-01", exitUsage, "is not a date"},
		{`backfill "" ""`, exitUsage, `"" is not a date; write YYYY-MM-DD`},
		{`explain ""`, exitUsage, "name one number"},
		{"backfill 2026-02-01 2026-01-01", exitUsage, "is before the first"},
		{"backfill 2026-01-01 2999-01-01", exitUsage, "is not over yet"},
		{"backfill 2026-01-01 2026-01-02 --every hour", exitUsage, "none of day, week, month"},
		{"backfill 2026-01-01 2026-01-02", exitFailed, "the lake is empty"},
		{"restatements", exitFailed, "nothing is published yet"},
		{"restatements --since soon", exitUsage, "is not a date"},
		{"rollback", exitFailed, "nothing is published yet"},
		{"backtest", exitFailed, "nothing is published yet"},
		{"backtest --kind odd", exitUsage, `--kind "odd" is unknown; use all, renewal or quarter`},
		{"backtest --prove -1", exitUsage, "--prove -1 is too few"},
		{"whatif", exitUsage, "accepts 1 arg(s)"},
		{"whatif none.yml", exitUsage, "none.yml: no such file"},
		{"rebuild", exitFailed, "nothing is published yet"},
		{"digest --as-of 2026-01-01", exitFailed, "nothing is published yet"},
		{"qbr --as-of never", exitUsage, "is not a date"},
		{"query FROM --known-at noon", exitUsage, "is not an instant"},
	} {
		var out, errs bytes.Buffer
		a := &app{stdout: &out, stderr: &errs, lookupEnv: os.LookupEnv, now: func() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC) },
			entropy: strings.NewReader(strings.Repeat("entropy ", 100)), program: "quarterdeck"}
		var args []string
		for _, arg := range strings.Fields(c.args) {
			args = append(args, strings.Trim(arg, `"`))
		}
		code := a.run(t.Context(), append(args, "--config", path))
		if code != c.code || !strings.Contains(errs.String(), c.says) {
			t.Errorf("%s: exit code %d, want %d, and %q in:\n%s", c.args, code, c.code, c.says, errs.String())
		}
	}
}

func TestPrintBackfill(t *testing.T) {
	var out bytes.Buffer
	a := &app{stdout: &out}
	a.printBackfill(pipeline.BackfillReport{Duration: 3 * time.Second, Nights: []pipeline.PastNight{
		{AsOf: "2026-01-31", State: pipeline.NightComputed, Hindsight: true, Why: "crm.deals was not pulled yet"},
		{AsOf: "2026-02-28", State: pipeline.NightThere}, {AsOf: "2026-03-31", State: pipeline.NightHeld, Why: "bridge: 2 of 30"},
		{AsOf: "2026-04-30", State: pipeline.NightPublished},
	}})
	want := `computed 1 of 4 nights in 3s
  1 was published when it was its turn
  1 was computed before
  1 is held by a check
    held 2026-03-31: bridge: 2 of 30
  1 with hindsight, because the lake does not reach back that far: on 2026-01-31 crm.deals was not pulled yet
marts.scorecard_nights has them from the next publication on
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
