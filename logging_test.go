package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
)

// The log of a run is JSON from its first line to its last, which is the error the
// command ends with, and each line names the run.
func TestLogOfARunIsJSONThroughout(t *testing.T) {
	// A vendor that is out of order once for every start, and then knows nobody.
	var asked atomic.Int32
	vendor := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if asked.Add(1) == 1 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		w.WriteHeader(http.StatusUnauthorized)
	}))
	defer vendor.Close()
	dir := t.TempDir()
	config := filepath.Join(dir, "quarterdeck.yml")
	text := "company: {name: Acme}\nsources:\n  - {name: files, type: files, tables: {customers: {path: missing.csv}}}\n" +
		"  - {name: crm, type: hubspot, token: x, base_url: '" + vendor.URL + "'}\n"
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, how := range []struct {
		env  map[string]string
		args []string
	}{{env: map[string]string{"QUARTERDECK_LOG_FORMAT": "json"}}, {args: []string{"--log-format", "json"}}} {
		asked.Store(0)
		got := program{t: t, env: how.env}.run(append(how.args, "run", "--config", config)...)
		if got.code != exitFailed {
			t.Fatalf("exit %d: %s", got.code, got.errOut)
		}
		lines := strings.Split(strings.TrimSpace(got.errOut), "\n")
		runs, said := map[string]int{}, map[string]bool{}
		for _, line := range lines {
			var one struct{ Msg, Run, Source, Level string }
			if err := json.Unmarshal([]byte(line), &one); err != nil {
				t.Fatalf("%q is no JSON: %v", line, err)
			}
			runs[one.Run]++
			said[one.Msg+" "+one.Source] = true
		}
		if len(runs) != 1 || runs[""] > 0 {
			t.Errorf("lines by run: %v\n%s", runs, got.errOut)
		}
		for _, want := range []string{"run begins ", "pull failed files", "request failed, trying again crm", "run ended "} {
			if !said[want] {
				t.Errorf("the log has no %q:\n%s", want, got.errOut)
			}
		}
	}
	if got := (program{t: t}).run("--log-format", "xml", "run", "--config", config); got.code != exitUsage || !strings.Contains(got.errOut, "text or json") {
		t.Errorf("exit %d: %s", got.code, got.errOut)
	}
}
