package scale

import (
	"context"
	"fmt"
	"testing"
	"time"

	"quarterdeck/pipeline"
)

// BenchmarkReviews writes the reviews of two thousand customers, each drawn, searched
// for other customers and put in place, and tells how many that are in a second and
// what memory it took. It prints where the time went.
func BenchmarkReviews(b *testing.B) {
	n := newNight(b, 2_000)
	n.pull(b)
	n.transform(b, nil)
	b.ResetTimer()
	for b.Loop() {
		m := begin()
		n.steps.begin()
		report, err := n.pipeline.QBRs(context.Background(), pipeline.QBROptions{Out: b.TempDir(), Audience: pipeline.ForCustomers})
		if err != nil {
			b.Fatal(err)
		}
		used := m.end()
		written := float64(report.Count(pipeline.ReviewWritten))
		b.ReportMetric(written/used.wall.Seconds(), "reviews/s")
		b.ReportMetric(written/used.cpu.Seconds(), "reviews/cpu-s")
		b.ReportMetric(float64(max(used.peak, n.steps.peak))/(1<<20), "reviews-peak-MB")
		fmt.Printf("%d written, %d held, %d internal in %s: %s\n", report.Count(pipeline.ReviewWritten), report.Count(pipeline.ReviewHeld),
			report.Count(pipeline.ReviewInternal), used.wall.Round(10*time.Millisecond), report.Spent)
	}
}
