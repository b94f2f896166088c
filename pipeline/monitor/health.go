package monitor

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"quarterdeck/pipeline"
)

// Subject is what is watched; *pipeline.Pipeline is one.
type Subject interface {
	Measures(ctx context.Context) (pipeline.Measures, error)
	Status(ctx context.Context) (pipeline.Status, error)
	// Readable is an error when state.db or the published marts cannot be opened.
	Readable(ctx context.Context) error
}

var _ Subject = (*pipeline.Pipeline)(nil)

// patience is how long an answer may take.
const patience = 10 * time.Second

// Alive answers that the process is.
func Alive() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { reply(w, http.StatusOK, "ok\n") })
}

// Ready answers 200 when state.db opens, a publication can be read and no job is
// late, and 503 with the reasons when not. Anybody may ask, so what exactly cannot be
// read is only told to the log.
func Ready(of Subject, log *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), patience)
		defer cancel()
		reasons := unready(ctx, of, log)
		if len(reasons) == 0 {
			reply(w, http.StatusOK, "ready\n")
			return
		}
		reply(w, http.StatusServiceUnavailable, "not ready\n"+strings.Join(reasons, "\n")+"\n")
	})
}

func unready(ctx context.Context, of Subject, log *slog.Logger) (reasons []string) {
	status, err := of.Status(ctx)
	if err == nil {
		err = of.Readable(ctx)
	}
	switch {
	case errors.Is(err, pipeline.ErrNothingPublished):
		reasons = append(reasons, "nothing is published yet")
	case err != nil:
		log.ErrorContext(ctx, "not ready", "error", err)
		return []string{"the data folder cannot be read"}
	}
	for _, j := range status.Late() {
		reasons = append(reasons, fmt.Sprintf("%s is late since %s", j.Job, j.LateSince.UTC().Format(time.RFC3339)))
	}
	return reasons
}

func reply(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text) // who asked may have gone
}
