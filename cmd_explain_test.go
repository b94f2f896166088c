package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"quarterdeck/pipeline"
)

// TestEveryNumberCanBeExplained goes the way of somebody who saw a number: what
// does it mean, which numbers are there, where does this one come from.
func TestEveryNumberCanBeExplained(t *testing.T) {
	p, dir := program{t: t}, t.TempDir()
	if err := (demoWorld{Seed: 3, Customers: 14, Start: "2025-05-01"}).save(dir); err != nil {
		t.Fatal(err)
	}
	p.must("demo", "--dir", dir, "--as-of", testNight)
	quarterdeck := func(args ...string) result {
		return p.run(append(args, "--config", filepath.Join(dir, "quarterdeck.yml"))...)
	}

	t.Run("define lists and tells", func(t *testing.T) {
		if out := quarterdeck("define").out; !strings.Contains(out, "nrr") || !strings.Contains(out, "Net promoter score") {
			t.Errorf("define prints\n%s", out)
		}
		one := quarterdeck("define", "nrr").out
		for _, want := range []string{"Net revenue retention (nrr, fraction)", "formula ", "fx: month_end", "source "} {
			if !strings.Contains(one, want) {
				t.Errorf("define nrr does not say %q:\n%s", want, one)
			}
		}
		if r := quarterdeck("define", "nnr"); r.code != exitUsage || !strings.Contains(r.errOut, `there is no metric "nnr"; did you mean nrr`) {
			t.Errorf("define nnr: exit %d, %s", r.code, r.errOut)
		}
	})
	t.Run("figures go by metric, segment and span", func(t *testing.T) {
		out := quarterdeck("figures", "nrr", "--segment", "size=smb", "--span", "month", "--limit", "2").out
		if lines := strings.Split(out, "\n"); len(lines) != 5 || !strings.HasPrefix(lines[1], "nrr@month:2026-08-01/size=smb ") || !strings.Contains(lines[3], "more; ") {
			t.Errorf("figures prints\n%s", out)
		}
	})
	t.Run("figures say what there is instead", func(t *testing.T) {
		for args, want := range map[string]string{
			"--span week":          `no figure of nrr has the span "week"; have month, quarter, ttm`,
			"--segment sise=smb":   `no figure of nrr has the dimension "sise"; have all, industry, plan, region, size`,
			"--segment size=small": `no figure of nrr has the segment of size "small"; have enterprise, mid, smb`,
			"--customer 1":         `no figure of nrr has the customer "1"`,
		} {
			r := quarterdeck(append([]string{"figures", "nrr"}, strings.Fields(args)...)...)
			if r.code != exitUsage || !strings.Contains(r.errOut, want) {
				t.Errorf("%s: exit %d, want %q in: %s", args, r.code, want, r.errOut)
			}
		}
	})
	t.Run("explain tells it all", func(t *testing.T) { explainsItAll(t, quarterdeck) })
	t.Run("a wrong id", func(t *testing.T) {
		r := quarterdeck("explain", "nrr@month:2026-08-02")
		if r.code != exitUsage || !strings.Contains(r.errOut, "did you mean nrr@month:2026-08-01") {
			t.Errorf("exit %d, %s", r.code, r.errOut)
		}
		r = quarterdeck("explain", "nrr")
		if r.code != exitUsage || !strings.Contains(r.errOut, "did you mean nrr@") || strings.Contains(r.errOut, "=") {
			t.Errorf("exit %d, %s", r.code, r.errOut)
		}
		for _, args := range [][]string{{"explain"}, {"explain", "nrr@month:2026-08-01", "--sample", "1"}} {
			if r := quarterdeck(args...); r.code != exitUsage {
				t.Errorf("%v: exit %d, %s", args, r.code, r.errOut)
			}
		}
	})
	t.Run("numbers of every kind add up", func(t *testing.T) {
		r := quarterdeck("explain", "--sample", "1")
		if r.code != exitDone || !strings.Contains(r.out, "their input rows add up to what was published") {
			t.Errorf("exit %d\n%s%s", r.code, r.out, r.errOut)
		}
	})
	t.Run("the scorecard's values are figures", func(t *testing.T) {
		var others []map[string]any
		decode(t, quarterdeck("query", "--format", "json", `SELECT s.kpi, s.actual, f.figure_id, f.value
FROM marts.scorecard s LEFT JOIN marts.scorecard_figures n ON n.kpi = s.kpi LEFT JOIN marts.figures f ON f.figure_id = n.figure_id
WHERE s.actual IS DISTINCT FROM f.value AND NOT coalesce(abs(s.actual - f.value) < 1e-9, false)`).out, &others)
		if len(others) > 0 {
			t.Errorf("the figures say otherwise: %v", others)
		}
	})
	t.Run("numbers printed in reviews come out", func(t *testing.T) { printedNumbersComeOut(t, dir, quarterdeck) })
	t.Run("secrets are not in it", func(t *testing.T) { keepsSecrets(t, dir, quarterdeck) })
	t.Run("what does not add up is said loudly", func(t *testing.T) { saysWhatIsWrong(t, dir, quarterdeck) })
}

