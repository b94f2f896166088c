// Quarterdeck runs a Customer Success team's numbers: every night it pulls from
// the systems the team uses, computes the balanced scorecard, posts the
// leadership digest and writes a quarterly business review for every customer.
package main

import (
	"context"
	"crypto/rand"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	app := &app{
		stdout: os.Stdout, stderr: os.Stderr, lookupEnv: os.LookupEnv,
		now: time.Now, entropy: rand.Reader,
	}
	code := app.run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}
