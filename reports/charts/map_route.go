package charts

import "slices"

// Way is where an arrow goes: its line, which ends where the head begins, the tip of
// the head and the point before it.
type Way struct {
	Path     Path
	Tip, Aim Point
	// stretches are the parts between rows, on which a label can stand.
	stretches []stretch
}

// stretch is one curve between two rows, or a line between two nodes of a row, and
// the room in which a label on it touches no box.
type stretch struct {
	curve [4]Point
	room  Box
}

// at is the point of the curve at t from 0 to 1.
func (s stretch) at(t float64) Point {
	u := 1 - t
	w := [4]float64{u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t}
	var p Point
	for i, c := range s.curve {
		p.X, p.Y = p.X+w[i]*c.X, p.Y+w[i]*c.Y
	}
	return p
}

// head is the arrow's head.
func (w Way) head() Path {
	dx, dy := w.Tip.X-w.Aim.X, w.Tip.Y-w.Aim.Y
	long := max(abs(dx), abs(dy)) // heads point straight along an axis
	dx, dy = dx/long, dy/long
	back := Point{w.Tip.X - dx*arrowLength, w.Tip.Y - dy*arrowLength}
	const half = 2.9
	return Polygon(w.Tip, Point{back.X - dy*half, back.Y + dx*half}, Point{back.X + dy*half, back.Y - dx*half})
}

// ports are the points at which arrows leave and reach a node: by chain and end.
type ports map[[2]int]float64

// side is one edge of a node.
type side struct {
	node int
	top  bool
}

// ways routes every link. Between two rows an arrow stays in the gap between them,
// through a row it goes straight where its pass is, so it meets no box.
func (g *mapGrid) ways(m Map, placed MapLayout, size boxSize) []Way {
	at := g.ports(size)
	out := make([]Way, len(m.Links))
	for i, l := range m.Links {
		chain := g.chains[i]
		switch {
		case g.row[chain[0]] != g.row[chain[len(chain)-1]]:
			out[i] = g.climb(i, chain, at, placed, l.To != chain[len(chain)-1])
		case g.neighbours(l.From, l.To):
			out[i] = across(placed.Nodes[l.From], placed.Nodes[l.To])
		default:
			out[i] = g.arch(i, l, at, placed, size)
		}
	}
	return out
}

// neighbours says whether nothing stands between two nodes of a row, and they are
// linked only once.
func (g *mapGrid) neighbours(a, b int) bool {
	row := g.rows[g.row[a]]
	links := 0
	for _, p := range g.beside {
		if p == [2]int{a, b} || p == [2]int{b, a} {
			links++
		}
	}
	d := slices.Index(row, a) - slices.Index(row, b)
	return links == 1 && (d == 1 || d == -1)
}

// ports spreads the arrows of every edge of a node along it, in the order of where
// they lead, so that they do not cross at once.
func (g *mapGrid) ports(size boxSize) ports {
	type wish struct {
		key    [2]int
		toward float64
	}
	wishes := map[side][]wish{}
	add := func(s side, key [2]int, toward float64) { wishes[s] = append(wishes[s], wish{key, toward}) }
	for i, chain := range g.chains {
		last := len(chain) - 1
		if g.row[chain[0]] == g.row[chain[last]] {
			if !g.neighbours(chain[0], chain[last]) {
				add(side{chain[0], true}, [2]int{i, 0}, g.x[chain[last]])
				add(side{chain[last], true}, [2]int{i, 1}, g.x[chain[0]])
			}
			continue
		}
		add(side{chain[0], true}, [2]int{i, 0}, g.x[chain[1]])
		add(side{chain[last], false}, [2]int{i, 1}, g.x[chain[last-1]])
	}
	at := ports{}
	for s, list := range wishes {
		slices.SortStableFunc(list, func(a, b wish) int {
			switch {
			case a.toward < b.toward:
				return -1
			case a.toward > b.toward:
				return 1
			}
			return a.key[0] - b.key[0]
		})
		pitch := min(30, (size.w-28)/float64(max(len(list)-1, 1)))
		for k, one := range list {
			at[one.key] = g.x[s.node] + (float64(k)-float64(len(list)-1)/2)*pitch
		}
	}
	return at
}

// climb leads from the top of the lower node to the bottom of the upper one; down
// puts the head at the lower end.
func (g *mapGrid) climb(link int, chain []int, at ports, placed MapLayout, down bool) Way {
	var w Way
	last := len(chain) - 1
	x := func(k int) float64 {
		switch k {
		case 0:
			return at[[2]int{link, 0}]
		case last:
			return at[[2]int{link, 1}]
		}
		return g.x[chain[k]]
	}
	for k := range last {
		low, high := placed.Rows[g.row[chain[k]]].top, placed.Rows[g.row[chain[k+1]]].bottom
		from, to := Point{x(k), low}, Point{x(k + 1), high}
		room := Box{min(from.X, to.X) - 400, high + 2, abs(from.X-to.X) + 800, low - high - 4}
		if k == 0 && down {
			w.Tip, w.Aim = from, Point{from.X, from.Y - 1}
			from.Y -= arrowLength - 1
		}
		if k == last-1 && !down {
			w.Tip, w.Aim = to, Point{to.X, to.Y + 1}
			to.Y += arrowLength - 1
		}
		middle := (from.Y + to.Y) / 2
		curve := [4]Point{from, {from.X, middle}, {to.X, middle}, to}
		if k == 0 {
			w.Path = w.Path.move(from.X, from.Y)
		} else {
			w.Path = w.Path.line(from.X, from.Y)
		}
		w.Path = w.Path.curve(curve[1], curve[2], curve[3])
		w.stretches = append(w.stretches, stretch{curve, room})
	}
	return w
}

// across leads straight between two neighbours of a row.
func across(from, to Box) Way {
	y := from.Y + from.H/2
	a, b, back := Point{from.Right(), y}, Point{to.X, y}, 1.0
	if from.X > to.X {
		a, b, back = Point{from.X, y}, Point{to.Right(), y}, -1
	}
	end := Point{b.X - back*(arrowLength-1), y}
	third := (end.X - a.X) / 3
	curve := [4]Point{a, {a.X + third, y}, {a.X + 2*third, y}, end}
	room := Box{min(a.X, b.X) + 2, from.Y, abs(a.X-b.X) - 4, from.H}
	return Way{Path: Polyline(a, end), Tip: b, Aim: Point{b.X - back, y}, stretches: []stretch{{curve, room}}}
}

// arch leads over what stands between two nodes of a row, in the gap above it.
func (g *mapGrid) arch(link int, l MapLink, at ports, placed MapLayout, size boxSize) Way {
	first, second := [2]int{link, 0}, [2]int{link, 1}
	if g.chains[link][0] != l.From {
		first, second = second, first
	}
	top := placed.Rows[g.row[l.From]].top
	gap := size.gap
	if g.row[l.From] == 0 {
		gap = size.above
	}
	from, tip := Point{at[first], top}, Point{at[second], top}
	end := Point{tip.X, top - arrowLength + 1}
	rise := (gap - 4) // the curve itself rises to three quarters of its handles
	curve := [4]Point{from, {from.X, top - rise}, {end.X, top - rise}, end}
	return Way{
		Path: Path(nil).move(from.X, from.Y).curve(curve[1], curve[2], curve[3]), Tip: tip, Aim: Point{tip.X, top - 1},
		stretches: []stretch{{curve, Box{min(from.X, tip.X), top - gap + 2, abs(from.X - tip.X), gap - 4}}},
	}
}
