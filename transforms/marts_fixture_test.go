package transforms

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// The worked cases of the marts put many cases into one small database: each
// case is a value of the dimension plan (named by the case's id), so that its
// rows of a mart are the ones of its segment.

// day parses a day of a fixture.
func day(t *testing.T, text string) time.Time {
	t.Helper()
	d, err := time.Parse(time.DateOnly, text)
	if err != nil {
		t.Fatalf("parse day: %v", err)
	}
	return d
}

// monthsTable is core.months from the first month to the as-of day.
func monthsTable(t *testing.T, first, asOf string) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("month month_end is_complete\n")
	end := day(t, asOf)
	for m := day(t, first); !m.After(end); m = m.AddDate(0, 1, 0) {
		last := m.AddDate(0, 1, -1)
		if last.After(end) {
			last = end
		}
		fmt.Fprintf(&b, "%s %s %t\n", m.Format(time.DateOnly), last.Format(time.DateOnly), last.Equal(m.AddDate(0, 1, -1)))
	}
	return b.String()
}

// usdRates is core.exchange_rates of the reporting currency, and the extra
// lines given.
func usdRates(t *testing.T, first, asOf string, extra ...string) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("currency month rate\n")
	for m := day(t, first); !m.After(day(t, asOf)); m = m.AddDate(0, 1, 0) {
		fmt.Fprintf(&b, "USD %s 1\n", m.Format(time.DateOnly))
	}
	return b.String() + strings.Join(extra, "\n")
}

// plans is core.segments of the dimension plan: "A Growth" for a value that
// always held, "A Growth 2026-01-10 Scale" for one that changed on a day.
func plans(t *testing.T, specs string) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("customer_id dimension segment valid_from valid_to\n")
	for _, f := range textRows(specs) {
		from := "1900-01-01"
		for i := 1; i < len(f); i += 2 {
			to := "-"
			if i+1 < len(f) {
				to = f[i+1]
			}
			fmt.Fprintf(&b, "%s plan %s %s %s\n", f[0], f[i], from, to)
			from = to
		}
	}
	return b.String()
}

// idsTable is core.customers of the customers named by the rows' first field.
func idsTable(rows string) string {
	var b strings.Builder
	b.WriteString("customer_id\n")
	for _, f := range textRows(rows) {
		b.WriteString(f[0] + "\n")
	}
	return b.String()
}

// onlyPlan leaves plan as the only dimension.
func onlyPlan(s *Settings) { s.Segments = []Segment{{Name: "plan"}} }

// portfolio is a seed of subscription periods with the months and reporting
// currency they need. periods has a line per period: subscription (of the
// customer before the dot), start, end, MRR and currency; cases has the lines
// plans reads.
func portfolio(t *testing.T, first, asOf, cases, periods string, rates ...string) seed {
	t.Helper()
	var b strings.Builder
	b.WriteString("subscription_id customer_id start_date end_date mrr currency kind\n")
	for _, f := range textRows(periods) {
		customer, _, _ := strings.Cut(f[0], ".")
		for i := range f {
			if f[i] == nullField {
				f[i] = "-"
			}
		}
		fmt.Fprintf(&b, "%s %s %s paid\n", f[0], customer, strings.Join(f[1:], " "))
	}
	return seed{
		asOf:     asOf,
		settings: onlyPlan,
		tables: map[string]string{
			"core.months":               monthsTable(t, first, asOf),
			"core.exchange_rates":       usdRates(t, first, asOf, rates...),
			"core.segments":             plans(t, cases),
			"core.customers":            idsTable(cases),
			"core.subscription_periods": b.String(),
		},
	}
}
