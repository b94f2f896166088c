package charts

// placeLabels puts every label on its arrow where it touches no box and no other
// label, best near the middle and where no other arrow passes. A label that finds no
// such place has no width.
func placeLabels(placed MapLayout, widths []float64) []Box {
	out := make([]Box, len(widths))
	for i, w := range widths {
		if w == 0 {
			continue
		}
		best, least := Box{}, 0.0
		for n, s := range placed.Ways[i].stretches {
			for _, t := range []float64{0.5, 0.44, 0.56, 0.38, 0.62, 0.32, 0.68, 0.26, 0.74, 0.2, 0.8} {
				p := s.at(t)
				box := Box{p.X - w/2, p.Y - mapLabelHeight/2, w, mapLabelHeight}
				if !contains(s.room, box) || !contains(placed.Area, box) || !placed.free(box, out) {
					continue
				}
				cost := abs(t-0.5) + 0.1*float64(n) + 1.5*float64(placed.met(i, box))
				if best.W == 0 || cost < least {
					best, least = box, cost
				}
			}
		}
		out[i] = best
	}
	return out
}

func contains(outer, b Box) bool {
	return b.X >= outer.X && b.Y >= outer.Y && b.Right() <= outer.Right() && b.Bottom() <= outer.Bottom()
}

// touch says whether two boxes come nearer than a gap.
func touch(a, b Box, gap float64) bool {
	return a.X < b.Right()+gap && b.X < a.Right()+gap && a.Y < b.Bottom()+gap && b.Y < a.Bottom()+gap
}

// free says whether a label touches no node and no label placed before.
func (l MapLayout) free(box Box, labels []Box) bool {
	for _, n := range l.Nodes {
		if touch(box, n, 1.5) {
			return false
		}
	}
	for _, other := range labels {
		if other.W > 0 && touch(box, other, 2) {
			return false
		}
	}
	return true
}

// met is how many other arrows pass under a label.
func (l MapLayout) met(link int, box Box) int {
	n := 0
	for i, way := range l.Ways {
		if i != link && way.passes(box) {
			n++
		}
	}
	return n
}

func (w Way) passes(box Box) bool {
	for _, s := range w.stretches {
		for k := range 41 {
			p := s.at(float64(k) / 40)
			if touch(box, Box{p.X, p.Y, 0, 0}, 2) {
				return true
			}
		}
	}
	return touch(box, Box{w.Tip.X, w.Tip.Y, 0, 0}, 3)
}
