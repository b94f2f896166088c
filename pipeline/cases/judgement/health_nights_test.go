package cases

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"quarterdeck/pipeline"
	"quarterdeck/transforms/texttable"
)

// nightly computes days one night after the other, the last of them again at the
// end, and gives the marts of the last.
func nightly(t *testing.T, w world, days ...string) *book {
	t.Helper()
	b, err := w.compute(t)
	if err != nil {
		t.Fatal(err)
	}
	for _, day := range days {
		b.night(t, day)
	}
	if b.db, err = b.pipeline.OpenCurrent(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.db.Close() })
	return b
}

func (b *book) night(t *testing.T, day string) {
	t.Helper()
	asOf, err := time.Parse(time.DateOnly, day)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.pipeline.Transform(t.Context(), pipeline.TransformOptions{AsOf: asOf}); err != nil {
		t.Fatal(err)
	}
}

// daysTo are n days in a row, the last of them 2026-12-31.
func daysTo(n int) []string {
	var days []string
	for i := range n {
		days = append(days, time.Date(2026, 12, 31-(n-1-i), 0, 0, 0, 0, time.UTC).Format(time.DateOnly))
	}
	return days
}

// pointsByNight is customer_attributes with a value of points a night, of lines
// "customer points…" for the nights given.
func pointsByNight(nights []string, text string) string {
	out := "customer_id attribute valid_from value\n"
	for _, f := range texttable.Rows(text) {
		for i, points := range f[1:] {
			out += fmt.Sprintf("%s points %s %s\n", f[0], nights[i], points)
		}
	}
	return out
}

// byPoints scores every customer by its points, and caps those with a debt.
const byPoints = `segments: [case]
health:
  profiles:
    - name: points
      dimensions: [{name: all, group: product, weight: 1, measures: [{measure: attribute.points, worst: 0, best: 100}]}]
      gates: [{measure: days_past_due, above: 0, cap: 49, reason: an invoice is past due}]
`

// bandsByNight prints a customer's bands of the nights, oldest first.
func (b *book) bandsByNight(t *testing.T, customer string, nights []string) string {
	t.Helper()
	return strings.Join(b.show(t, "SELECT upper(left(band, 1)) FROM marts.health_nights WHERE customer_id = '"+customer+"' AND as_of >= DATE '"+nights[0]+"' ORDER BY as_of"), " ")
}

