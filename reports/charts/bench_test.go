package charts

import (
	"sort"
	"testing"
)

// BenchmarkDraw records each of the example charts.
func BenchmarkDraw(b *testing.B) {
	all := examples()
	names := make([]string, 0, len(all))
	for name := range all {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		b.Run(name, func(b *testing.B) {
			r, s := sheet(), style()
			box := Box{20, 10, 640, 300}
			b.ReportAllocs()
			for b.Loop() {
				r.Ops = r.Ops[:0]
				all[name].Draw(r, box, s)
			}
		})
	}
}
