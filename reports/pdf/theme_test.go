package pdf

import (
	"testing"
	"testing/fstest"
)

func TestContrast(t *testing.T) {
	theme, err := DefaultTheme()
	if err != nil {
		t.Fatal(err)
	}
	c := theme.Colors
	for _, tc := range []struct {
		name     string
		on, what rgb
		least    float64
	}{
		{"ink", c.Paper, c.Ink, 7}, {"body", c.Paper, c.Body, 7}, {"muted", c.Paper, c.Muted, 4.5},
		{"body on wash", c.Wash, c.Body, 7}, {"muted on wash", c.Wash, c.Muted, 4.5}, {"accent on wash", c.Wash, c.Accent, 4.5},
		{"accent text", c.Paper, c.Accent, 4.5}, {"accent on area", c.AccentWash, c.Accent, 4.5},
		{"caution", c.Paper, c.Caution, 4.5}, {"ghost line", c.AccentWash, c.Ghost, 2.6},
		{"cover", c.Cover, c.CoverText, 7}, {"cover soft", c.Cover, c.CoverSoft, 4.5},
	} {
		if got := contrast(tc.on.c(), tc.what.c()); got < tc.least {
			t.Errorf("%s: contrast %.2f, want %.1f", tc.name, got, tc.least)
		}
	}
}

// TestGreyscaleSteps: the layers of a stack differ in lightness, and so do the
// two outer shares of the survey bar from the middle one.
func TestGreyscaleSteps(t *testing.T) {
	theme, err := DefaultTheme()
	if err != nil {
		t.Fatal(err)
	}
	c := theme.Colors
	for _, pair := range [][2]rgb{{c.Accent, c.AccentMid}, {c.AccentMid, c.AccentSoft}, {c.Accent, c.Ghost}, {c.Caution, c.Grid}, {c.Accent, c.Grid}, {c.Caution, c.Accent}} {
		if got := contrast(pair[0].c(), pair[1].c()); got < 1.4 {
			t.Errorf("%v and %v differ by %.2f in greyscale", pair[0].c(), pair[1].c(), got)
		}
	}
}

func TestThemeRefusesMistakes(t *testing.T) {
	for _, tc := range []struct{ name, text string }{
		{"unknown key", "colors: {inc: \"#000000\"}"}, {"not a colour", "colors: {ink: navy}"}, {"short colour", "colors: {ink: \"#123\"}"},
	} {
		if _, err := LoadTheme(fstest.MapFS{"theme.yml": {Data: []byte(tc.text)}}); err == nil {
			t.Errorf("%s: no error", tc.name)
		}
	}
}
