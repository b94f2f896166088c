package charts_test

import (
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"

	"quarterdeck/reports/charts"
	"quarterdeck/reports/wording"
	"quarterdeck/templates"
)

// half is a typeface whose letters are all half as wide as high.
type half struct{}

func (half) Clean(s string, _ charts.Weight) (string, []rune) { return s, nil }

func (half) Advance(s string, _ charts.Weight) float64 { return 500 * float64(len([]rune(s))) }

// TestTicksByLocale: an axis prints its numbers as a reader of the language writes them,
// by another library's tables. Thin and wide spaces count as the same.
func TestTicksByLocale(t *testing.T) {
	files, err := fs.Glob(templates.Files, "wording/*.yml")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d wording files, %v", len(files), err)
	}
	spaces := strings.NewReplacer("\u202F", " ", "\u00A0", " ")
	for _, file := range files {
		name := strings.TrimSuffix(path.Base(file), ".yml")
		book, err := wording.Load(templates.Files, name)
		if err != nil {
			t.Fatal(err)
		}
		printer := message.NewPrinter(language.MustParse(name))
		for _, top := range []float64{3, 0.8, 1500, 2_400_000} {
			r := &charts.Recording{Face: half{}}
			charts.Line{
				Labels: []string{"a", "b"}, Format: func(v float64) string { return book.Number(v, 2) },
				Series: []charts.Series{{Name: "x", Values: []float64{0, top}, Last: "end"}},
			}.Draw(r, charts.Box{W: 400, H: 200}, charts.Style{Label: charts.TextStyle{Size: 7.5}, Emphasis: charts.TextStyle{Size: 10}})
			var printed []string
			for _, op := range r.Ops {
				if op.Path == nil {
					printed = append(printed, spaces.Replace(op.Text))
				}
			}
			for _, tick := range charts.Ticks(0, top, 4) {
				want := spaces.Replace(printer.Sprint(number.Decimal(tick, number.MaxFractionDigits(2))))
				if !slices.Contains(printed, want) {
					t.Errorf("%s: the axis up to %v prints %q, want %q among it", name, top, printed, want)
				}
			}
		}
	}
}