func TestBandsOverNights(t *testing.T) {
	nights := daysTo(6)
	files := paying("a  HLT-10  2025-06-01  -  -  -  -\nb  HLT-10  2025-06-01  -  -  -  -")
	files["customer_attributes"] = pointsByNight(nights, "a 76 74 71 74 77 78\nb 90 30 30 90 90 76")
	w := world{source: scoring, files: files, config: byPoints}
	b := nightly(t, w, nights...)
	t.Run("HLT-10 a limit passed by the margin", func(t *testing.T) {
		if got := b.bandsByNight(t, "a", nights); got != "G G Y Y Y G" {
			t.Errorf("got %s", got)
		}
		if got := b.bandsByNight(t, "b", nights); got != "G R R G G G" {
			t.Errorf("got %s", got)
		}
		diff(t, b.show(t, "SELECT customer_id, band, plain_band, band_since FROM marts.health ORDER BY 1"), lines("a green green 2026-12-31\nb green green 2026-12-29"))
	})
	t.Run("HLT-11 the same night twice", func(t *testing.T) {
		const all = "SELECT * EXCLUDE (run_id) FROM marts.health_nights ORDER BY ALL"
		before := b.show(t, all)
		b.night(t, nights[3]) // an earlier one again, and then the last
		b.night(t, nights[5])
		again, err := b.pipeline.OpenCurrent(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer again.Close()
		diff(t, (&book{db: again}).show(t, all), before)
	})
}

// TestBandsOfTwoNights: without passing the margin a band changes in the second
// night on the other side; a gate acts at once, and lets go at once.
func TestBandsOfTwoNights(t *testing.T) {
	nights := daysTo(6)
	files := paying("a  two  2025-06-01  -  -  -  -\nb  back  2025-06-01  -  -  -  -\nc  gate  2025-06-01  -  -  -  -\nd  deep  2025-06-01  -  -  -  -")
	files["customer_attributes"] = pointsByNight(nights, "a 76 74 74 76 74 76\nb 76 74 76 74 76 74\nc 76 76 76 76 76 76\nd 76 48 48 76 77 77")
	files["invoices"] = "invoice_id customer_id issued_on due_on paid_on amount currency status\ni1 c 2026-12-01 2026-12-27 2026-12-30 100 USD paid"
	b := nightly(t, world{source: scoring, files: files, config: byPoints, metrics: "hysteresis_nights: 2"}, nights...)
	for customer, want := range map[string]string{
		"a": "G G Y Y Y Y", // down in the second night below; a single night above is not enough
		"b": "G G G G G G", // around the limit: no flapping
		"c": "G G R R G G", // past due from the 28th, paid on the 30th
		"d": "G Y R Y G G", // one margin at a time, the rest in the second night
	} {
		if got := b.bandsByNight(t, customer, nights); got != want {
			t.Errorf("%s: got %s, want %s", customer, got, want)
		}
	}
	diff(t, b.show(t, "SELECT customer_id, plain_band, band_since FROM marts.health ORDER BY 1"), lines(`
		a  green   2026-12-28
		b  yellow  2026-12-26
		c  green   2026-12-30
		d  green   2026-12-30`))
}

// TestHealthOfAnyPastDay: every night's score, band and inputs can be asked for later,
// and a look back gives the same.
func TestHealthOfAnyPastDay(t *testing.T) {
	nights := daysTo(4)
	files := paying("a  past  2025-06-01  -  -  -  -\nb  past  2025-06-01  -  -  -  -")
	files["customer_attributes"] = pointsByNight(nights, "a 76 74 74 40\nb 30 52 55 55")
	w := world{source: scoring, files: files, config: byPoints, metrics: "hysteresis_nights: 2"}
	const query = "SELECT as_of, customer_id, round(score, 6), band, plain_band, profile, coverage, definition_version FROM marts.health_nights ORDER BY 1, 2"
	want := lines(`
		2026-12-28  a  76.0  green   green   points  1.0  1
		2026-12-28  b  30.0  red     red     points  1.0  1
		2026-12-29  a  74.0  green   yellow  points  1.0  1
		2026-12-29  b  52.0  red     yellow  points  1.0  1
		2026-12-30  a  74.0  yellow  yellow  points  1.0  1
		2026-12-30  b  55.0  yellow  yellow  points  1.0  1
		2026-12-31  a  40.0  red     red     points  1.0  1
		2026-12-31  b  55.0  yellow  yellow  points  1.0  1`)
	b := nightly(t, w, nights...)
	diff(t, b.show(t, query), want)
	second, err := time.Parse(time.DateOnly, nights[1])
	if err != nil {
		t.Fatal(err)
	}
	marts, err := b.pipeline.Marts(t.Context(), pipeline.Clocks{AsOf: second})
	if err != nil {
		t.Fatal(err)
	}
	defer marts.Close()
	diff(t, (&book{db: marts.DB}).show(t, "SELECT as_of, customer_id, measure, value, score FROM marts.health_inputs ORDER BY 2"), lines(`
		2026-12-29  a  attribute.points  74.0  74.0
		2026-12-29  b  attribute.points  52.0  52.0`))

	filled, err := w.compute(t)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := filled.pipeline.Backfill(t.Context(), pipeline.BackfillOptions{From: second.AddDate(0, 0, -1), To: second.AddDate(0, 0, 1)}); err != nil {
		t.Fatal(err)
	}
	filled.night(t, nights[3])
	if filled.db, err = filled.pipeline.OpenCurrent(t.Context()); err != nil {
		t.Fatal(err)
	}
	defer filled.db.Close()
	diff(t, slices.Clone(filled.show(t, query)), want)
}
