package reports

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestParseQuarter(t *testing.T) {
	for _, tc := range []struct {
		label       string
		fiscal      int
		start, last string
	}{
		{"2026Q3", 1, "2026-07-01", "2026-09-30"},
		{"2026Q1", 1, "2026-01-01", "2026-03-31"},
		{"2026q4", 1, "2026-10-01", "2026-12-31"},
		{"2026Q1", 2, "2025-02-01", "2025-04-30"}, // the fiscal year that ends in January 2026
		{"2026Q4", 2, "2025-11-01", "2026-01-31"},
		{"2024Q4", 3, "2023-12-01", "2024-02-29"},
		{"2026Q1", 10, "2025-10-01", "2025-12-31"},
	} {
		p, err := ParseQuarter(tc.label, tc.fiscal)
		if err != nil {
			t.Errorf("%s from month %d: %v", tc.label, tc.fiscal, err)
			continue
		}
		if got := p.Start.Format(time.DateOnly) + " " + p.Last().Format(time.DateOnly); got != tc.start+" "+tc.last {
			t.Errorf("%s from month %d: got %s, want %s %s", tc.label, tc.fiscal, got, tc.start, tc.last)
		}
	}
	for _, bad := range []string{"", "2026", "2026Q5", "2026Q0", "Q3 2026", "2026-Q3", "20x6Q3", "2026Q31", "1026Q1", "2026QQ"} {
		if p, err := ParseQuarter(bad, 1); err == nil {
			t.Errorf("%q was read as %v", bad, p)
		}
	}
	if _, err := ParseQuarter("2026Q1", 13); err == nil {
		t.Error("month 13 was taken")
	}
}

func TestLastCompleteQuarter(t *testing.T) {
	for _, tc := range []struct {
		asOf   string
		fiscal int
		want   string
	}{
		{"2026-09-30", 1, "2026Q3"}, {"2026-09-29", 1, "2026Q2"}, {"2026-10-01", 1, "2026Q3"}, {"2026-01-15", 1, "2025Q4"},
		{"2026-01-31", 2, "2026Q4"}, {"2026-01-30", 2, "2026Q3"}, {"2026-02-01", 2, "2026Q4"}, {"2026-05-20", 2, "2027Q1"},
	} {
		day, err := time.Parse(time.DateOnly, tc.asOf)
		if err != nil {
			t.Fatal(err)
		}
		if got := LastCompleteQuarter(day, tc.fiscal).String(); got != tc.want {
			t.Errorf("on %s from month %d: got %s, want %s", tc.asOf, tc.fiscal, got, tc.want)
		}
	}
}

func TestQuartersTile(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		fiscal := rapid.IntRange(1, 12).Draw(t, "fiscal")
		day := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 20000).Draw(t, "day"))
		p := QuarterAt(day, fiscal)
		if !p.Contains(day) {
			t.Fatalf("%v does not contain %v", p, day)
		}
		if !p.Next().Start.Equal(p.End) || p.Next().Previous() != p {
			t.Fatalf("%v, next %v", p, p.Next())
		}
		again, err := ParseQuarter(p.String(), fiscal)
		if err != nil || again != p {
			t.Fatalf("%v parses to %v, %v", p, again, err)
		}
		if got := QuarterAt(p.Next().Start, fiscal); got != p.Next() {
			t.Fatalf("next of %v is %v by calendar and %v by count", p, got, p.Next())
		}
	})
}

func TestFrameWeeks(t *testing.T) {
	p, err := ParseQuarter("2026Q3", 1)
	if err != nil {
		t.Fatal(err)
	}
	day := func(s string) time.Time {
		d, err := time.Parse(time.DateOnly, s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, tc := range []struct{ asOf, first, last string }{
		{"2026-12-31", "2026-06-29", "2026-09-21"}, // the quarter ends on a Wednesday
		{"2026-09-27", "2026-06-29", "2026-09-21"}, // a Sunday: its week is complete
		{"2026-09-26", "2026-06-22", "2026-09-14"},
	} {
		f := newFrame(p, day(tc.asOf))
		if !f.firstWeek.Equal(day(tc.first)) || !f.lastWeek.Equal(day(tc.last)) {
			t.Errorf("as of %s: weeks from %s to %s", tc.asOf, f.firstWeek.Format(time.DateOnly), f.lastWeek.Format(time.DateOnly))
		}
		if weekIndex(f.lastWeek, f.firstWeek) != quarterWeeks-1 || weekIndex(f.lastWeek.AddDate(0, 0, 7), f.firstWeek) != -1 || weekIndex(f.firstWeek.AddDate(0, 0, 1), f.firstWeek) != -1 {
			t.Error("week index")
		}
	}
}
