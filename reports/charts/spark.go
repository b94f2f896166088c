package charts

import "math"

// Spark is a line without axes that shows a shape and marks its last point.
type Spark struct{ Values []float64 }

// Draw puts the line into the box. Values run from zero, or from their lowest
// when all of them lie far above it.
func (k Spark) Draw(c Canvas, b Box, s Style) {
	low, high, n := math.Inf(1), math.Inf(-1), 0
	for _, v := range k.Values {
		if !math.IsNaN(v) {
			low, high, n = math.Min(low, v), math.Max(high, v), n+1
		}
	}
	if n == 0 {
		return
	}
	room := b.Inset(2.4, 2.4, 2.4, 2.4)
	y := scale{low, high, room.Bottom(), room.Y}
	if low == high {
		y = scale{low - 1, high + 1, room.Bottom(), room.Y}
	}
	at := make([]float64, len(k.Values))
	for i := range at {
		at[i] = room.X + room.W*float64(i)/math.Max(1, float64(len(at)-1))
	}
	for _, run := range runs(k.Values, at, y) {
		if len(run) > 1 {
			c.Draw(Polyline(run...), Paint{Stroke: s.Accent, Width: 1.4})
		}
	}
	v, i := lastValue(k.Values)
	c.Draw(Circle(at[i], y.at(v), 2.2), Paint{Fill: s.Accent})
}
