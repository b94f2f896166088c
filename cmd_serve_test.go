package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestServeShowsThePage: without schedules and before the first night serve says where
// the page is, shows it, and ends well when it is asked to.
func TestServeShowsThePage(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	config := filepath.Join(dir, "quarterdeck.yml")
	text := "company: {name: Northwind, currency: USD, timezone: America/New_York}\ndata: ./data\nserve: {address: '127.0.0.1:0'}\n" +
		"sources: [{name: team, type: files, tables: {customers: {path: customers.csv}}}]\n"
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	out, in := io.Pipe()
	a := &app{stdout: in, stderr: t.Output(), lookupEnv: func(string) (string, bool) { return "", false }, now: time.Now, entropy: rand.Reader}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan int, 1)
	go func() { ended <- a.run(ctx, []string{"serve", "--config", config}) }()
	line, err := bufio.NewReader(out).ReadString('\n')
	address, found := strings.CutPrefix(strings.TrimSpace(line), "the web page is at ")
	if err != nil || !found {
		t.Fatalf("it says %q, %v", line, err)
	}
	for path, want := range map[string]string{"": "Northwind", "customers": "Nothing is published yet", "healthz": ""} {
		answer, err := http.Get(address + path)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		answer.Body.Close()
		if err != nil || answer.StatusCode != http.StatusOK || !strings.Contains(string(body), want) || answer.Header.Get("Content-Security-Policy") == "" {
			t.Errorf("/%s answers %s, %v", path, answer.Status, err)
		}
	}
	stop()
	if code := <-ended; code != exitDone {
		t.Errorf("it ends with code %d", code)
	}
	if _, err := http.Get(address); err == nil {
		t.Error("it still answers after it ended")
	}
}
