package proof

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"

	"github.com/go-pdf/fpdf"
)

// thousands makes customers with names of everyday words, five contacts and three ids.
func thousands(n int) []Party {
	rng := rand.New(rand.NewPCG(1, 2))
	words := []string{"Blue", "Ridge", "Summit", "Harbor", "Nord", "Acme", "Banyan", "Clear", "Water", "Falcon", "Prairie", "Lotus", "Keystone", "Weber"}
	trades := []string{"Logistics", "Software", "Health", "Capital", "Foods", "Media", "Energy", "Robotics", "Pharma", "Retail"}
	first := []string{"anna", "bo", "chen", "dora", "emil", "fatima", "gus", "hiro"}
	out := make([]Party, n)
	for i := range out {
		a, b, c := words[rng.IntN(len(words))], words[rng.IntN(len(words))], trades[rng.IntN(len(trades))]
		domain := fmt.Sprintf("%s-%s%d.example", a, c, i)
		p := Party{ID: fmt.Sprint(18200000000 + i*7919), Names: []string{fmt.Sprintf("%s %s %s %d", a, b, c, i)}, Domains: []string{domain},
			IDs: []string{fmt.Sprintf("cus_%08x%04d", rng.Uint32(), i), fmt.Sprint(900300000 + i)}}
		for k := range 5 {
			p.Emails = append(p.Emails, fmt.Sprintf("%s.%s%d@%s", first[rng.IntN(len(first))], first[rng.IntN(len(first))], k, domain))
		}
		out[i] = p
	}
	return out
}

// BenchmarkTenThousandCustomers inspects reviews of nine pages among 10,000 customers.
func BenchmarkTenThousandCustomers(b *testing.B) {
	parties := thousands(10_000)
	text := "Blue teams of the summit used 1,284 reports, Acme style; write to anna.bo@somewhere.example about 900300 of them. "
	raw := file(b, func(f *fpdf.Fpdf) {
		for range 7 {
			f.AddPage()
			for line := range 45 {
				f.Text(40, 60+float64(line)*11, fmt.Sprint(line, " ", text, text))
			}
		}
	})
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var x *Index
	b.Run("index", func(b *testing.B) {
		for b.Loop() {
			x = New(append(parties, others()...), []string{"Weekly reports"})
		}
	})
	runtime.GC()
	runtime.ReadMemStats(&after)
	b.Run("inspect", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := x.Inspect("own", raw); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/(1<<20), "MB-index")
	})
}
