package pdf

import (
	"fmt"
	"io/fs"
	"strconv"

	"github.com/goccy/go-yaml"

	"quarterdeck/reports/charts"
	"quarterdeck/templates"
)

// Theme is how a document looks, as theme.yml says it.
type Theme struct {
	Colors struct {
		Ink         rgb `yaml:"ink"`
		Body        rgb `yaml:"body"`
		Muted       rgb `yaml:"muted"`
		Rule        rgb `yaml:"rule"`
		Grid        rgb `yaml:"grid"`
		Wash        rgb `yaml:"wash"`
		Accent      rgb `yaml:"accent"`
		AccentMid   rgb `yaml:"accent_mid"`
		AccentSoft  rgb `yaml:"accent_soft"`
		AccentWash  rgb `yaml:"accent_wash"`
		Ghost       rgb `yaml:"ghost"`
		Caution     rgb `yaml:"caution"`
		CautionSoft rgb `yaml:"caution_soft"`
		Cover       rgb `yaml:"cover"`
		CoverText   rgb `yaml:"cover_text"`
		CoverSoft   rgb `yaml:"cover_soft"`
		Paper       rgb `yaml:"paper"`
	} `yaml:"colors"`
	Sizes struct {
		Micro    float64 `yaml:"micro"`
		Small    float64 `yaml:"small"`
		Body     float64 `yaml:"body"`
		Lead     float64 `yaml:"lead"`
		Title    float64 `yaml:"title"`
		Headline float64 `yaml:"headline"`
		Figure   float64 `yaml:"figure"`
		Cover    float64 `yaml:"cover"`
	} `yaml:"sizes"`
	Page struct {
		MarginX      float64 `yaml:"margin_x"`
		MarginTop    float64 `yaml:"margin_top"`
		MarginBottom float64 `yaml:"margin_bottom"`
		Columns      int     `yaml:"columns"`
		Gutter       float64 `yaml:"gutter"`
	} `yaml:"page"`
	// Fonts are the user's own, in the folder fonts beside the theme.
	Fonts FontFiles `yaml:"fonts"`
	// Letter prints on US Letter instead of A4.
	Letter bool `yaml:"-"`
	// Language names the wording file.
	Language string `yaml:"-"`
}

// rgb is a colour written as "#RRGGBB".
type rgb charts.Color

// UnmarshalYAML reads "#RRGGBB".
func (h *rgb) UnmarshalYAML(raw []byte) error {
	var s string
	if err := yaml.Unmarshal(raw, &s); err != nil {
		return err
	}
	v, err := strconv.ParseUint(s[min(1, len(s)):], 16, 24)
	if err != nil || len(s) != 7 || s[0] != '#' {
		return fmt.Errorf("colour %q is not of the form #RRGGBB", s)
	}
	*h = rgb(charts.RGB(uint8(v>>16), uint8(v>>8), uint8(v)))
	return nil
}

func (h rgb) c() charts.Color { return charts.Color(h) }

// DefaultTheme is the theme in templates, in English on A4.
func DefaultTheme() (Theme, error) { return LoadTheme(templates.Files) }

// LoadTheme reads theme.yml; unknown keys are refused.
func LoadTheme(files fs.FS) (Theme, error) {
	raw, err := fs.ReadFile(files, "theme.yml")
	if err != nil {
		return Theme{}, fmt.Errorf("read theme: %w", err)
	}
	theme := Theme{Language: "en"}
	if err := yaml.UnmarshalWithOptions(raw, &theme, yaml.Strict()); err != nil {
		return Theme{}, fmt.Errorf("parse theme.yml: %w", err)
	}
	return theme, nil
}

// size is the page in points, landscape.
func (t *Theme) size() (w, h float64) {
	if t.Letter {
		return 792, 612
	}
	return 841.89, 595.28
}

// type styles of the one scale.

func (t *Theme) micro() charts.TextStyle {
	return charts.TextStyle{Size: t.Sizes.Micro, Color: t.Colors.Muted.c()}
}

func (t *Theme) small() charts.TextStyle {
	return charts.TextStyle{Size: t.Sizes.Small, Color: t.Colors.Body.c()}
}

func (t *Theme) body() charts.TextStyle {
	return charts.TextStyle{Size: t.Sizes.Body, Color: t.Colors.Body.c()}
}

func (t *Theme) lead() charts.TextStyle {
	return charts.TextStyle{Size: t.Sizes.Lead, Color: t.Colors.Body.c()}
}

func (t *Theme) title() charts.TextStyle {
	return charts.TextStyle{Size: t.Sizes.Title, Weight: charts.SemiBold, Color: t.Colors.Ink.c(), Track: -5}
}

func (t *Theme) headline() charts.TextStyle {
	return charts.TextStyle{Size: t.Sizes.Headline, Weight: charts.SemiBold, Color: t.Colors.Ink.c(), Track: -14}
}

func (t *Theme) figure() charts.TextStyle {
	return charts.TextStyle{Size: t.Sizes.Figure, Weight: charts.SemiBold, Color: t.Colors.Ink.c(), Track: -18}
}

func (t *Theme) cover() charts.TextStyle {
	return charts.TextStyle{Size: t.Sizes.Cover, Weight: charts.SemiBold, Color: t.Colors.CoverText.c(), Track: -16}
}

// label is a small word in capitals' place: above a column or a block.
func (t *Theme) label() charts.TextStyle {
	return charts.TextStyle{Size: t.Sizes.Small, Weight: charts.SemiBold, Color: t.Colors.Muted.c()}
}

func strong(s charts.TextStyle) charts.TextStyle {
	s.Weight = charts.SemiBold
	return s
}

// charts is the style all charts share.
func (t *Theme) charts() charts.Style {
	c := &t.Colors
	return charts.Style{
		Ink: c.Ink.c(), Body: c.Body.c(), Muted: c.Muted.c(),
		Rule: c.Rule.c(), Grid: c.Grid.c(),
		Accent: c.Accent.c(), AccentMid: c.AccentMid.c(), AccentSoft: c.AccentSoft.c(), Wash: c.AccentWash.c(),
		Ghost: c.Ghost.c(), Caution: c.Caution.c(), CautionSoft: c.CautionSoft.c(), Paper: c.Paper.c(),
		Label: t.micro(), Small: t.small(),
		Emphasis: charts.TextStyle{Size: t.Sizes.Body, Weight: charts.SemiBold, Color: c.Ink.c()},
	}
}
