package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"

	"golang.org/x/term"

	"quarterdeck/pipeline/logs"
)

// errStopped says what Ctrl-C and SIGTERM leave.
var errStopped = errors.New("stopped; run the same command again to go on from here")

// complain tells what went wrong: as a line of the log where that is JSON, so that
// whoever reads the log finds nothing else in it.
func (a *app) complain(ctx context.Context, err error) {
	if a.logsJSON() {
		a.logger().ErrorContext(logs.Run(ctx, a.runID), err.Error(), "code", exitCode(err))
		return
	}
	fmt.Fprintln(a.stderr, "quarterdeck:", err)
}

func (a *app) logger() *slog.Logger {
	level := slog.LevelWarn
	if !a.onTerminal() || a.logsJSON() {
		level = slog.LevelInfo
	}
	if a.verbose {
		level = slog.LevelDebug
	}
	format, err := logs.ParseFormat(a.logFormat)
	if err != nil {
		format = logs.Text // it was refused before anything is logged
	}
	return logs.New(a.stderr, format, level)
}

func (a *app) logsJSON() bool {
	format, err := logs.ParseFormat(a.logFormat)
	return err == nil && format == logs.JSON
}

// onTerminal tells whether a person watches: then bars are drawn, else lines logged.
func (a *app) onTerminal() bool {
	file, ok := a.stderr.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}
