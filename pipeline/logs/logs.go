// Package logs writes the program's log: a line an event, as text or as JSON. A line
// of a run carries the run's id under "run", whoever writes it: a step, a connector or
// a model. The id travels in the context, so a line that is to carry it is logged with one.
package logs

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
)

// Format is how a line is written.
type Format string

// The formats.
const (
	Text Format = "text"
	JSON Format = "json"
)

// ParseFormat reads the name of a format; an empty one is Text.
func ParseFormat(name string) (Format, error) {
	switch f := Format(strings.ToLower(name)); f {
	case "":
		return Text, nil
	case Text, JSON:
		return f, nil
	}
	return "", fmt.Errorf("log format %q is unknown: write text or json", name)
}

// New makes a log on w.
func New(w io.Writer, format Format, level slog.Level) *slog.Logger {
	options := &slog.HandlerOptions{Level: level}
	if format == JSON {
		return slog.New(Handler(slog.NewJSONHandler(w, options)))
	}
	return slog.New(Handler(slog.NewTextHandler(w, options)))
}

type runKey struct{}

// Run is a context whose lines carry the run's id.
func Run(ctx context.Context, id string) context.Context { return context.WithValue(ctx, runKey{}, id) }

// RunOf is the id of the run under way; empty outside of one.
func RunOf(ctx context.Context) string {
	id, _ := ctx.Value(runKey{}).(string)
	return id
}

// Bind is the log for work that has no context at hand: its lines carry the run of ctx.
func Bind(ctx context.Context, log *slog.Logger) *slog.Logger {
	if id := RunOf(ctx); id != "" {
		return log.With(runAttr, id)
	}
	return log
}

// Handler adds the run of the context to every record that does not name one. A
// handler made by it is returned as it is.
func Handler(to slog.Handler) slog.Handler {
	if done, ok := to.(handler); ok {
		return done
	}
	return handler{Handler: to}
}

type handler struct {
	slog.Handler
	named bool // the attributes given so far name a run
}

// Handle implements slog.Handler.
func (h handler) Handle(ctx context.Context, r slog.Record) error {
	if id := RunOf(ctx); id != "" && !h.named && !names(r) {
		r = r.Clone()
		r.AddAttrs(slog.String(runAttr, id))
	}
	return h.Handler.Handle(ctx, r)
}

// WithAttrs implements slog.Handler.
func (h handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	named := slices.ContainsFunc(attrs, func(a slog.Attr) bool { return a.Key == runAttr })
	return handler{Handler: h.Handler.WithAttrs(attrs), named: h.named || named}
}

// WithGroup implements slog.Handler.
func (h handler) WithGroup(name string) slog.Handler {
	return handler{Handler: h.Handler.WithGroup(name), named: h.named}
}

const runAttr = "run"

func names(r slog.Record) (found bool) {
	r.Attrs(func(a slog.Attr) bool {
		found = a.Key == runAttr
		return !found
	})
	return found
}
