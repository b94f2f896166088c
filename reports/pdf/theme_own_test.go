package pdf

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quarterdeck/reports/charts"
)

func themeIn(t *testing.T, text string) (Theme, error) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "theme.yml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return ownTheme(dir)
}

// TestContrastRatios compares with the ratios WCAG's own examples and the well-known
// black on white and #767676 on white have.
func TestContrastRatios(t *testing.T) {
	white := charts.RGB(255, 255, 255)
	for _, tc := range []struct {
		c    charts.Color
		want float64
	}{{charts.RGB(0, 0, 0), 21}, {white, 1}, {charts.RGB(0x76, 0x76, 0x76), 4.54}, {charts.RGB(0x94, 0x94, 0x94), 3.03}, {charts.RGB(255, 0, 0), 4.00}, {charts.RGB(0, 0, 255), 8.59}} {
		if got := contrast(tc.c, white); got < tc.want-0.006 || got > tc.want+0.006 {
			t.Errorf("%v on white: %.3f, want %.2f", tc.c, got, tc.want)
		}
	}
}

func TestOwnThemeIsLaidOverTheShippedOne(t *testing.T) {
	shipped, err := DefaultTheme()
	if err != nil {
		t.Fatal(err)
	}
	got, err := themeIn(t, "colors:\n  accent: \"#0B5A43\"\nsizes: {headline: 22}\n")
	if err != nil {
		t.Fatal(err)
	}
	if got.Colors.Accent.c() != charts.RGB(0x0B, 0x5A, 0x43) || got.Sizes.Headline != 22 || got.Colors.Ink != shipped.Colors.Ink || got.Sizes.Body != shipped.Sizes.Body {
		t.Errorf("got %+v", got)
	}
	for _, text := range []string{"", "# nothing\n"} {
		if got, err := themeIn(t, text); err != nil || got != shipped {
			t.Errorf("%q: got %v, %v", text, got, err)
		}
	}
	if got, err := ownTheme(t.TempDir()); err != nil || got != shipped {
		t.Errorf("a folder without a theme: %v, %v", got, err)
	}
}

// TestOwnThemeMistakes: each is told with its place and what would do.
func TestOwnThemeMistakes(t *testing.T) {
	for _, tc := range []struct{ name, text, want string }{
		{"pale text", "colors:\n  muted: \"#AAAAAA\"\n", "theme.yml:2:10: muted #AAAAAA on paper #FFFFFF has a contrast of 2.3; text needs 4.5; make the one darker or the other lighter"},
		{"dark paper", "colors:\n  paper: \"#777777\"\n", "theme.yml:2:10: ink #0F1B2D on paper #777777 has a contrast of 3.9; text needs 4.5"},
		{"pale mark", "colors: {ghost: \"#C0C0C0\"}\n", "theme.yml:1:17: ghost #C0C0C0 on paper #FFFFFF has a contrast of 1.8; a mark needs 3.0"},
		{"same greys", "colors: {accent_mid: \"#1F4E9E\"}\n", "accent_mid #1F4E9E on accent #1F4E9E has a contrast of 1.0; a neighbour needs 1.4"},
		{"unknown colour", "colors:\n  inc: \"#000000\"\n", "theme.yml:2:3: unknown field"},
		{"no colour", "colors: {ink: navy}\n", `theme.yml:1:15: colour "navy" is not of the form #RRGGBB; write it as "#1F4E9E"`},
		{"great headline", "sizes:\n  headline: 60\n", "theme.yml:2:13: sizes.headline 60 is out of bounds; use 17.2 to 25.3"},
		{"no size", "sizes: {body: .nan}\n", "sizes.body NaN is out of bounds"},
		{"wide margin", "page: {margin_x: 200}\n", "page.margin_x 200 is out of bounds"},
		{"other grid", "page: {columns: 6}\n", "theme.yml:1:17: page.columns is 6"},
		{"syntax", "colors: {", "theme.yml:1:"},
		{"paper is not its", "letter: true\n", "theme.yml:1:1: unknown field"},
	} {
		if _, err := themeIn(t, tc.text); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: got %v, want %q", tc.name, err, tc.want)
		}
	}
}

// TestPagesHoldAtTheBounds: with every size at the least, and at the most, a theme may
// have, all pages stay tidy on both papers.
func TestPagesHoldAtTheBounds(t *testing.T) {
	for name, at := range map[string]func(l length) float64{"least": func(l length) float64 { return l.least }, "most": func(l length) float64 { return l.most }} {
		for _, letter := range []bool{false, true} {
			theme, err := DefaultTheme()
			if err != nil {
				t.Fatal(err)
			}
			s, p := &theme.Sizes, &theme.Page
			for i, v := range []*float64{&s.Micro, &s.Small, &s.Body, &s.Lead, &s.Title, &s.Headline, &s.Figure, &s.Cover, &p.MarginX, &p.MarginTop, &p.MarginBottom, &p.Gutter} {
				*v *= at(theme.lengths()[i])
			}
			theme.Letter = letter
			r, err := New(theme)
			if err != nil {
				t.Fatal(err)
			}
			w, h := theme.size()
			for sample, q := range samples() {
				doc, err := r.layout(q)
				if err != nil {
					t.Fatal(err)
				}
				if bad := misplaced(doc, w, h); len(bad) > 0 {
					t.Errorf("%s, letter %v, %s:\n%s", name, letter, sample, strings.Join(bad, "\n"))
				}
			}
		}
	}
}
