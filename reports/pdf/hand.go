package pdf

import (
	"quarterdeck/reports/charts"
	"quarterdeck/templates"
)

// Hand is what charts outside of a PDF are drawn with, so that they look as inside.
// It is safe for concurrent use.
type Hand struct {
	Face  charts.Typeface
	Style charts.Style
}

// NewHand is the hand of a theme, with the fonts of the templates.
func NewHand(theme Theme) (Hand, error) {
	face, err := loadTypeface(templates.Files, "", FontFiles{})
	if err != nil {
		return Hand{}, err
	}
	return Hand{Face: face, Style: theme.charts()}, nil
}
