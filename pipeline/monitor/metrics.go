package monitor

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Options are what metrics are made of.
type Options struct {
	Subject Subject
	// Version is what the program was built from.
	Version string
	// Children tells how many runs are child processes just now; nil leaves it out.
	Children func() int
	Log      *slog.Logger
}

// Metrics answers with all metrics, from a registry of its own.
func Metrics(opts Options) (http.Handler, error) {
	registry := prometheus.NewRegistry()
	for _, c := range []prometheus.Collector{
		newCollector(opts), collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	} {
		if err := registry.Register(c); err != nil {
			return nil, fmt.Errorf("register metrics: %w", err)
		}
	}
	return promhttp.HandlerFor(registry, promhttp.HandlerOpts{
		ErrorLog: complaints{opts.Log}, ErrorHandling: promhttp.ContinueOnError, Timeout: patience, MaxRequestsInFlight: 4,
	}), nil
}

// complaints puts what goes wrong while metrics are written into the log.
type complaints struct{ log *slog.Logger }

// Println implements promhttp.Logger.
func (c complaints) Println(v ...any) {
	c.log.Error("could not write metrics", "error", fmt.Sprint(v...))
}

// collector asks the subject anew for every scrape.
type collector struct {
	opts Options
	desc map[string]*prometheus.Desc
}

var _ prometheus.Collector = (*collector)(nil)

func newCollector(opts Options) *collector {
	c := &collector{opts: opts, desc: map[string]*prometheus.Desc{}}
	for _, m := range catalogue() {
		c.desc[m.Name] = prometheus.NewDesc(m.Name, m.Help, m.Labels, nil)
	}
	return c
}

// Describe implements prometheus.Collector.
func (c *collector) Describe(out chan<- *prometheus.Desc) {
	for _, d := range c.desc {
		out <- d
	}
}

// Collect implements prometheus.Collector. Where the subject cannot be read only that is told.
func (c *collector) Collect(out chan<- prometheus.Metric) {
	s := scrape{collector: c, out: out}
	s.gauge("quarterdeck_build_info", 1, c.opts.Version, runtime.Version())
	if c.opts.Children != nil {
		s.gauge("quarterdeck_child_processes", float64(c.opts.Children()))
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	m, err := c.opts.Subject.Measures(ctx)
	if err != nil {
		c.opts.Log.Error("could not read what metrics tell", "error", err)
		s.gauge("quarterdeck_readable", 0)
		return
	}
	s.gauge("quarterdeck_readable", 1)
	s.runs(m)
	s.data(m)
	s.results(m)
}
