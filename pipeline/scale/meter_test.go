package scale

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"strconv"
	"strings"
	"time"
)

// cost is what a piece of work took.
type cost struct {
	wall, cpu time.Duration
	peak      int64 // bytes resident at most
	rows      int64 // of the table made
}

// meter measures this process. Where the system has no /proc only the clock works.
type meter struct {
	at  time.Time
	cpu time.Duration
}

func newMeter() *meter { return &meter{at: time.Now(), cpu: cpuTime()} }

func (m *meter) end() cost {
	return cost{wall: time.Since(m.at), cpu: cpuTime() - m.cpu, peak: peak()}
}

// cpuTime is what all threads used so far, in hundredths of seconds.
func cpuTime() time.Duration {
	text, err := os.ReadFile("/proc/self/stat")
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
	user, _ := strconv.ParseInt(fields[11], 10, 64)
	system, _ := strconv.ParseInt(fields[12], 10, 64)
	return time.Duration(user+system) * time.Second / 100
}

func peak() int64 {
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, after, _ := strings.Cut(string(text), "VmHWM:")
	kilobytes, _, _ := strings.Cut(strings.TrimSpace(after), " ")
	n, _ := strconv.ParseInt(kilobytes, 10, 64)
	return n << 10
}

// resetPeak lets peak begin anew.
func resetPeak() { _ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) }

// steps notes what each table and each check of a transform cost: it is the
// pipeline's log. A table says itself how long it took, everything else took the time
// since what was told before. Two tables are made at once, so the processor's time since
// the last one was told is of both.
type steps struct {
	last  *meter
	peak  int64 // of all steps
	costs map[string]cost
}

var _ slog.Handler = (*steps)(nil)

// begin begins a stage.
func (s *steps) begin() { s.last, s.peak, s.costs = newMeter(), 0, map[string]cost{} }

// Enabled is true for everything.
func (s *steps) Enabled(context.Context, slog.Level) bool { return true }

// Handle adds the cost of one step.
func (s *steps) Handle(_ context.Context, r slog.Record) error {
	name, rows, took := r.Message, int64(0), time.Duration(0)
	r.Attrs(func(a slog.Attr) bool {
		if a.Key == "rows" {
			rows = a.Value.Int64()
		}
		if a.Key == "duration" && r.Message == "built table" {
			took = a.Value.Duration()
		}
		if a.Key == "table" || a.Key == "check" {
			name = a.Value.String()
			if r.Message == "checked table" {
				name = "checks of " + name
			}
		}
		return true
	})
	if s.last != nil {
		c := s.last.end()
		c.rows = rows
		if took > 0 {
			c.wall = took
		}
		s.costs[name] = c
		s.peak = max(s.peak, c.peak)
		resetPeak()
		s.last = newMeter()
	}
	return nil
}

// WithAttrs and WithGroup change nothing.
func (s *steps) WithAttrs([]slog.Attr) slog.Handler { return s }
func (s *steps) WithGroup(string) slog.Handler      { return s }
