package pipeline

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// ticks lists the wall clock and offset of what the line names from one day to another.
func ticks(t *testing.T, line string, loc *time.Location, from, to string) []string {
	t.Helper()
	begin, err1 := time.ParseInLocation(time.DateOnly, from, loc)
	end, err2 := time.ParseInLocation(time.DateOnly, to, loc)
	cron, err3 := parseCron(line, loc, begin)
	if err1 != nil || err2 != nil || err3 != nil {
		t.Fatal(err1, err2, err3)
	}
	var out []string
	for at := cron.Next(begin.Add(-time.Second)); at.Before(end); at = cron.Next(at) {
		out = append(out, at.In(loc).Format("02 15:04 -0700"))
	}
	return out
}

// When the clock is changed, every wall-clock time still comes exactly once.
func TestClockChanges(t *testing.T) {
	tests := []struct {
		zone, line, from, to string
		want                 []string
	}{
		{"America/New_York", "30 2 * * *", "2026-03-07", "2026-03-10", []string{"07 02:30 -0500", "08 03:30 -0400", "09 02:30 -0400"}},
		{"America/New_York", "30 1 * * *", "2026-10-31", "2026-11-03", []string{"31 01:30 -0400", "01 01:30 -0400", "02 01:30 -0500"}},
		{"America/New_York", "*/30 1 * * *", "2026-11-01", "2026-11-02", []string{"01 01:00 -0400", "01 01:30 -0400"}},
		{"America/New_York", "30 2,3 * * *", "2026-03-08", "2026-03-09", []string{"08 03:30 -0400"}},
		{"America/New_York", "0 * 8 3 *", "2026-03-08", "2026-03-09", hourly("08", "-0500", "-0400", 2, 24)},
		{"Europe/Berlin", "30 2 * * *", "2026-03-29", "2026-03-31", []string{"29 03:30 +0200", "30 02:30 +0200"}},
		{"Europe/Berlin", "30 2 * * *", "2026-10-25", "2026-10-27", []string{"25 02:30 +0200", "26 02:30 +0100"}},
		{"Europe/Berlin", "0 3 * * 1", "2026-03-23", "2026-04-07", []string{"23 03:00 +0100", "30 03:00 +0200", "06 03:00 +0200"}},
		{"Australia/Lord_Howe", "15 2 * * *", "2026-10-04", "2026-10-06", []string{"04 02:45 +1100", "05 02:15 +1100"}},               // half an hour is skipped
		{"America/Santiago", "0 0 * * *", "2026-09-05", "2026-09-08", []string{"05 00:00 -0400", "06 01:00 -0300", "07 00:00 -0300"}}, // midnight is skipped
		{"Asia/Kolkata", "0 2 1 * *", "2026-03-01", "2026-04-02", []string{"01 02:00 +0530", "01 02:00 +0530"}},
		{"UTC", "@daily", "2026-03-08", "2026-03-10", []string{"08 00:00 +0000", "09 00:00 +0000"}},
	}
	for _, test := range tests {
		t.Run(test.zone+" "+test.line+" "+test.from, func(t *testing.T) {
			got := ticks(t, test.line, zone(t, test.zone), test.from, test.to)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("ticks (-want +got):\n%s", diff)
			}
		})
	}
}

// hourly lists the hours of a day whose hour skip does not exist.
func hourly(day, before, after string, skip, hours int) (out []string) {
	for h := range hours {
		switch {
		case h < skip:
			out = append(out, fmt.Sprintf("%s %02d:00 %s", day, h, before))
		case h > skip:
			out = append(out, fmt.Sprintf("%s %02d:00 %s", day, h, after))
		}
	}
	return out
}

// Four zones through two years: a daily job runs once on every local date.
func TestDailyJobRunsOncePerDate(t *testing.T) {
	for _, name := range []string{"America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "America/Santiago"} {
		loc := zone(t, name)
		for _, line := range []string{"0 0 * * *", "30 1 * * *", "15 2 * * *", "30 2 * * *", "0 3 * * *"} {
			cron, err := parseCron(line, loc, twoInTheMorning)
			if err != nil {
				t.Fatal(err)
			}
			want := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
			at := cron.Next(time.Date(2025, 12, 31, 23, 59, 0, 0, loc))
			for range 730 {
				if got := at.In(loc).Format(time.DateOnly); got != want.Format(time.DateOnly) {
					t.Fatalf("%s %q: got a run on %s, want one on %s", name, line, got, want.Format(time.DateOnly))
				}
				at, want = cron.Next(at), want.AddDate(0, 0, 1)
			}
		}
	}
}

// Latest is the other side of Next: nothing is named between it and now.
func TestLatestAndNextAgree(t *testing.T) {
	lines := []string{"0 2 * * *", "*/15 * * * *", "30 2 * * *", "0 6 5 1,4,7,10 *", "0 8 * * 1", "59 23 31 12 *", "30 1 1 11 *"}
	zones := []string{"America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "UTC"}
	rapid.Check(t, func(r *rapid.T) {
		loc := zone(t, rapid.SampledFrom(zones).Draw(r, "zone"))
		cron, err := parseCron(rapid.SampledFrom(lines).Draw(r, "line"), loc, twoInTheMorning)
		if err != nil {
			r.Fatal(err)
		}
		now := time.Unix(rapid.Int64Range(1_700_000_000, 1_900_000_000).Draw(r, "now"), 0)
		latest := cron.Latest(now)
		if latest.IsZero() || latest.After(now) {
			r.Fatalf("latest is %s, now is %s", latest, now)
		}
		if next := cron.Next(latest); !next.After(now) {
			r.Fatalf("%s is named between %s and %s", next, latest, now)
		}
		if cron.Latest(latest) != latest {
			r.Fatalf("latest at %s itself is %s", latest, cron.Latest(latest))
		}
	})
}

func TestWrongCronLines(t *testing.T) {
	for line, want := range map[string]string{
		"":                        "cron",
		"0 2 * *":                 "cron",
		"61 2 * * *":              "cron",
		"CRON_TZ=UTC 0 2 * * *":   "the company's applies",
		"TZ=Asia/Tokyo 0 2 * * *": "the company's applies",
		"@every 1h":               "names no wall-clock time",
		"0 2 30 2 *":              "cron",
	} {
		if _, err := parseCron(line, time.UTC, twoInTheMorning); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want an error with %q", line, err, want)
		}
	}
}

func FuzzParseCron(f *testing.F) {
	for _, line := range []string{"0 2 * * *", "@daily", "*/15 8-18 * * 1-5", "0 6 5 1,4,7,10 *", "TZ=UTC * * * * *"} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		cron, err := parseCron(line, zone(t, "America/New_York"), twoInTheMorning)
		if err != nil {
			return
		}
		if next := cron.Next(twoInTheMorning); !next.IsZero() && !next.After(twoInTheMorning) {
			t.Errorf("next is %s", next)
		}
	})
}
