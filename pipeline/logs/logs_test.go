package logs

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"
)

func TestEveryLineOfARunCarriesItsID(t *testing.T) {
	var out bytes.Buffer
	log := New(&out, JSON, slog.LevelInfo)
	ctx := Run(t.Context(), "01ABC")
	log.InfoContext(ctx, "plain")
	log.With("source", "crm").WarnContext(ctx, "with attributes")
	log.InfoContext(ctx, "named itself", "run", "01XYZ")
	log.With("run", "01XYZ").InfoContext(ctx, "named before")
	Bind(ctx, log).Info("bound")
	log.InfoContext(t.Context(), "outside")
	Bind(t.Context(), log).Info("bound outside")
	log.DebugContext(ctx, "below the level")
	want := []string{"01ABC", "01ABC", "01XYZ", "01XYZ", "01ABC", "", ""}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != len(want) {
		t.Fatalf("got %d lines, want %d:\n%s", len(lines), len(want), &out)
	}
	for i, line := range lines {
		var got struct{ Run, Msg string }
		if err := json.Unmarshal([]byte(line), &got); err != nil || got.Run != want[i] || strings.Count(line, `"run"`) > 1 {
			t.Errorf("line %d: %s, %v, want run %q once", i, line, err, want[i])
		}
	}
}

func TestTextIsOneLineAnEvent(t *testing.T) {
	var out bytes.Buffer
	New(&out, Text, slog.LevelInfo).InfoContext(Run(t.Context(), "01ABC"), "two\nlines", "error", "a\nb")
	if text := out.String(); strings.Count(text, "\n") != 1 || !strings.Contains(text, "run=01ABC") {
		t.Errorf("got %q", text)
	}
}

func TestHandlerIsAddedOnce(t *testing.T) {
	once := Handler(slog.DiscardHandler)
	if Handler(once) != once {
		t.Error("a handler was wrapped twice")
	}
}

func TestFormats(t *testing.T) {
	for name, want := range map[string]Format{"": Text, "text": Text, "JSON": JSON} {
		if got, err := ParseFormat(name); got != want || err != nil {
			t.Errorf("%q: got %q, %v", name, got, err)
		}
	}
	if _, err := ParseFormat("xml"); err == nil || !strings.Contains(err.Error(), "text or json") {
		t.Errorf("got %v", err)
	}
}
