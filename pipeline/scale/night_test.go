package scale

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"quarterdeck/config"
	"quarterdeck/connectors/files"
	"quarterdeck/pipeline"
)

// kept is a folder whose lakes are kept and used again, which spares whoever
// works on the models the writing and pulling.
var kept = flag.String("scale.data", "", "keep the companies' data in this folder and use what is there")

// BenchmarkNight pulls and computes companies of two sizes. What a model costs
// ought to grow like the company or less.
func BenchmarkNight(b *testing.B) {
	var smaller map[string]cost
	for _, customers := range []int{1_000, 10_000} {
		b.Run(fmt.Sprintf("customers=%d", customers), func(b *testing.B) {
			for b.Loop() {
				n := newNight(b, customers)
				n.pull(b)
				smaller = n.transform(b, smaller)
			}
		})
	}
}

// night is one company in a data folder of its own.
type night struct {
	dir      string
	steps    *steps
	pipeline *pipeline.Pipeline
	pulled   bool // the lake is from an earlier run
}

func newNight(b testing.TB, customers int) *night {
	b.Helper()
	n := &night{dir: b.TempDir(), steps: &steps{}}
	if *kept != "" {
		n.dir = filepath.Join(*kept, strconv.Itoa(customers))
	}
	if _, err := os.Stat(filepath.Join(n.dir, "data")); err == nil {
		n.pulled = true
		for _, earlier := range []string{"published", filepath.Join("lake", "quarterdeck")} { // a first night again
			if err := os.RemoveAll(filepath.Join(n.dir, "data", earlier)); err != nil {
				b.Fatal(err)
			}
		}
	} else {
		started := time.Now()
		if err := newCompany(1, customers).write(filepath.Join(n.dir, "files")); err != nil {
			b.Fatal(err)
		}
		b.Logf("wrote the files in %s", time.Since(started).Round(time.Second))
	}
	cfg, err := config.Parse("quarterdeck.yml", n.config(), os.LookupEnv)
	if err != nil {
		b.Fatal(err)
	}
	started, morning := time.Now(), time.Unix(int64(asOfDay+1)*86400, 0).UTC().Add(8*time.Hour)
	now := func() time.Time { return morning.Add(time.Since(started)) }
	n.pipeline, err = pipeline.New(cfg, pipeline.Deps{Now: now, Entropy: rand.Reader, Log: slog.New(n.steps)})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = n.pipeline.Close() })
	return n
}

// config is the company's quarterdeck.yml.
func (n *night) config() []byte {
	var text strings.Builder
	fmt.Fprintf(&text, "company: {name: Scale, currency: USD, timezone: America/New_York, fiscal_year_start: 1}\ndata: %s\n", filepath.Join(n.dir, "data"))
	text.WriteString("segments: [plan, region, industry, {name: size, bands: {smb: 0, mid: 1500, enterprise: 6000}}]\n")
	text.WriteString("sources:\n  - name: exports\n    type: files\n    tables:\n")
	for _, stream := range files.Streams() {
		pattern := filepath.Join(n.dir, "files", stream.Name+".parquet")
		if stream.Name == "usage_events" {
			pattern = filepath.Join(n.dir, "files", stream.Name+"-*.parquet")
		}
		if found, _ := filepath.Glob(pattern); len(found) > 0 {
			fmt.Fprintf(&text, "      %s: {path: %q}\n", stream.Name, pattern)
		}
	}
	return []byte(text.String())
}

// pull lands the files and tells how fast.
func (n *night) pull(b *testing.B) {
	b.Helper()
	if n.pulled {
		return
	}
	m := begin()
	report, err := n.pipeline.Pull(context.Background(), nil)
	if err != nil {
		b.Fatal(err)
	}
	var rows int64
	for _, s := range report.Streams {
		rows += s.Rows
		if s.Rejected > 0 || s.Invalid > 0 {
			b.Errorf("%s: %d rows rejected, %d values do not fit", s.Stream, s.Rejected, s.Invalid)
		}
	}
	used := m.end()
	b.ReportMetric(float64(rows)/used.wall.Seconds(), "pull-rows/s")
	b.ReportMetric(float64(rows)/used.cpu.Seconds(), "pull-rows/cpu-s")
	b.ReportMetric(float64(used.peak)/(1<<20), "pull-peak-MB")
}

// transform computes the marts and tells what every model cost, also against the
// smaller company.
func (n *night) transform(b *testing.B, smaller map[string]cost) map[string]cost {
	b.Helper()
	m := begin()
	n.steps.begin()
	asOf := time.Unix(int64(asOfDay)*86400, 0).UTC()
	_, err := n.pipeline.Transform(context.Background(), pipeline.TransformOptions{AsOf: asOf})
	if held := new(pipeline.HeldError); errors.As(err, &held) {
		b.Error(err) // but it was all computed
	} else if err != nil {
		b.Fatal(err)
	}
	used := m.end()
	used.peak = max(used.peak, n.steps.peak)
	b.ReportMetric(used.wall.Seconds(), "transform-s")
	b.ReportMetric(used.cpu.Seconds(), "transform-cpu-s")
	b.ReportMetric(float64(used.peak)/(1<<20), "transform-peak-MB")
	b.ReportMetric(float64(published(b, filepath.Join(n.dir, "data")))/(1<<20), "published-MB")
	costs := n.steps.costs
	costs["everything"] = used
	fmt.Fprintln(os.Stdout, listing(costs, smaller)) // b.Log shows ten lines of a benchmark
	return costs
}

func listing(costs, smaller map[string]cost) string {
	var names []string
	for name := range costs {
		names = append(names, name)
	}
	slices.SortFunc(names, func(x, y string) int { return cmp.Compare(costs[y].cpu, costs[x].cpu) })
	text := fmt.Sprintf("%-40s %8s %8s %8s %10s\n", "", "seconds", "CPU", "peak MB", "rows")
	for _, name := range names[:min(len(names), 40)] {
		c := costs[name]
		text += fmt.Sprintf("%-40s %8.2f %8.2f %8d %10d", name, c.wall.Seconds(), c.cpu.Seconds(), c.peak>>20, c.rows)
		if before, ok := smaller[name]; ok && before.cpu > 0 {
			text += fmt.Sprintf(" %7.1f×", c.cpu.Seconds()/before.cpu.Seconds())
		}
		text += "\n"
	}
	return text
}

func published(b *testing.B, data string) int64 {
	b.Helper()
	paths, err := filepath.Glob(filepath.Join(data, "published", "*.duckdb"))
	if err != nil || len(paths) == 0 {
		return 0
	}
	info, err := os.Stat(paths[len(paths)-1])
	if err != nil {
		b.Fatal(err)
	}
	return info.Size()
}

// begin gives memory back first, so that the peak is that of what follows.
func begin() *meter {
	debug.FreeOSMemory()
	resetPeak()
	return newMeter()
}
