package connectors

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"time"
)

// Deps is what every source is handed of the world outside it.
type Deps struct {
	// HTTP sends the requests; nil means a client with net/http's defaults.
	HTTP *http.Client
	// Now is the clock. It must be set.
	Now func() time.Time
	// Sleep waits d or until ctx ends; nil waits on the wall clock.
	Sleep func(ctx context.Context, d time.Duration) error
	// Random gives numbers in [0,1) that spread retries; nil means math/rand/v2.
	Random func() float64
	// Log is told of every retry and every long wait; nil is silent.
	Log *slog.Logger
	// TempDir takes the spool of a streamed export, deleted at once after use;
	// empty means the system's.
	TempDir string
}

// WithDefaults fills what was left nil, all but the clock.
func (d Deps) WithDefaults() Deps {
	if d.HTTP == nil {
		d.HTTP = &http.Client{}
	}
	if d.Sleep == nil {
		d.Sleep = sleep
	}
	if d.Random == nil {
		d.Random = rand.Float64
	}
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	return d
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
