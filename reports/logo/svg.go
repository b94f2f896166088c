package logo

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"quarterdeck/reports"
	"quarterdeck/reports/charts"
)

// svgReader reads the part of SVG logos are made of: groups, paths and basic shapes
// with plain colours. Titles, descriptions and metadata are passed over. All else is
// refused: text needs fonts, images and links come from elsewhere, and gradients, style
// sheets and masks would be drawn otherwise than they look.
type svgReader struct {
	name  string
	xml   *xml.Decoder
	logo  *Logo
	state []state
}

// state is what an element hands down to those in it.
type state struct {
	place   matrix
	fill    charts.Color
	stroke  charts.Color
	width   float64
	current charts.Color
	evenOdd bool
}

const mostFigures = 2000

func parseSVG(name string, raw []byte) (*Logo, error) {
	decoder := xml.NewDecoder(bytes.NewReader(raw))
	decoder.Entity = map[string]string{}
	r := &svgReader{name: name, xml: decoder}
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, r.wrong("it is no SVG: "+err.Error(), "save it anew as plain SVG")
		}
		switch token := token.(type) {
		case xml.StartElement:
			err = r.open(token)
		case xml.EndElement:
			r.state = r.state[:len(r.state)-1]
		case xml.Directive:
			if bytes.Contains(token, []byte("[")) {
				err = r.wrong("it declares entities", "save it as plain SVG")
			}
		}
		if err != nil {
			return nil, err
		}
	}
	if r.logo == nil || len(r.logo.marks) == 0 {
		return nil, &reports.Mistake{File: name, What: "it draws nothing", Mend: "save it as plain SVG, its text turned into paths"}
	}
	return r.logo, nil
}

func (r *svgReader) wrong(what, mend string) error {
	line, column := r.xml.InputPos()
	return &reports.Mistake{File: r.name, Line: line, Column: column, What: what, Mend: mend}
}

const plainly = "save it as plain SVG: paths and shapes in plain colours, text turned into paths"

// open reads one element.
func (r *svgReader) open(e xml.StartElement) error {
	tag := e.Name.Local
	if r.logo == nil {
		if tag != "svg" {
			return r.wrong("its first element is "+tag, "name an SVG file")
		}
		return r.root(e)
	}
	switch tag {
	case "title", "desc", "metadata", "namedview", "defs": // what refers to a definition is refused
		r.state = append(r.state, r.top()) // its end is taken by Skip
		err := r.xml.Skip()
		r.state = r.state[:len(r.state)-1]
		if err != nil {
			return r.wrong("it is no SVG: "+err.Error(), plainly)
		}
		return nil
	case "g":
	case "path", "rect", "circle", "ellipse", "polygon", "polyline", "line":
	default:
		return r.wrong("the element "+tag+" cannot be drawn", plainly)
	}
	next, err := r.inherit(e)
	if err != nil {
		return err
	}
	r.state = append(r.state, next)
	if tag == "g" {
		return nil
	}
	path, err := shape(tag, attributes(e))
	if err != nil {
		return r.wrong(fmt.Sprintf("%s: %v", tag, err), plainly)
	}
	r.add(path, next)
	if len(r.logo.marks) > mostFigures {
		return r.wrong(fmt.Sprintf("it has more than %d figures", mostFigures), "simplify the drawing")
	}
	return nil
}