func explainsItAll(t *testing.T, quarterdeck func(...string) result) {
	r := quarterdeck("explain", "nrr@month:2026-08-01", "--rows", "3")
	for _, want := range []string{"Net revenue retention = ", "published by run ", "formula ", "asked with", "period_start   2026-08-01",
		"| -- adds: ", "the mart retention comes from", "SOURCE ID", "sub_", "… and ", "read from ", "rows add up to "} {
		if r.code != exitDone || !strings.Contains(r.out, want) {
			t.Errorf("exit %d, explain does not say %q:\n%s%s", r.code, want, r.out, r.errOut)
		}
	}
	var x pipeline.Explained
	decode(t, quarterdeck("explain", "nrr@month:2026-08-01", "--json").out, &x)
	if !x.AddsUp || !x.Same || len(x.Rows) < 4 || len(x.Loads) == 0 || x.Definition.Metric != "nrr" || x.Parameters["as_of"] != testNight {
		t.Errorf("as JSON: %+v", x)
	}
	for _, row := range x.Rows {
		if len(row.Landed) != 1 || row.Landed[0].LoadID != x.Loads[0].LoadID {
			t.Errorf("%s is not traced to its load: %+v", row.RecordID, row.Landed)
		}
	}
}

// saysWhatIsWrong publishes with evidence that gives another sum, and then makes
// the publication's description tell of another definition than it was made with.
func saysWhatIsWrong(t *testing.T, dir string, quarterdeck func(...string) result) {
	config := filepath.Join(dir, "quarterdeck.yml")
	write := func(file, text string) {
		if err := os.MkdirAll(filepath.Dir(file), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	before := read(t, config)
	t.Cleanup(func() { write(config, before) })
	write(config, before+"\nmodels: models\n")
	evidence := "-- adds: sum(part)\n-- meaning: nothing at all\nSELECT 'x' AS customer_id, 'customer' AS record, 'x' AS source, 'x' AS record_id,\n" +
		"  DATE '2026-01-01' AS day, '' AS detail, 7 AS part, 1 AS base FROM metrics.figure\n"
	write(filepath.Join(dir, "models/evidence/nrr.sql"), evidence)
	if r := quarterdeck("transform", "--as-of", testNight); r.code != exitDone {
		t.Fatalf("transform: exit %d\n%s%s", r.code, r.out, r.errOut)
	}
	if r := quarterdeck("explain", "nrr@month:2026-08-01"); r.code != exitFailed || !strings.Contains(r.errOut, "DOES NOT ADD UP: published was") {
		t.Errorf("false evidence: exit %d, %s", r.code, r.errOut)
	}
	run := strings.TrimSpace(read(t, filepath.Join(dir, "data/published/current")))
	description := filepath.Join(dir, "data/published", run+".json")
	var publication map[string]any
	decode(t, read(t, description), &publication)
	publication["models"] = map[string]string{"definitions/nrr.yml": "metric: nrr\nname: N\narea: retention\nunit: fraction\nbetter: up\n" +
		"definition: D\nformula: F\nsource: S\nfigures: [{mart: retention, value: nrr + 1}]\n"}
	text, err := json.Marshal(publication)
	if err != nil {
		t.Fatal(err)
	}
	write(description, string(text))
	if r := quarterdeck("explain", "nrr@month:2026-08-01"); r.code != exitFailed || !strings.Contains(r.errOut, "NOT THE SAME: published was") {
		t.Errorf("another definition: exit %d, %s", r.code, r.errOut)
	}
}

// keepsSecrets looks for the configuration's tokens in all that explain prints and
// in the publications' descriptions, which hold the settings.
func keepsSecrets(t *testing.T, dir string, quarterdeck func(...string) result) {
	tokens := regexp.MustCompile(`token: (\S+)`).FindAllStringSubmatch(read(t, filepath.Join(dir, "quarterdeck.yml")), -1)
	if len(tokens) < 5 {
		t.Fatalf("the configuration has %d tokens", len(tokens))
	}
	printed := ""
	for _, id := range []string{"nrr@month:2026-08-01", "first_reply_time@quarter:2026-04-01", "nps@quarter:2026-04-01"} {
		printed += quarterdeck("explain", id).out + quarterdeck("explain", id, "--json").out
	}
	published, err := filepath.Glob(filepath.Join(dir, "data/published/*.json"))
	if err != nil || len(published) == 0 {
		t.Fatalf("no publication: %v", err)
	}
	for _, file := range published {
		printed += read(t, file)
	}
	for _, token := range tokens {
		if strings.Contains(printed, token[1]) {
			t.Errorf("the token %s is printed or kept", token[1])
		}
	}
}
