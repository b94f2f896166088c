package main

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"quarterdeck/connectors/simulator"
	"quarterdeck/connectors/simulator/world"
)

// TestWrongToken: one source with a wrong token fails and says which; the
// others are pulled, and the token stays out of every line.
func TestWrongToken(t *testing.T) {
	dir := t.TempDir()
	invented := world.New(world.Options{Seed: 3, Customers: 14, Start: time.Date(2025, 9, 1, 0, 0, 0, 0, time.UTC)})
	clock := func() time.Time { return time.Date(2026, 9, 25, 6, 0, 0, 0, time.UTC) }
	server := httptest.NewServer(simulator.New(invented, simulator.Options{Now: clock}))
	defer server.Close()
	path, err := writeDemoConfig(dir, server.URL, "2025-09-01", nil)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(read(t, path), simulator.TokenHubSpot, "pat-canary-wrong", 1)
	text = strings.Split(text, "  - name: team")[0] + "\nslack:" + strings.Split(text, "slack:")[1]
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	got := program{t: t}.run("pull", "--config", path)
	expect(t, got, exitFailed, "401", "crm", "token")
	if strings.Contains(got.out+got.errOut, "canary") {
		t.Errorf("the output shows the token:\n%s%s", got.out, got.errOut)
	}
	loads, _ := filepath.Glob(filepath.Join(dir, "data/lake/*/*/*/manifest.json"))
	if !slices.ContainsFunc(loads, func(f string) bool { return strings.Contains(f, "/billing/invoices/") }) {
		t.Errorf("the other sources were not pulled: %v", loads)
	}
	if slices.ContainsFunc(loads, func(f string) bool { return strings.Contains(f, "/crm/") }) {
		t.Error("the refused source left a load")
	}
}
