package charts

import (
	"fmt"
	"io/fs"
	"math"
	"strconv"
	"testing"

	"github.com/goccy/go-yaml"

	"quarterdeck/templates"
)

// sights are ways to see: the share of red, green and blue light in what is seen as
// red, green and blue. The three for colour-blind readers are those of Machado,
// Oliveira and Fernandes (2009) for a receptor that is missing.
func sights() map[string][3][3]float64 {
	return map[string][3][3]float64{
		"all colours": {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
		"without red": {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
		"no green":    {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
		"no blue":     {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}},
	}
}

// seen is the luminance of a colour in a way to see. It is reckoned here anew and not
// by the package's own conversions.
func seen(c Color, sight [3][3]float64) float64 {
	r, g, b := c.Parts()
	var light [3]float64
	for i, v := range []uint8{r, g, b} {
		if s := float64(v) / 255; s <= 0.04045 {
			light[i] = s / 12.92
		} else {
			light[i] = math.Pow((s+0.055)/1.055, 2.4)
		}
	}
	sum := 0.0
	for i, weight := range [3]float64{0.2126, 0.7152, 0.0722} {
		v := sight[i][0]*light[0] + sight[i][1]*light[1] + sight[i][2]*light[2]
		sum += weight * math.Max(0, math.Min(1, v))
	}
	return sum
}

// lightness is that of CIE 1976, 0 to 100.
func lightness(y float64) float64 {
	if y <= 216.0/24389 {
		return y * 24389 / 27
	}
	return 116*math.Cbrt(y) - 16
}

func readable(a, b Color, sight [3][3]float64) float64 {
	x, y := seen(a, sight), seen(b, sight)
	return (math.Max(x, y) + 0.05) / (math.Min(x, y) + 0.05)
}

// themed is the style with the colours of the shipped theme.
func themed(t *testing.T) Style {
	t.Helper()
	raw, err := fs.ReadFile(templates.Files, "theme.yml")
	if err != nil {
		t.Fatal(err)
	}
	var theme struct{ Colors map[string]string }
	if err := yaml.Unmarshal(raw, &theme); err != nil {
		t.Fatal(err)
	}
	color := func(name string) Color {
		v, err := strconv.ParseUint(theme.Colors[name][1:], 16, 32)
		if err != nil {
			t.Fatal(err)
		}
		return Color(0xFF000000 | v)
	}
	s := style()
	s.Ink, s.Body, s.Muted, s.Rule, s.Grid = color("ink"), color("body"), color("muted"), color("rule"), color("grid")
	s.Accent, s.AccentMid, s.AccentSoft, s.Wash = color("accent"), color("accent_mid"), color("accent_soft"), color("accent_wash")
	s.Ghost, s.Caution, s.CautionSoft, s.Paper = color("ghost"), color("caution"), color("caution_soft"), color("paper")
	return s
}

// TestNeighboursStayApart: what lies side by side differs in lightness for every
// reader, and so in a greyscale print too.
func TestNeighboursStayApart(t *testing.T) {
	s := themed(t)
	rows := map[string][]Color{"survey": {s.Caution, s.Grid, s.Accent}, "waterfall": {s.Ghost, s.Accent}, "bars": {s.Accent, s.AccentMid}, "meter": {s.Grid, s.Accent}}
	for n := 2; n <= heatSteps+1; n++ {
		rows[fmt.Sprint("heat of ", n)] = s.heats(n)
	}
	for j := range 4 {
		rows["stack"] = append(rows["stack"], layer(j, s).Fill)
	}
	for name, sight := range sights() {
		for of, row := range rows {
			for i := range row[1:] {
				a, b := lightness(seen(row[i], sight)), lightness(seen(row[i+1], sight))
				if math.Abs(a-b) < 8 {
					t.Errorf("%s, %s: %v and %v are as light as %.0f and %.0f", of, name, row[i], row[i+1], a, b)
				}
			}
		}
	}
}

// TestLooksStayApart: discs of different looks differ in lightness from each other.
func TestLooksStayApart(t *testing.T) {
	s := themed(t)
	fills := map[NodeLook]Color{}
	for _, look := range []NodeLook{Unknown, Good, Near, Bad} {
		r := sheet()
		disc{Bubble: Bubble{Look: look}, x: 50, y: 50, r: 10}.draw(r, s)
		fills[look] = r.Ops[len(r.Ops)-1].Paint.Fill
	}
	for name, sight := range sights() {
		for a, x := range fills {
			for b, y := range fills {
				if d := math.Abs(lightness(seen(x, sight)) - lightness(seen(y, sight))); a < b && d < 8 {
					t.Errorf("%s: looks %d and %d differ by %.1f", name, a, b, d)
				}
			}
		}
	}
}

// TestTextsInFieldsAreRead: every text on a coloured field has the contrast of 4.5 that
// the web's rules ask for, and hardly less where a receptor is missing.
func TestTextsInFieldsAreRead(t *testing.T) {
	s := themed(t)
	fields := []Color{s.Caution, s.Grid, s.Accent, s.AccentMid, s.AccentSoft, s.Paper}
	for n := 1; n <= heatSteps+1; n++ {
		fields = append(fields, s.heats(n)...)
	}
	for move := Nobody; move <= Gone; move++ {
		fields = append(fields, MatrixCell{Move: move}.paint(s).Fill)
	}
	for name, sight := range sights() {
		least := 4.2
		if name == "all colours" {
			least = 4.5
		}
		for _, field := range fields {
			if got := readable(s.inkOn(field), field, sight); got < least {
				t.Errorf("%s: text on %v has a contrast of %.2f", name, field, got)
			}
		}
		if got := readable(s.Muted, s.Paper, sight); got < 4.5 {
			t.Errorf("%s: labels have a contrast of %.2f", name, got)
		}
	}
}

// TestMovesHaveSigns: moves of a like lightness differ by their sign.
func TestMovesHaveSigns(t *testing.T) {
	s := themed(t)
	drawn := map[string]Move{}
	for move := Stayed; move <= Gone; move++ {
		r := sheet()
		MatrixCell{Text: "7", Move: move}.sign(r, 0, 0, s.Ink, s)
		shape := ""
		for _, op := range r.Ops {
			for _, step := range op.Path {
				shape += step.String()
			}
		}
		if same, ok := drawn[shape]; ok {
			t.Errorf("moves %d and %d have the same sign", same, move)
		}
		drawn[shape] = move
	}
}

// TestLightness compares with worked values of CIE 1976: mid grey, and the primaries
// of a screen.
func TestLightness(t *testing.T) {
	for _, tc := range []struct {
		c    Color
		want float64
	}{{RGB(0, 0, 0), 0}, {RGB(255, 255, 255), 100}, {RGB(119, 119, 119), 50.03}, {RGB(255, 0, 0), 53.24}, {RGB(0, 255, 0), 87.73}, {RGB(0, 0, 255), 32.30}} {
		if got := tc.c.lab().l; math.Abs(got-tc.want) > 0.02 {
			t.Errorf("%v: lightness %.2f, want %.2f", tc.c, got, tc.want)
		}
	}
	if got := Contrast(RGB(0, 0, 0), RGB(255, 255, 255)); math.Abs(got-21) > 1e-9 {
		t.Errorf("black on white has a contrast of %v, want 21", got)
	}
}

// TestRampGoesThroughItsStops: the ends are the stops, the steps are even.
func TestRampGoesThroughItsStops(t *testing.T) {
	s := themed(t)
	for n := 2; n < 9; n++ {
		ramp := Ramp(n, s.AccentSoft, s.AccentMid, s.Accent)
		if ramp[0] != s.AccentSoft || ramp[n-1] != s.Accent {
			t.Errorf("%d steps run from %v to %v", n, ramp[0], ramp[n-1])
		}
		even := (s.AccentSoft.lab().l - s.Accent.lab().l) / float64(n-1)
		for i := range ramp[1:] {
			if got := ramp[i].lab().l - ramp[i+1].lab().l; math.Abs(got-even) > 0.7 {
				t.Errorf("step %d of %d is %.2f, want %.2f", i, n, got, even)
			}
		}
	}
}
