// Quarterdeck runs a Customer Success team's numbers: every night it pulls from
// the systems the team uses, computes the balanced scorecard, posts the
// leadership digest and writes a quarterly business review for every customer.
package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"quarterdeck/pipeline/lake"
)

// garbagePercent lets the heap grow fivefold between collections: a run makes
// much short-lived garbage (pages, PDF streams) beside little that lives, and
// spends a fifth less time this way. GOGC in the environment overrides it.
const garbagePercent = 400

// memoryGoal is where the collector begins to work harder instead, so that
// pulling a million rows stays under 300 MB. It is a goal and no limit: what
// must live may grow beyond it. GOMEMLIMIT in the environment overrides it.
const memoryGoal = 240 << 20

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbagePercent)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryGoal)
	}
	if err := lake.ShareEncoder(); err != nil {
		fmt.Fprintln(os.Stderr, "quarterdeck:", err)
		os.Exit(exitFailed)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	app := &app{
		stdout: os.Stdout, stderr: os.Stderr, lookupEnv: os.LookupEnv,
		now: time.Now, entropy: rand.Reader, program: invocation(os.Args[0]),
	}
	code := app.run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

// invocation is how the user can start the program again: 'go run' leaves nothing
// behind that could be.
func invocation(path string) string {
	if strings.Contains(path, "go-build") {
		return "go run ."
	}
	return path
}
