package pipeline

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"sync"

	"quarterdeck/pipeline/child"
)

// runLog takes what a run in a process of its own writes: into its file, on to where
// this process logs, line by line, and the last line of it into memory. It never
// fails, because a child whose output nobody takes would die of it.
type runLog struct {
	file    *child.Log
	onward  io.Writer
	log     *slog.Logger
	refused bool   // the file could not be written, which was said
	line    []byte // the beginning of a line
	newest  string // the last whole line that was not empty
}

// keepLog opens the log of a run. The caller closes it.
func (p *Pipeline) keepLog(runID string) (*runLog, error) {
	if err := os.MkdirAll(p.path(logFolder), 0o750); err != nil {
		return nil, fmt.Errorf("make folder of run logs: %w", err)
	}
	if err := p.pruneLogs(); err != nil {
		return nil, err
	}
	path, err := p.RunLog(runID)
	if err != nil {
		return nil, err
	}
	file, err := child.OpenLog(path, mostLog)
	if err != nil {
		return nil, err
	}
	return &runLog{file: file, onward: p.output, log: p.deps.Log}, nil
}

// longestLine is where a line that does not end is cut.
const longestLine = 64 << 10

// Write implements io.Writer.
func (l *runLog) Write(p []byte) (int, error) {
	for rest := p; len(rest) > 0; {
		end := bytes.IndexByte(rest, '\n') + 1
		if end == 0 {
			l.line = append(l.line, rest...)
			rest = nil
		} else {
			l.line = append(l.line, rest[:end]...)
			rest = rest[end:]
		}
		if end > 0 || len(l.line) > longestLine {
			l.flush()
		}
	}
	return len(p), nil
}

func (l *runLog) flush() {
	if _, err := l.file.Write(l.line); err != nil && !l.refused {
		l.refused = true
		l.log.Warn("could not keep the log of a run", "error", err)
	}
	_, _ = l.onward.Write(l.line)
	if text := strings.TrimSpace(string(l.line)); text != "" {
		l.newest = text
	}
	l.line = l.line[:0]
}

// Close writes what is left of an unfinished line and closes the file.
func (l *runLog) Close() error {
	if len(l.line) > 0 {
		l.flush()
	}
	return l.file.Close()
}

// last is what the run said last, without what a log puts around it.
func (l *runLog) last() string {
	var line struct{ Msg, Error string }
	if strings.HasPrefix(l.newest, "{") && json.Unmarshal([]byte(l.newest), &line) == nil && line.Msg != "" {
		return line.Msg
	}
	return strings.TrimPrefix(l.newest, "quarterdeck: ")
}

// sharedWriter lets several runs write whole lines to one place.
type sharedWriter struct {
	mu sync.Mutex
	to io.Writer
}

func (w *sharedWriter) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.to.Write(p)
}

// family are the runs that were started besides the schedules.
type family struct {
	life    context.Context // ends when the family is closed
	stop    context.CancelFunc
	members sync.WaitGroup
}

func newFamily() *family {
	life, stop := context.WithCancel(context.Background())
	return &family{life: life, stop: stop}
}

// Go does the work until it ends or the family is closed.
func (f *family) Go(work func(ctx context.Context)) { f.members.Go(func() { work(f.life) }) }

// Close stops every member and waits for their ends.
func (f *family) Close() {
	f.stop()
	f.members.Wait()
}
