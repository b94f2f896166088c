package charts

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// strategy is a map such as a company of a dozen objectives has.
func strategy() Map {
	return Map{
		Lanes: []string{"Financial", "Customer", "Internal process", "Learning and growth"}, TooMany: "too many to draw",
		Nodes: []MapNode{
			{0, "Keep recurring revenue", "On target", Good}, {0, "Grow with the customers we have", "Near target", Near},
			{1, "Customers stay", "Below target", Bad}, {1, "Customers reach value and say so", "On target", Good},
			{2, "New customers soon reach value", "No value", Unknown}, {2, "Help in time and for good", "On target", Good},
			{3, "Every customer is known", "", Hollow},
		},
		Links: []MapLink{
			{6, 5, "1 +", Untested}, {6, 4, "2 +", Untested}, {5, 3, "3 +", Confirmed}, {5, 3, "4 −", Unbacked}, {4, 2, "5 −", Contrary},
			{3, 2, "6 +", Untested}, {3, 1, "7 +", Unbacked}, {3, 0, "8 +", Unbacked}, {2, 0, "9 +", Untested}, {0, 1, "=", Exact},
		},
	}
}

// labelWidths are about what the labels of a map take.
func labelWidths(m Map) []float64 {
	out := make([]float64, len(m.Links))
	for i, l := range m.Links {
		out[i] = 6*float64(len([]rune(l.Label))) + 8
	}
	return out
}

// faults lists what a layout must never do.
func faults(l MapLayout, b Box) []string {
	var out []string
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	inside := func(box Box) bool {
		return box.X >= b.X-0.01 && box.Y >= b.Y-0.01 && box.Right() <= b.Right()+0.01 && box.Bottom() <= b.Bottom()+0.01
	}
	boxes := append([]Box{}, l.Nodes...)
	for _, label := range l.Labels {
		if label.W > 0 {
			boxes = append(boxes, label)
		}
	}
	for i, box := range boxes {
		if !inside(box) {
			say("box %d leaves the page: %v", i, box)
		}
		for k, other := range boxes[:i] {
			if touch(box, other, -0.01) {
				say("box %d touches %d: %v %v", i, k, box, other)
			}
		}
	}
	for i, lane := range l.Lanes {
		if !inside(lane) {
			say("lane %d leaves the page: %v", i, lane)
		}
		for _, other := range l.Lanes[:i] {
			if touch(lane, other, -0.01) {
				say("lane %d touches another: %v %v", i, lane, other)
			}
		}
	}
	for i, way := range l.Ways {
		for _, s := range way.stretches {
			for k := range 101 {
				p := s.at(float64(k) / 100)
				if math.IsNaN(p.X+p.Y) || !inside(Box{p.X, p.Y, 0, 0}) {
					say("arrow %d leaves the page at %v", i, p)
				}
				for n, box := range l.Nodes {
					if touch(Box{p.X, p.Y, 0, 0}, box, -0.05) {
						say("arrow %d passes through node %d at %v", i, n, p)
					}
				}
			}
		}
	}
	return out
}

func TestMapOfACompany(t *testing.T) {
	m, b := strategy(), Box{100, 100, 640, 320}
	l, ok := m.Layout(b, labelWidths(m))
	if !ok {
		t.Fatal("it does not fit")
	}
	if bad := faults(l, b); len(bad) > 0 {
		t.Errorf("%s", strings.Join(bad, "\n"))
	}
	for i, label := range l.Labels {
		if label.W == 0 {
			t.Errorf("link %q has no label", m.Links[i].Label)
		}
	}
	again, _ := m.Layout(b, labelWidths(m))
	if diff := cmp.Diff(fmt.Sprint(l), fmt.Sprint(again)); diff != "" {
		t.Errorf("the same map is laid out in two ways: %s", diff)
	}
}

// randomMap draws any map, with links in all directions, twice and in circles.
func randomMap(t *rapid.T) Map {
	m := Map{Lanes: []string{"a", "b", "c", "d"}[:rapid.IntRange(1, 4).Draw(t, "lanes")], TooMany: "too many"}
	for range rapid.IntRange(0, 22).Draw(t, "nodes") {
		m.Nodes = append(m.Nodes, MapNode{
			Lane: rapid.IntRange(0, len(m.Lanes)-1).Draw(t, "lane"), Title: words(t, "title"), Note: words(t, "note"),
			Look: NodeLook(rapid.IntRange(0, 4).Draw(t, "look")),
		})
	}
	for range rapid.IntRange(0, 30).Draw(t, "links") {
		if len(m.Nodes) < 2 {
			break
		}
		from := rapid.IntRange(0, len(m.Nodes)-1).Draw(t, "from")
		to := (from + rapid.IntRange(1, len(m.Nodes)-1).Draw(t, "to")) % len(m.Nodes)
		label := rapid.SampledFrom([]string{"", "1 +", "12 −", "="}).Draw(t, "label")
		m.Links = append(m.Links, MapLink{from, to, label, LinkLook(rapid.IntRange(0, 4).Draw(t, "look"))})
	}
	return m
}

func TestAnyMapIsTidy(t *testing.T) {
	drawn, tried := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		m := randomMap(t)
		b := Box{rapid.Float64Range(0, 90).Draw(t, "x"), 50, rapid.Float64Range(300, 740).Draw(t, "w"), rapid.Float64Range(120, 460).Draw(t, "h")}
		l, ok := m.Layout(b, labelWidths(m))
		tried++
		if ok {
			drawn++
			if bad := faults(l, b); len(bad) > 0 {
				t.Fatalf("%s", strings.Join(bad, "\n"))
			}
		}
		r := sheet()
		m.Draw(r, b.Inset(-mapLaneHead, 0, 0, 0), style())
		if bad := misplaced(r.Ops, b.Inset(-mapLaneHead, 0, 0, 0), 0.7); len(bad) > 0 {
			t.Fatalf("%s", strings.Join(bad, "\n"))
		}
	})
	t.Logf("%d of %d maps could be drawn", drawn, tried)
	if drawn*3 < tried {
		t.Errorf("only %d of %d maps could be drawn", drawn, tried)
	}
}

// A map of more than anybody could read says so and draws nothing else.
func TestCrowdedMapSaysSo(t *testing.T) {
	m := Map{Lanes: []string{"one"}, TooMany: "too many to draw"}
	for range 200 {
		m.Nodes = append(m.Nodes, MapNode{Title: "n"})
	}
	r := sheet()
	m.Draw(r, Box{0, 0, 700, 300}, style())
	if len(r.Ops) != 1 || r.Ops[0].Text != "too many to draw" {
		t.Errorf("drawn %v", r.Ops)
	}
}

// Places stay in order and apart, as near as they can be to where they were wanted.
func TestSettled(t *testing.T) {
	half := []float64{5, 5, 5}
	for _, c := range []struct{ want, got []float64 }{
		{[]float64{20, 50, 80}, []float64{20, 50, 80}},
		{[]float64{50, 50, 50}, []float64{38, 50, 62}},
		{[]float64{-9, 0, 99}, []float64{5, 17, 95}},
		{[]float64{60, 40, 50}, []float64{38, 50, 62}},
	} {
		if diff := cmp.Diff(c.got, settled(c.want, half, 2, 0, 100)); diff != "" {
			t.Errorf("%v: %s", c.want, diff)
		}
	}
}
