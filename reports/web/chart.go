package web

import (
	"html/template"
	"sync"

	"quarterdeck/reports/charts"
	"quarterdeck/reports/charts/svg"
)

// drawing is a chart of package charts.
type drawing interface {
	Draw(c charts.Canvas, b charts.Box, s charts.Style)
}

// Chart is a drawing of a page. It is drawn once, however many pages show it, and may
// be shared.
type Chart struct {
	Title string
	// About says in words what the chart shows, for who cannot see it.
	About         string
	width, height float64
	drawing       drawing

	once sync.Once
	html template.HTML
}

// The widths of charts in points: beside another, and alone.
const (
	half  = 380.0
	whole = 760.0
)

// draw is the chart as SVG. Its colours are named, so that the style sheet can
// give them others in the dark. A nil chart is nothing.
func (r *Renderer) draw(c *Chart) template.HTML {
	if c == nil {
		return ""
	}
	c.once.Do(func() {
		c.html = r.paint(c.drawing, c.width, c.height, c.Title, c.About)
	})
	return c.html
}

func (r *Renderer) paint(d drawing, width, height float64, title, about string) template.HTML {
	rec := charts.Recording{Face: r.hand.Face}
	d.Draw(&rec, charts.Box{W: width, H: height}, r.hand.Style)
	text := svg.Classed(charts.Picture{Width: width, Height: height, Ops: rec.Ops, Title: title, Description: about, Language: "en"}, r.names())
	return template.HTML(text) // package svg escapes every text and writes nothing that can run
}

// names are the colours of charts by what the style sheet calls them.
func (r *Renderer) names() svg.Names {
	s := r.hand.Style
	return svg.Names{
		s.Ink: "ink", s.Body: "body", s.Muted: "muted", s.Rule: "rule", s.Grid: "grid", s.Accent: "accent", s.AccentMid: "mid",
		s.AccentSoft: "soft", s.Wash: "wash", s.Ghost: "ghost", s.Caution: "caution", s.CautionSoft: "glow", s.Paper: "paper",
	}
}

// spark is a small line of the course of a value, silent for screen readers: the
// numbers stand beside it.
func (r *Renderer) spark(values []float64) template.HTML {
	if len(values) < 2 {
		return ""
	}
	return r.paint(charts.Spark{Values: values}, 72, 18, "", "")
}

// meter is a small bar of a share of a whole, silent as well.
func (r *Renderer) meter(value *float64, top float64) template.HTML {
	if value == nil || top <= 0 {
		return ""
	}
	return r.paint(charts.Meter{Value: *value, Whole: top}, 72, 6, "", "")
}
