package config_test

import (
	"strings"
	"testing"
	"time"

	"quarterdeck/config"
)

// What is said in words, and what is understood.
func TestTimingWords(t *testing.T) {
	for _, test := range []struct {
		at, cron string
		nth      int
		words    string
	}{
		{"every day at 02:00", "0 2 * * *", 0, "every day at 02:00"},
		{"Every  Day at 2am", "0 2 * * *", 0, "every day at 02:00"},
		{"daily at 02:00", "0 2 * * *", 0, "every day at 02:00"},
		{"every night at 23:45", "45 23 * * *", 0, "every day at 23:45"},
		{"every weekday at 07:00", "0 7 * * 1-5", 0, "every weekday at 07:00"},
		{"weekdays at 7:00", "0 7 * * 1-5", 0, "every weekday at 07:00"},
		{"every Monday at 7:00", "0 7 * * 1", 0, "every Monday at 07:00"},
		{"every Mon, Wed and Fri at 12:30 pm", "30 12 * * 1,3,5", 0, "every Monday, Wednesday and Friday at 12:30"},
		{"every Sunday at midnight", "0 0 * * 0", 0, "every Sunday at 00:00"},
		{"every day at 06:00 and 18:00", "0 6,18 * * *", 0, "every day at 06:00 and 18:00"},
		{"every minute", "* * * * *", 0, "every minute"},
		{"every 15 minutes", "*/15 * * * *", 0, "every 15 minutes"},
		{"every 60 minutes", "0 * * * *", 0, "every hour"},
		{"every hour", "0 * * * *", 0, "every hour"},
		{"hourly", "0 * * * *", 0, "every hour"},
		{"every 6 hours", "0 */6 * * *", 0, "every day at every 6 hours"},
		{"on the 5th of the month at 06:00", "0 6 5 * *", 0, "on the 5th at 06:00"},
		{"on the 1st and 15th of every month at 6:00", "0 6 1,15 * *", 0, "on the 1st and 15th at 06:00"},
		{"on the first Monday of the month at 07:00", "0 7 * * 1", 1, "on the first Monday of the month at 07:00"},
		{"on the last Friday of the month at 16:00", "0 16 * * 5", -1, "on the last Friday of the month at 16:00"},
		{"on the last day of the month at 18:00", "0 18 28-31 * *", -1, "on the last day of the month at 18:00"},
	} {
		plan, err := config.Schedule{Job: "nightly", At: test.at}.Plan(1)
		want := config.Timing{Cron: test.cron, Nth: test.nth}
		if test.at == "every 6 hours" {
			test.words = "every 6 hours"
		}
		if err != nil || plan.Timing != want || plan.Timing.Words() != test.words {
			t.Errorf("%q: got %+v (%s), %v; want %+v (%s)", test.at, plan.Timing, plan.Timing.Words(), err, want, test.words)
		}
	}
}

func TestFiscalTiming(t *testing.T) {
	for _, test := range []struct {
		on    string
		start int
		cron  string
		words string
	}{
		{"fiscal quarter start + 5 days", 1, "0 6 6 1,4,7,10 *", "on the 6th of January, April, July and October at 06:00"},
		{"fiscal quarter start + 5 days", 2, "0 6 6 2,5,8,11 *", "on the 6th of February, May, August and November at 06:00"},
		{"fiscal quarter start + 1 day", 12, "0 6 2 3,6,9,12 *", "on the 2nd of March, June, September and December at 06:00"},
		{"Fiscal Year Start", 7, "0 6 1 7 *", "on the 1st of July at 06:00"},
	} {
		plan, err := config.Schedule{Job: "qbr", On: test.on, At: "06:00"}.Plan(test.start)
		if err != nil || plan.Timing.Cron != test.cron || plan.Timing.Words() != test.words {
			t.Errorf("%s from month %d: got %q (%s), %v; want %q (%s)", test.on, test.start, plan.Timing.Cron, plan.Timing.Words(), err, test.cron, test.words)
		}
	}
}

// The days kept are those a calendar shows.
func TestTimingKeeps(t *testing.T) {
	kept := func(at string) (days []string) {
		plan, err := config.Schedule{Job: "nightly", At: at}.Plan(1)
		if err != nil {
			t.Fatal(err)
		}
		weekdayOnly := strings.HasSuffix(plan.Timing.Cron, " 1") || strings.HasSuffix(plan.Timing.Cron, " 5")
		for day := time.Date(2028, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() == 2028 && day.Month() < 4; day = day.AddDate(0, 0, 1) {
			named := !weekdayOnly || strings.HasSuffix(plan.Timing.Cron, " "+string(rune('0'+int(day.Weekday()))))
			if named && plan.Timing.Keeps(day) {
				days = append(days, day.Format("01-02"))
			}
		}
		return days
	}
	for at, want := range map[string]string{
		"on the first Monday of the month at 07:00": "01-03 02-07 03-06",
		"on the last Friday of the month at 07:00":  "01-28 02-25 03-31",
		"on the fourth Monday of the month at 7:00": "01-24 02-28 03-27",
		"on the last day of the month at 18:00":     "01-31 02-29 03-31",
	} {
		if got := strings.Join(kept(at), " "); got != want {
			t.Errorf("%s: got %s, want %s", at, got, want)
		}
	}
}

func TestPlan(t *testing.T) {
	three := 3
	plan, err := config.Schedule{Name: "monday", Job: "digest", Cron: "0 7 * * 1", CatchUp: "all", CatchUpWindow: "2 weeks", Retries: &three, RetryWait: "90s", Timeout: "1h30m", Memory: "6GB"}.Plan(1)
	want := config.Plan{Name: "monday", Job: "digest", Timing: config.Timing{Cron: "0 7 * * 1"}, CatchUp: "all", Window: 14 * 24 * time.Hour,
		Retries: 3, RetryWait: 90 * time.Second, Timeout: 90 * time.Minute, Memory: 6_000_000_000}
	if err != nil || plan != want {
		t.Errorf("got %+v, %v; want %+v", plan, err, want)
	}
	plan, err = config.Schedule{Job: "nightly", At: "every day at 02:00"}.Plan(1)
	want = config.Plan{Name: "nightly", Job: "nightly", Timing: config.Timing{Cron: "0 2 * * *"}, CatchUp: "latest", Retries: 2, RetryWait: 5 * time.Minute, Timeout: 12 * time.Hour}
	if err != nil || plan != want {
		t.Errorf("defaults: got %+v, %v; want %+v", plan, err, want)
	}
}

func FuzzTimingWords(f *testing.F) {
	for _, at := range []string{"every weekday at 07:00", "on the last day of the month at 18:00", "every 15 minutes", "on the 1st, 15th of each month at 6pm"} {
		f.Add(at)
	}
	f.Fuzz(func(t *testing.T, at string) {
		plan, err := config.Schedule{Job: "nightly", At: at}.Plan(1)
		if err == nil && (len(strings.Fields(plan.Timing.Cron)) != 5 || plan.Timing.Words() == "") {
			t.Errorf("%q: understood as %+v", at, plan.Timing)
		}
	})
}
