package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// program is the whole program in-process, with an environment of its own.
type program struct {
	t   *testing.T
	env map[string]string
}

// result is what one command line printed and how it ended.
type result struct {
	code        int
	out, errOut string
}

func (p program) run(args ...string) result {
	p.t.Helper()
	return p.runContext(context.Background(), args...)
}

func (p program) runContext(ctx context.Context, args ...string) result {
	p.t.Helper()
	var out, errOut bytes.Buffer
	a := &app{
		stdout: &out, stderr: &errOut, now: time.Now, entropy: rand.Reader, program: "quarterdeck",
		lookupEnv: func(name string) (string, bool) { v, ok := p.env[name]; return v, ok },
	}
	code := a.run(ctx, args)
	return result{code, out.String(), errOut.String()}
}

// must runs a command that has to succeed and returns what it printed.
func (p program) must(args ...string) string {
	p.t.Helper()
	r := p.run(args...)
	if r.code != exitDone {
		p.t.Fatalf("quarterdeck %s: exit %d\n%s%s", strings.Join(args, " "), r.code, r.out, r.errOut)
	}
	return r.out
}

const testNight = "2026-09-24"

// smallDemo runs the demo of a small company once and returns its folder.
func smallDemo(t *testing.T) (program, string) {
	t.Helper()
	p, dir := program{t: t}, t.TempDir()
	if err := (demoWorld{Seed: 3, Customers: 14, Start: "2025-09-01"}).save(dir); err != nil {
		t.Fatal(err)
	}
	p.must("demo", "--dir", dir, "--as-of", testNight)
	return p, dir
}

func TestDemoAndEveryVerb(t *testing.T) {
	p, dir := smallDemo(t)
	config := filepath.Join(dir, "quarterdeck.yml")

	pdfs, _ := filepath.Glob(filepath.Join(dir, "data/reports/2026Q2/QBR_*.pdf"))
	if len(pdfs) < 5 {
		t.Errorf("%d reviews written, want one for every paying customer", len(pdfs))
	}
	if packs, _ := filepath.Glob(filepath.Join(dir, "data/reports/pack/Leadership_pack_*.pdf")); len(packs) != 1 {
		t.Errorf("the demo wrote the leadership packs %v, want one", packs)
	}
	if whole := p.must("verify", "--config", config, filepath.Join(dir, "data/reports/2026Q2")); !strings.Contains(whole, "files as written") {
		t.Errorf("verify says of the demo's reviews:\n%s", whole)
	}
	received, err := os.ReadFile(filepath.Join(dir, "slack-received.json"))
	if err != nil || !bytes.Contains(received, []byte("quarterdeck_digest")) {
		t.Errorf("slack received no digest: %v\n%.300s", err, received)
	}

	again := p.must("demo", "--dir", dir, "--as-of", testNight)
	if !strings.Contains(again, "incremental: ") {
		t.Errorf("the second demo does not say that it is incremental:\n%s", again)
	}

	table := p.must("query", "--config", config, "SELECT count(*) AS n FROM marts.scorecard")
	if got, want := table, "n\n12\n"; got != want {
		t.Errorf("query printed %q, want %q", got, want)
	}
	asCSV := p.must("query", "--config", config, "--format", "csv", "SELECT DATE '2026-01-31' AS d, CAST(1.5 AS DECIMAL(18,6)) AS m, NULL AS x")
	if want := "d,m,x\n2026-01-31,1.5,\n"; asCSV != want {
		t.Errorf("query printed %q, want %q", asCSV, want)
	}
	var objects []map[string]any
	decode(t, p.must("query", "--config", config, "--format", "json", "SELECT kpi, actual FROM marts.scorecard"), &objects)
	if len(objects) != 12 {
		t.Errorf("query gave %d JSON objects, want 12", len(objects))
	}

	for _, verb := range [][]string{{"sources"}, {"runs"}, {"check"}, {"digest", "--dry-run"}, {"pack"}, {"qbr", "--out", filepath.Join(dir, "out")}, {"transform", "--as-of", testNight}} {
		var v any
		decode(t, p.must(append(verb, "--config", config, "--json")...), &v)
		if text := p.must(append(verb, "--config", config)...); strings.TrimSpace(text) == "" {
			t.Errorf("%v prints nothing", verb)
		}
	}
}

func decode(t *testing.T, text string, v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), v); err != nil {
		t.Fatalf("decode: %v\n%.500s", err, text)
	}
}

// TestPastNight: an earlier business date is computed from the same lake and
// knows nothing of what came later.
func TestPastNight(t *testing.T) {
	p, dir := smallDemo(t)
	config, models := filepath.Join(dir, "quarterdeck.yml"), filepath.Join(dir, "models", "marts")
	settings, err := os.ReadFile(config)
	if err == nil {
		err = errors.Join(os.MkdirAll(models, 0o700),
			os.WriteFile(config, append([]byte("models: "+filepath.Dir(models)+"\n"), settings...), 0o600),
			os.WriteFile(filepath.Join(models, "newest.sql"), []byte("-- grain: one row\n-- key: day\nSELECT max(CAST(occurred_at AS DATE)) AS day FROM core.usage_events\n"), 0o600))
	}
	if err != nil {
		t.Fatal(err)
	}
	p.must("transform", "--config", config, "--as-of", "2026-05-31")
	got := p.must("query", "--config", config, "--format", "csv",
		`SELECT max(month), (SELECT day <= DATE '2026-06-01' FROM marts.newest) FROM marts.mrr_bridge`)
	if !strings.Contains(got, "2026-05-01,true") {
		t.Errorf("as of 2026-05-31 the marts reach %s", got)
	}
}
