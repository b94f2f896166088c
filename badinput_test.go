package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestBadInput: every mistake gives its exit code and says what is wrong, where
// and how to mend it; what was there before stays.
func TestBadInput(t *testing.T) {
	p, dir := smallDemo(t)
	config := filepath.Join(dir, "quarterdeck.yml")
	good := read(t, config)
	edit := func(old, new string) string {
		t.Helper()
		if !strings.Contains(good, old) {
			t.Fatalf("the demo's config has no %q", old)
		}
		path := filepath.Join(dir, "edited.yml")
		if err := os.WriteFile(path, []byte(strings.Replace(good, old, new, 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	tests := []struct {
		name string
		args []string
		code int
		want []string
	}{
		{"no config", []string{"run", "--config", filepath.Join(dir, "none.yml")}, exitUsage, []string{"no such file", "quarterdeck init"}},
		{"unknown verb", []string{"runn"}, exitUsage, []string{"runn"}},
		{"unknown flag", []string{"run", "--asof", "2026-01-01"}, exitUsage, []string{"--asof"}},
		{"bad date", []string{"run", "--as-of", "yesterday"}, exitUsage, []string{"yesterday", "YYYY-MM-DD"}},
		{"too many arguments", []string{"query", "a", "b"}, exitUsage, []string{"arg"}},
		{"unknown job", []string{"run", "weekly", "--config", config}, exitUsage, []string{"weekly", "nightly"}},
		{"unknown source", []string{"pull", "crmm", "--config", config}, exitUsage, []string{"crmm"}},
		{"bad quarter", []string{"qbr", "--quarter", "Q3", "--config", config}, exitUsage, []string{"Q3"}},
		{"broken query", []string{"query", "SELECT * FROM marts.nothing", "--config", config}, exitFailed, []string{"nothing"}},
		{"writing query", []string{"query", "DROP TABLE marts.health", "--config", config}, exitFailed, []string{"read-only"}},
		{"query reads a file", []string{"query", "SELECT * FROM read_text('/etc/passwd')", "--config", config}, exitFailed, []string{"disabled"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) { expect(t, p.run(test.args...), test.code, test.want...) })
	}
	t.Run("wrong key", func(t *testing.T) {
		expect(t, p.run("run", "--config", edit("company:", "compny:")), exitUsage, "edited.yml:5:1", `unknown key "compny"`)
	})
	t.Run("unset variable", func(t *testing.T) {
		expect(t, p.run("run", "--config", edit("C0LEADERS", "${NOT_SET}")), exitUsage, "edited.yml:", "NOT_SET is not set")
	})
	t.Run("unknown source type", func(t *testing.T) {
		expect(t, p.run("run", "--config", edit("type: hubspot", "type: hubspit")), exitUsage, "hubspit", "hubspot, salesforce, stripe")
	})
	t.Run("unreachable host", func(t *testing.T) {
		// The demo's systems went down with it: nothing answers at the address.
		expect(t, p.run("check", "--connect", "--config", config), exitFailed, "crm", "refused")
	})
	t.Run("broken override", func(t *testing.T) {
		writeModel(t, dir, "marts/renewals.sql", "-- grain: a\n-- key: customer_id\n-- meaning: broken\nSELECT customer_id,\n  no_such_column FROM core.customers\n")
		path := edit("data: ./data", "data: ./data\nmodels: ./models")
		expect(t, p.run("check", "--config", path), exitUsage, "renewals.sql:5", "no_such_column")
		expect(t, p.run("transform", "--config", path), exitFailed, "renewals.sql:5", "no_such_column")
	})
	t.Run("failed check holds", func(t *testing.T) {
		if err := os.RemoveAll(filepath.Join(dir, "models")); err != nil {
			t.Fatal(err)
		}
		writeModel(t, dir, "marts/never_right.sql", "-- grain: a\n-- key: customer_id\n-- meaning: never right\n-- check: expression(customer_id IS NULL)\nSELECT as_of, customer_id FROM marts.health\n")
		before := read(t, filepath.Join(dir, "data/published/current"))
		expect(t, p.run("transform", "--config", edit("data: ./data", "data: ./data\nmodels: ./models")), exitHeld, "never_right", "former publication stays")
		if after := read(t, filepath.Join(dir, "data/published/current")); after != before {
			t.Error("a held run was published")
		}
	})
	t.Run("corrupt part", func(t *testing.T) {
		parts, err := filepath.Glob(filepath.Join(dir, "data/lake/billing/invoices/*/part-*.parquet"))
		if err != nil || len(parts) == 0 {
			t.Fatalf("no parts: %v", err)
		}
		data := []byte(read(t, parts[0]))
		data[len(data)/2] ^= 0x40
		if err := os.Chmod(parts[0], 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(parts[0], data, 0o600); err != nil {
			t.Fatal(err)
		}
		expect(t, p.run("transform", "--config", config), exitFailed, "part-00000.parquet", "sha256")
	})
}

func TestInitRefusesToOverwrite(t *testing.T) {
	p, path := program{t: t}, filepath.Join(t.TempDir(), "quarterdeck.yml")
	p.must("init", "files", "stripe", "--config", path)
	text := read(t, path)
	expect(t, p.run("init", "--config", path), exitUsage, "exists already")
	if read(t, path) != text {
		t.Error("init changed the file")
	}
	expect(t, p.run("init", "nothing", "--config", path+"2"), exitUsage, "nothing", "hubspot")
}

func expect(t *testing.T, got result, code int, want ...string) {
	t.Helper()
	if got.code != code {
		t.Errorf("exit %d, want %d", got.code, code)
	}
	for _, text := range want {
		if !strings.Contains(got.errOut+got.out, text) {
			t.Errorf("the message lacks %q:\n%s%s", text, got.out, got.errOut)
		}
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func writeModel(t *testing.T, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, "models", name)
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
