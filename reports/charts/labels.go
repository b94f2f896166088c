package charts

import "sort"

// spread moves wanted places apart so that neighbours are at least gap away
// and all lie in [low, high], moving them as little as it can. It returns nil
// when they do not fit at all. The order of places is kept.
func spread(want []float64, gap, low, high float64) []float64 {
	if float64(len(want)-1)*gap > high-low {
		return nil
	}
	order := make([]int, len(want))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(a, b int) bool { return want[order[a]] < want[order[b]] })
	out := make([]float64, len(want))
	floor := low
	for _, i := range order {
		out[i] = max(want[i], floor)
		floor = out[i] + gap
	}
	ceiling := high
	for k := len(order) - 1; k >= 0; k-- {
		i := order[k]
		out[i] = min(out[i], ceiling)
		ceiling = out[i] - gap
	}
	return out
}

// axisLabels writes labels centred under places, dropping those that would
// come nearer than a space to one already written. The last label wins over
// the others, then the first, because ends say what the range is.
func axisLabels(c Canvas, labels []string, at []float64, y, low, high float64, style TextStyle) {
	type span struct{ from, to float64 }
	var taken []span
	gap := style.Size * 0.9
	put := func(i int) {
		w := c.Width(labels[i], style)
		x := max(low, min(at[i]-w/2, high-w))
		if labels[i] == "" || w > high-low {
			return
		}
		for _, t := range taken {
			if x < t.to+gap && t.from < x+w+gap {
				return
			}
		}
		taken = append(taken, span{x, x + w})
		c.Text(x, y, labels[i], style.At(Left))
	}
	n := len(labels)
	if n == 0 {
		return
	}
	put(n - 1)
	for _, i := range everyFrom(n, labelStride(c, labels, at, gap, style)) {
		put(i)
	}
}

// labelStride is the smallest regular step at which labels do not touch.
func labelStride(c Canvas, labels []string, at []float64, gap float64, style TextStyle) int {
	widest := 0.0
	for _, l := range labels {
		widest = max(widest, c.Width(l, style))
	}
	if len(at) < 2 {
		return 1
	}
	pitch := abs(at[len(at)-1]-at[0]) / float64(len(at)-1)
	stride := 1
	for stride < len(at) && pitch*float64(stride) < widest+gap {
		stride++
	}
	return stride
}

// everyFrom counts back from the last index by stride, so that the last label
// is always among them.
func everyFrom(n, stride int) []int {
	var out []int
	for i := n - 1; i >= 0; i -= stride {
		out = append(out, i)
	}
	return out
}
