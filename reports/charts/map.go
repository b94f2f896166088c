package charts

// Map is a strategy map: lanes from the top down, empty ones too, nodes in them and
// arrows from what drives to what is driven, which mostly lead upwards. Boxes and
// labels never touch each other, and no arrow passes through a box. A label there is
// no room for is left out, so a list beside the map must name every link.
type Map struct {
	Lanes []string
	Nodes []MapNode
	Links []MapLink
	// TooMany is written instead of a map that would not be legible.
	TooMany string
}

// MapNode is one box. Note stands under the title, after the sign of the look.
type MapNode struct {
	Lane  int // index of Lanes
	Title string
	Note  string
	Look  NodeLook
}

// NodeLook is how a node stands; each has its own fill, edge and sign, so that it is
// read without colour.
type NodeLook uint8

// The looks of a node.
const (
	Hollow  NodeLook = iota // nothing measures it
	Unknown                 // measured, but without a value to trust
	Good
	Near
	Bad
)

// MapLink is one arrow by the indexes of its nodes.
type MapLink struct {
	From, To int
	Label    string
	Look     LinkLook
}

// LinkLook is what is known of a link; each has its own line and label.
type LinkLook uint8

// The looks of a link.
const (
	Untested  LinkLook = iota // dashed: too little is known
	Unbacked                  // thin: the history does not show it
	Confirmed                 // thick, with a filled round label
	Contrary                  // thick, with a filled square label
	Exact                     // double: true by arithmetic
)

const (
	mapLabelHeight = 11.0
	mapLabelPad    = 5.0
	mapLaneHead    = 84.0 // room for the lane's name
	arrowLength    = 6.5
)

// Draw puts the map into the box.
func (m Map) Draw(c Canvas, b Box, s Style) {
	inner := b.Inset(mapLaneHead, 0, 0, 0)
	widths := make([]float64, len(m.Links))
	label := s.Label
	label.Weight = SemiBold
	for i, l := range m.Links {
		if l.Label != "" {
			widths[i] = c.Width(l.Label, label) + 2*mapLabelPad
		}
	}
	placed, ok := m.Layout(inner, widths)
	if !ok {
		c.Text(b.X, b.Y+s.Small.Size, Fit(c, m.TooMany, s.Small, b.W), s.Small)
		return
	}
	m.lanes(c, b, placed, s)
	for i, way := range placed.Ways {
		m.Links[i].line(c, way, s)
	}
	for i, n := range m.Nodes {
		n.draw(c, placed.Nodes[i], s)
	}
	for i, box := range placed.Labels {
		if box.W > 0 {
			m.Links[i].label(c, box, s)
		}
	}
}

// lanes draws the bands behind the nodes, with their names.
func (m Map) lanes(c Canvas, b Box, placed MapLayout, s Style) {
	name := s.Small.In(s.Ink)
	name.Weight = SemiBold
	for i, band := range placed.Lanes {
		box := Box{b.X, band.Y, b.W, band.H}
		c.Draw(RoundRect(box, 4), Paint{Fill: s.Wash})
		lines := Wrap(c, m.Lanes[i], name, mapLaneHead-20, 3)
		y := box.Y + box.H/2 - float64(len(lines)-1)*name.Size*0.6 + name.Size*0.357
		for k, line := range lines {
			c.Text(box.X+10, y+float64(k)*name.Size*1.2, line, name)
		}
	}
}

// line draws the arrow itself.
func (l MapLink) line(c Canvas, way Way, s Style) {
	paint, head := Paint{Stroke: s.Ghost, Width: 0.9}, s.Ghost
	switch l.Look {
	case Confirmed:
		paint, head = Paint{Stroke: s.Accent, Width: 1.8}, s.Accent
	case Contrary:
		paint, head = Paint{Stroke: s.Caution, Width: 1.8}, s.Caution
	case Untested:
		paint.Dash = 2.6
	case Exact:
		paint, head = Paint{Stroke: s.Ink, Width: 2.8}, s.Ink
	}
	c.Draw(way.Path, paint)
	if l.Look == Exact {
		c.Draw(way.Path, Paint{Stroke: s.Paper, Width: 1.2})
	}
	c.Draw(way.head(), Paint{Fill: head})
}

// label draws the link's label in its box.
func (l MapLink) label(c Canvas, b Box, s Style) {
	style, radius := s.Label.In(s.Ink), b.H/2
	style.Weight = SemiBold
	paint := Paint{Fill: s.Paper, Stroke: s.Ghost, Width: 0.8}
	switch l.Look {
	case Confirmed:
		paint, style = Paint{Fill: s.Accent, Stroke: s.Accent, Width: 0.8}, style.In(s.Paper)
	case Contrary:
		paint, style, radius = Paint{Fill: s.Caution, Stroke: s.Caution, Width: 0.8}, style.In(s.Paper), 0
	case Exact:
		paint.Stroke = s.Ink
	}
	c.Draw(RoundRect(b.Inset(0.4, 0.4, 0.4, 0.4), radius), paint)
	c.Text(b.X+b.W/2, b.Y+b.H/2+style.Size*0.357, l.Label, style.At(Center))
}

// Key draws the link's label alone, as a list beside the map shows it.
func (l MapLink) Key(c Canvas, at Point, s Style) {
	style := s.Label
	style.Weight = SemiBold
	l.label(c, Box{at.X, at.Y, c.Width(l.Label, style) + 2*mapLabelPad, mapLabelHeight}, s)
}