// root reads the size: the viewBox, else width and height.
func (r *svgReader) root(e xml.StartElement) error {
	a := attributes(e)
	box, err := numbers(a["viewBox"])
	if err != nil || len(box) != 4 && len(box) != 0 {
		return r.wrong("its viewBox is not four numbers", plainly)
	}
	if len(box) == 0 {
		w, errW := length(a["width"])
		h, errH := length(a["height"])
		if err := errors.Join(errW, errH); err != nil {
			return r.wrong("it has neither a viewBox nor width and height", "add a viewBox")
		}
		box = []float64{0, 0, w, h}
	}
	if box[2] <= 0 || box[3] <= 0 || box[2]/box[3] > 50 || box[3]/box[2] > 50 {
		return r.wrong("its viewBox has no usable size", "give it a width and a height above 0")
	}
	r.logo = &Logo{W: box[2], H: box[3]}
	r.state = []state{{place: matrix{a: 1, d: 1, e: -box[0], f: -box[1]}, fill: charts.RGB(0, 0, 0), width: 1, current: charts.RGB(0, 0, 0)}}
	next, err := r.inherit(e)
	if err != nil {
		return err
	}
	r.state[0] = next
	return nil
}

func (r *svgReader) top() state { return r.state[len(r.state)-1] }

func (r *svgReader) add(path charts.Path, s state) {
	paint := charts.Paint{Fill: s.fill, EvenOdd: s.evenOdd, Stroke: s.stroke, Width: s.width * s.place.scale()}
	if paint.Stroke == 0 || paint.Width == 0 {
		paint.Stroke, paint.Width = 0, 0
	}
	if len(path) == 0 || paint.Fill == 0 && paint.Stroke == 0 {
		return
	}
	r.logo.marks = append(r.logo.marks, figure{s.place.path(path), paint})
}

// inherit is the state inside an element: its own attributes over those around it.
func (r *svgReader) inherit(e xml.StartElement) (state, error) {
	s := r.top()
	a := attributes(e)
	for name, value := range declarations(a["style"]) {
		a[name] = value
	}
	refused := []string{"mask", "filter", "clip-path", "marker", "marker-start", "marker-end", "marker-mid", "stroke-dasharray", "href", "class"}
	for name, value := range a {
		if strings.HasPrefix(name, "on") || slices.Contains(refused, name) && value != "none" && value != "" {
			return s, r.wrong("the attribute "+name+" cannot be drawn", plainly)
		}
	}
	for _, name := range []string{"opacity", "fill-opacity", "stroke-opacity"} {
		if v := a[name]; v != "" && v != "1" && v != "1.0" {
			return s, r.wrong(name+" "+v+" cannot be drawn", "use opaque colours")
		}
	}
	if a["display"] == "none" || a["visibility"] == "hidden" {
		return s, r.wrong("it has a hidden part", "remove what is not to be seen")
	}
	err := s.apply(a)
	if err != nil {
		return s, r.wrong(err.Error(), plainly)
	}
	return s, nil
}

// apply lays the attributes of an element over what it has from above.
func (s *state) apply(a map[string]string) error {
	m, err := parseTransform(a["transform"])
	if err != nil {
		return err
	}
	s.place = s.place.times(m)
	for _, c := range []struct {
		name string
		to   *charts.Color
	}{{"color", &s.current}, {"fill", &s.fill}, {"stroke", &s.stroke}} {
		if a[c.name] == "" || a[c.name] == "inherit" {
			continue
		}
		if *c.to, err = paintOf(a[c.name], s.current); err != nil {
			return err
		}
	}
	if rule := a["fill-rule"]; rule != "" {
		s.evenOdd = rule == "evenodd"
	}
	if w := a["stroke-width"]; w != "" {
		if s.width, err = length(w); err != nil {
			return err
		}
	}
	return nil
}

// attributes of an element by their local names.
func attributes(e xml.StartElement) map[string]string {
	out := map[string]string{}
	for _, a := range e.Attr {
		if a.Name.Space == "xmlns" || a.Name.Local == "xmlns" {
			continue
		}
		out[a.Name.Local] = strings.TrimSpace(a.Value)
	}
	return out
}

// declarations of a style attribute.
func declarations(style string) map[string]string {
	out := map[string]string{}
	for _, d := range strings.Split(style, ";") {
		if name, value, ok := strings.Cut(d, ":"); ok {
			out[strings.TrimSpace(name)] = strings.TrimSpace(value)
		}
	}
	return out
}
