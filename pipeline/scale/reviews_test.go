package scale

import (
	"context"
	"fmt"
	"os"
	"runtime/debug"
	"testing"
	"time"

	"quarterdeck/pipeline"
)

// BenchmarkReviews writes the reviews of two thousand customers, each drawn, searched
// for other customers and put in place, and tells how many that are in a second, what
// processor's time each took, and what memory all of them. It prints where the time went.
func BenchmarkReviews(b *testing.B) {
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // as main does
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(240 << 20))
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
		written := report.Count(pipeline.ReviewWritten)
		b.ReportMetric(float64(written)/used.wall.Seconds(), "reviews/s")
		b.ReportMetric(used.cpu.Seconds()*1000/float64(written), "cpu-ms/review")
		b.ReportMetric(float64(max(used.peak, n.steps.peak))/(1<<20), "reviews-peak-MB")
		fmt.Fprintf(os.Stdout, "%d written, %d held, %d internal in %s, %s of processors\n%s", written, report.Count(pipeline.ReviewHeld),
			report.Count(pipeline.ReviewInternal), used.wall.Round(10*time.Millisecond), used.cpu.Round(10*time.Millisecond), hours(report.Spent, written))
	}
}

// hours lists what each hand of the batch spent, and what that is for a review. The
// hands work side by side, so together they spend more than passes.
func hours(spent pipeline.Spent, written int) string {
	var all time.Duration
	spent.Each(func(_ string, took time.Duration) { all += took })
	text := fmt.Sprintf("%-10s %8s %6s %12s\n", "", "seconds", "share", "ms a review")
	spent.Each(func(name string, took time.Duration) {
		text += fmt.Sprintf("%-10s %8.2f %5.1f%% %12.2f\n", name, took.Seconds(), 100*took.Seconds()/all.Seconds(), took.Seconds()*1000/float64(written))
	})
	return text
}
