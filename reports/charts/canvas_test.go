package charts

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// square is a typeface whose letters are all half an em wide and that lacks '☃'.
type square struct{}

func (square) Clean(s string, _ Weight) (string, []rune) {
	if strings.ContainsRune(s, '☃') {
		return strings.ReplaceAll(s, "☃", "?"), []rune{'☃'}
	}
	return s, nil
}

func (square) Advance(s string, _ Weight) float64 { return 500 * float64(len([]rune(s))) }

func sheet() *Recording { return &Recording{Face: square{}} }

func style() Style {
	grey := func(v uint8) Color { return RGB(v, v, v) }
	return Style{
		Ink: grey(1), Body: grey(2), Muted: grey(3), Rule: grey(4), Grid: grey(5), Accent: RGB(0, 0, 200), AccentMid: RGB(0, 0, 100),
		AccentSoft: RGB(0, 0, 50), Wash: RGB(0, 0, 20), Ghost: grey(6), Caution: RGB(200, 0, 0), CautionSoft: RGB(100, 0, 0), Paper: grey(255),
		Label: TextStyle{Size: 7.5, Color: grey(3)}, Small: TextStyle{Size: 8.5, Color: grey(2)}, Emphasis: TextStyle{Size: 10, Weight: SemiBold, Color: grey(1)},
	}
}

// misplaced lists what leaves the box by more than slack, and texts that touch.
func misplaced(ops []Op, box Box, slack float64) []string {
	var out []string
	var texts []Op
	for _, op := range ops {
		b := op.Bounds()
		if b.X < box.X-slack || b.Y < box.Y-slack || b.Right() > box.Right()+slack || b.Bottom() > box.Bottom()+slack || math.IsNaN(b.X+b.Y+b.W+b.H) {
			out = append(out, fmt.Sprintf("outside: %v", op))
		}
		if op.Path == nil {
			texts = append(texts, op)
		}
	}
	for i, a := range texts {
		for _, b := range texts[:i] {
			x, y := a.Bounds(), b.Bounds()
			if x.X < y.Right()-0.1 && y.X < x.Right()-0.1 && x.Y < y.Bottom()-0.6 && y.Y < x.Bottom()-0.6 {
				out = append(out, fmt.Sprintf("touch: %v and %v", a, b))
			}
		}
	}
	return out
}

func TestRecordingAlignsByWidth(t *testing.T) {
	r := sheet()
	s := TextStyle{Size: 10, Color: RGB(1, 2, 3)}
	r.Text(100, 20, "abcd", s)
	r.Text(100, 20, "abcd", s.At(Center))
	r.Text(100, 20, "ab☃d", s.At(Right))
	r.Text(100, 20, "", s)
	var got []string
	for _, op := range r.Ops {
		got = append(got, op.String())
	}
	want := []string{
		`text 100.0 20.0 w20.0 10 #010203 "abcd"`,
		`text 90.0 20.0 w20.0 10 #010203 "abcd"`,
		`text 80.0 20.0 w20.0 10 #010203 "ab?d"`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]rune{'☃'}, r.Missing); diff != "" {
		t.Error(diff)
	}
	s.Track = -100 // a tenth of an em less for each letter
	if got := r.Width("abcd", s); math.Abs(got-16) > 1e-9 {
		t.Errorf("tracked width %v, want 16", got)
	}
}

func TestFitAndWrap(t *testing.T) {
	r, s := sheet(), TextStyle{Size: 10} // five points a letter
	for _, tc := range []struct {
		text  string
		width float64
		want  string
	}{
		{"short", 25, "short"}, {"shorter", 25, "shor…"}, {"one, two", 30, "one…"}, {"abc", 5, "…"}, {"abc", 4, ""}, {"", 10, ""},
	} {
		if got := Fit(r, tc.text, s, tc.width); got != tc.want {
			t.Errorf("fit %q to %v: got %q, want %q", tc.text, tc.width, got, tc.want)
		}
	}
	for _, tc := range []struct {
		text  string
		limit int
		want  []string
	}{
		{"one two three four", 0, []string{"one two", "three", "four"}},
		{"one two three four", 2, []string{"one two", "three f…"}},
		{"abcdefghijkl mn", 0, []string{"abcdefgh", "ijkl mn"}},
		{"abcdefghijklmnopq", 0, []string{"abcdefgh", "ijklmnop", "q"}},
		{"", 0, nil},
	} {
		if diff := cmp.Diff(tc.want, Wrap(r, tc.text, s, 40, tc.limit)); diff != "" {
			t.Errorf("wrap %q: %s", tc.text, diff)
		}
	}
	want := []string{"one two three", "four five six"}
	if diff := cmp.Diff(want, Balance(r, "one two three four five six", s, 100, 2)); diff != "" {
		t.Error(diff)
	}
}

func TestWrapLosesNothing(t *testing.T) {
	r, s := sheet(), TextStyle{Size: 10}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`([a-z]{1,20} ?){0,12}`).Draw(t, "text")
		width := rapid.Float64Range(5, 120).Draw(t, "width")
		lines := Wrap(r, text, s, width, 0)
		for _, line := range lines {
			if r.Width(line, s) > width {
				t.Fatalf("line %q is wider than %v", line, width)
			}
		}
		keep := func(s string) string { return strings.ReplaceAll(s, " ", "") }
		if got, want := keep(strings.Join(lines, "")), keep(text); got != want {
			t.Fatalf("got %q, want %q", got, want)
		}
		limit := rapid.IntRange(1, 3).Draw(t, "limit")
		if n := len(Wrap(r, text, s, width, limit)); n > limit {
			t.Fatalf("%d lines, at most %d asked", n, limit)
		}
	})
}

// TestRoundShapesHaveNoSpike: no step of a round shape is so short that its direction is
// chance.
func TestRoundShapesHaveNoSpike(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, y := rapid.Float64Range(0, 800).Draw(t, "x"), rapid.Float64Range(0, 600).Draw(t, "y")
		r := rapid.Float64Range(0.5, 60).Draw(t, "r")
		for _, path := range []Path{Circle(x, y, r), RoundRect(Box{x, y, 4 * r, 2 * r}, r), RoundRect(Box{x, y, r, 3 * r}, 2*r)} {
			var last Point
			for i, s := range path {
				end := s.P[0]
				if s.Verb == CurveTo {
					end = s.P[2]
				}
				if i > 0 && s.Verb != Close && math.Hypot(end.X-last.X, end.Y-last.Y) < 0.01 {
					t.Fatalf("step %d of %v is shorter than it can be seen", i, path)
				}
				last = end
			}
		}
	})
}

func TestBounds(t *testing.T) {
	ring := Op{Path: Circle(10, 10, 4), Paint: Paint{Stroke: RGB(0, 0, 0), Width: 2}}
	if diff := cmp.Diff(Box{5, 5, 10, 10}, ring.Bounds()); diff != "" {
		t.Error(diff)
	}
}
