package charts

// placement is where a mark's label goes.
type placement struct {
	lane  int // counted from the axis upwards; −1 for none
	x     float64
	left  float64 // where the label starts
	text  string
	style TextStyle
}

// searchLimit bounds the search for lanes; a timeline of a dozen marks needs
// far fewer steps, and a crowded one drops a mark instead of searching on.
const searchLimit = 4000

// place gives every mark a lane. When there is no way to show all, or none is
// found in time, major marks are placed first and then what still has room.
func (t Timeline) place(c Canvas, b Box, lanes int, s Style) (out []placement, hidden int) {
	out = make([]placement, len(t.Marks))
	var show []int
	for i, m := range t.Marks {
		out[i] = placement{lane: -1, x: b.X + m.At*b.W, style: s.Small.In(s.Body)}
		if m.Major {
			out[i].style = s.Small.In(s.Ink)
			out[i].style.Weight = SemiBold
		}
		out[i].text = Fit(c, m.Label, out[i].style, b.W*0.42)
		show = append(show, i)
	}
	search := laneSearch{c: c, b: b, lanes: lanes, marks: out, order: show}
	if search.next(len(show) - 1) {
		return out, 0
	}
	for i := range out {
		out[i].lane = -1
	}
	search = laneSearch{c: c, b: b, lanes: lanes - 1, marks: out} // one lane for the count
	for _, major := range []bool{true, false} {
		for _, i := range show {
			if t.Marks[i].Major == major && !search.put(i) {
				hidden++
			}
		}
	}
	return out, hidden
}

// laneSearch tries lanes from the last mark to the first, so that an earlier
// label, which runs to the right, rises above the later stems it would cross.
type laneSearch struct {
	c     Canvas
	b     Box
	lanes int
	marks []placement
	order []int // marks to place, in the order of time
	steps int
}

func (l *laneSearch) next(k int) bool {
	if k < 0 {
		return true
	}
	p := &l.marks[l.order[k]]
	w := l.c.Width(p.text, p.style)
	for _, left := range []float64{p.x + 8, p.x - 8 - w} {
		for lane := range l.lanes {
			if l.steps++; l.steps > searchLimit {
				return false
			}
			if left < l.b.X || left+w > l.b.Right() || !l.free(k, lane, left, w) {
				continue
			}
			p.lane, p.left = lane, left
			if l.next(k - 1) {
				return true
			}
			p.lane = -1
		}
	}
	return false
}

// put places one more mark among those placed, if there is room.
func (l *laneSearch) put(i int) bool {
	l.order = append([]int{i}, l.order...)
	p := &l.marks[i]
	w := l.c.Width(p.text, p.style)
	for _, left := range []float64{p.x + 8, p.x - 8 - w} {
		for lane := range l.lanes {
			if left >= l.b.X && left+w <= l.b.Right() && l.free(0, lane, left, w) {
				p.lane, p.left = lane, left
				return true
			}
		}
	}
	l.order = l.order[1:]
	return false
}

// free says whether mark k can stand in a lane with its label at left: no
// label there overlaps, no stem passes through the label, and its own stem
// passes through no label below. Stems may pass through marks: events of one
// day stand above each other.
func (l *laneSearch) free(k, lane int, left, w float64) bool {
	x := l.marks[l.order[k]].x
	from, to := min(left, x-5), max(left+w, x+5)
	for _, i := range l.order[k+1:] {
		q := l.marks[i]
		qw := l.c.Width(q.text, q.style)
		qFrom, qTo := min(q.left, q.x-5), max(q.left+qw, q.x+5)
		switch {
		case q.lane == lane && from < qTo+6 && qFrom < to+6:
			return false
		case q.lane > lane && q.x > left-3 && q.x < left+w+3:
			return false
		case q.lane < lane && x > q.left-3 && x < q.left+qw+3:
			return false
		}
	}
	return true
}
