package web

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"quarterdeck/config"
	"quarterdeck/pipeline"
)

// BenchmarkPages asks for pages as many people do: 50 requests a second, a third of
// them for customers taken at random, for as many seconds as -benchtime says
// (-benchtime 30x). It reports how long they take at the median and at the 95th and
// 99th percentile.
//
// QUARTERDECK_SCALE names the data folder of a large company, as package scale makes
// one; without it the small world of the tests is asked.
func BenchmarkPages(b *testing.B) {
	address, ids := benchmarked(b)
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	paths := func(i int) string {
		switch i % 12 {
		case 0:
			return "/"
		case 1:
			return "/scorecard"
		case 2:
			return "/segments"
		case 3:
			return fmt.Sprintf("/customers?page=%d", 1+i%40)
		case 4:
			return "/customers?sort=mrr&down=1&band=yellow"
		case 5:
			return "/customers?q=" + ids[i*7%len(ids)][1:]
		case 6:
			return "/quality"
		case 7:
			return "/runs"
		default:
			return "/customers/" + ids[i*7919%len(ids)]
		}
	}
	for i := range 12 { // what is read once per publication is no request's time
		ask(b, http.MethodGet, address+paths(i), "")
	}
	var mu sync.Mutex
	var took []time.Duration
	var asking sync.WaitGroup
	every := time.NewTicker(time.Second / 50)
	defer every.Stop()
	b.ResetTimer()
	spent := processorTime(b)
	for i := range 50 * b.N {
		<-every.C
		asking.Go(func() {
			began := time.Now()
			answer, err := client.Get(address + paths(i))
			if err != nil {
				b.Error(err)
				return
			}
			_, err = io.Copy(io.Discard, answer.Body)
			answer.Body.Close()
			if err != nil || answer.StatusCode != http.StatusOK {
				b.Errorf("%s answers %s, %v", paths(i), answer.Status, err)
			}
			mu.Lock()
			took = append(took, time.Since(began))
			mu.Unlock()
		})
	}
	asking.Wait()
	b.ReportMetric((processorTime(b)-spent).Seconds()*1000/float64(50*b.N), "cpu-ms/page")
	slices.Sort(took)
	for name, share := range map[string]float64{"p50-ms": 0.5, "p95-ms": 0.95, "p99-ms": 0.99} {
		b.ReportMetric(took[int(math.Ceil(share*float64(len(took))))-1].Seconds()*1000, name)
	}
}

// processorTime is what this process, which asks and answers, has used so far.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// benchmarked serves the company that is asked, and names its customers.
func benchmarked(b *testing.B) (address string, ids []string) {
	b.Helper()
	data := os.Getenv("QUARTERDECK_SCALE")
	if data == "" {
		address, _, _ = visitWorld(b)
		for i := range xss() {
			ids = append(ids, fmt.Sprintf("C%03d", i))
		}
		return address, ids
	}
	dir := b.TempDir()
	copyPublished(b, data, filepath.Join(dir, "data"))
	file := filepath.Join(dir, "quarterdeck.yml")
	text := "company: {name: Scale, currency: USD, timezone: America/New_York}\nsources: [{name: exports, type: files, tables: {customers: {path: none.csv}}}]\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		b.Fatal(err)
	}
	cfg, err := config.Load(file, func(string) (string, bool) { return "", false })
	if err != nil {
		b.Fatal(err)
	}
	p, err := pipeline.New(cfg, pipeline.Deps{Now: func() time.Time { return now }, Entropy: rand.Reader})
	if err != nil {
		b.Fatal(err)
	}
	site, address := serve(b, p)
	book, err := site.shelf.borrow(context.Background())
	if err != nil {
		b.Fatal(err)
	}
	defer site.shelf.giveBack(book)
	ids, err = list(b.Context(), book.db, "SELECT customer_id FROM marts.customers WHERE paying ORDER BY customer_id", func(id *string) []any { return []any{id} })
	if err != nil || len(ids) == 0 {
		b.Fatalf("%d customers, %v", len(ids), err)
	}
	return address, ids
}

// copyPublished copies what readers see of a data folder.
func copyPublished(b *testing.B, from, to string) {
	b.Helper()
	if err := os.MkdirAll(to, 0o750); err != nil {
		b.Fatal(err)
	}
	if err := os.CopyFS(filepath.Join(to, "published"), os.DirFS(filepath.Join(from, "published"))); err != nil {
		b.Fatal(err)
	}
}
