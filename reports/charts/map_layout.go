package charts

// MapLayout is where everything of a map stands.
type MapLayout struct {
	Area   Box
	Nodes  []Box
	Lanes  []Box  // the bands
	Ways   []Way  // by link
	Labels []Box  // by link; without width where there is no room
	Rows   []band // from the top
}

// band is a row of nodes from its upper to its lower edge.
type band struct{ top, bottom float64 }

const (
	nodeWidest, nodeLeast   = 184.0, 84.0
	nodeHighest, nodeLowest = 46.0, 30.0
	gapWidest, gapLeast     = 64.0, 26.0 // between rows
	sideGap                 = 16.0
	passWidth               = 10.0 // what an arrow takes that passes through a row
	lanePad                 = 7.0
)

// Layout places the map in a box: nodes in rows, the lane's when they fit one row.
// widths are those of the labels, 0 for none. It is false when the box is too small
// for boxes and arrows anybody could read. The result depends on nothing else.
func (m Map) Layout(b Box, widths []float64) (MapLayout, bool) {
	for perRow := max(1, m.fullest()); perRow >= 1; perRow-- {
		g := newMapGrid(m, perRow)
		if float64(len(g.rows)) > b.H/(nodeLowest+gapLeast)+1 {
			return MapLayout{}, false // fewer in a row only makes more rows
		}
		g.untangle()
		size, ok := g.fit(b)
		if !ok {
			continue
		}
		g.spreadOut(b, size)
		return g.layout(m, b, size, widths), true
	}
	return MapLayout{}, false
}

// fullest is the most nodes a lane has.
func (m Map) fullest() int {
	counts := make([]int, len(m.Lanes))
	most := 0
	for _, n := range m.Nodes {
		counts[n.Lane]++
		most = max(most, counts[n.Lane])
	}
	return most
}

// boxSize is the size all nodes have, and the room between rows and above the first.
type boxSize struct{ w, h, gap, above float64 }

// fit chooses the size of the boxes.
func (g *mapGrid) fit(b Box) (boxSize, bool) {
	rows := float64(len(g.rows))
	size := boxSize{w: nodeWidest, h: nodeHighest}
	for r, row := range g.rows {
		nodes, passes := 0.0, 0.0
		for _, v := range row {
			if g.isNode(v) {
				nodes++
			} else {
				passes++
			}
		}
		free := b.W - passes*passWidth - (nodes+passes+1)*sideGap
		if nodes > 0 {
			size.w = min(size.w, free/nodes)
		} else if free < 0 {
			size.w = 0 // not even the passes fit
		}
		if r == 0 && g.arches() {
			size.above = gapLeast
		}
	}
	free := b.H - size.above - 2*lanePad
	size.h = min(nodeHighest, (free-(rows-1)*gapLeast*1.5)/rows)
	if size.h < nodeLowest {
		size.h = nodeLowest
	}
	size.gap = gapWidest
	if rows > 1 {
		size.gap = min(gapWidest, (free-rows*size.h)/(rows-1))
	}
	return size, size.w >= nodeLeast && size.gap >= gapLeast && rows*size.h <= free
}

// layout turns places in rows into boxes, ways and labels.
func (g *mapGrid) layout(m Map, b Box, size boxSize, widths []float64) MapLayout {
	out := MapLayout{Area: b, Nodes: make([]Box, len(m.Nodes)), Lanes: make([]Box, len(m.Lanes))}
	used := size.above + float64(len(g.rows))*size.h + float64(len(g.rows)-1)*size.gap
	y := b.Y + size.above + (b.H-used)/2
	for r, row := range g.rows {
		out.Rows = append(out.Rows, band{y, y + size.h})
		for _, v := range row {
			if g.isNode(v) {
				out.Nodes[v] = Box{g.x[v] - size.w/2, y, size.w, size.h}
			}
		}
		lane := &out.Lanes[g.lane[r]]
		if lane.H == 0 {
			*lane = Box{b.X, y - lanePad, b.W, 0}
		}
		lane.H = y + size.h + lanePad - lane.Y
		y += size.h + size.gap
	}
	out.Ways = g.ways(m, out, size)
	out.Labels = placeLabels(out, widths)
	return out
}
