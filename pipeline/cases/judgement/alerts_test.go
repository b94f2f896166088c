package cases

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"quarterdeck/pipeline"
)

// daily writes a user's events: on every nth day from one day of December 2026 to
// another, where day 0 is November 30 and so on.
func daily(customer, user, event string, from, to, every int) string {
	line := fmt.Sprintf("%s %s %s", customer, user, event)
	for day := from; day <= to; day += every {
		line += " " + time.Date(2026, 12, day, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
	}
	return line + "\n"
}

// alertsWorld holds customers that differ in one thing each; the attribute `case` says
// in which.
func alertsWorld() world {
	customers, periods := "customer_id name case owner\n", "subscription_id customer_id start_date end_date mrr seats product renewal_date\n"
	for line := range strings.Lines(strings.TrimSpace(`
		half   drop     10  -
		high   drop     2   -
		fifth  drop     10  -
		young  drop     10  -
		pause  power    10  -
		habit  power    10  -
		few    power    10  -
		gone   champion 10  -
		heir   champion 10  -
		past   champion 10  -
		ahead  champion 10  -
		wait   voice    10  -
		seven  voice    10  -
		six    voice    10  -
		note   voice    10  -
		calm   voice    10  -
		both   voice    10  -
		r90    renewal  10  2027-03-31
		r91    renewal  10  2027-04-01
		late7  debt     10  -
		late6  debt     10  -
		full   growth   10  -
		fan    growth   10  -`)) {
		f := strings.Fields(line)
		start := "2026-01-01"
		if f[0] == "young" {
			start = "2026-11-20"
		}
		customers += fmt.Sprintf("%s %s %s Ann\n", f[0], f[0], f[1])
		periods += fmt.Sprintf("%[1]s.s %[1]s %[2]s - 100 %[3]s Pro %[4]s\n", f[0], start, f[2], f[3])
	}
	events := ""
	for _, customer := range []string{"half", "fifth", "young"} {
		events += daily(customer, customer+"1", "open", -24, 3, 2) // fourteen days of November
	}
	events += daily("half", "half1", "open", 4, 31, 4) + daily("fifth", "fifth1", "open", 4, 31, 2) + daily("young", "young1", "open", 4, 31, 10)
	for _, user := range []string{"h1", "h2"} {
		events += daily("high", user, "open", -24, 3, 1) + daily("high", user, "open", 4, 31, 2)
	}
	// A power user last seen nine days ago, who never was away longer than two days; one
	// whose habit is a longer break; one who came only once a week.
	events += daily("pause", "p", "open", -32, 22, 3) + daily("pause", "q", "open", -32, 31, 5)
	events += daily("habit", "p", "open", -32, 0, 2) + daily("habit", "p", "open", 12, 22, 2) + daily("habit", "q", "open", -32, 31, 5)
	events += daily("few", "p", "open", -32, 22, 7)
	for i := range 10 {
		for _, customer := range []string{"full", "fan"} {
			if customer == "full" || i < 6 {
				events += daily(customer, fmt.Sprintf("u%d", i), "open", -32, 31, 3)
				if customer == "fan" {
					events += daily(customer, fmt.Sprintf("u%d", i), "open", 4, 31, 6)
				}
			}
		}
	}
	return world{files: map[string]string{
		"customers": customers, "subscription_periods": periods, "usage_events": usageEvents(events),
		"key_people": `
			customer_id person      name  role      left_on
			gone        zoe@gone.co Zoe   champion  2026-12-01
			heir        zoe@heir.co Zoe   champion  2026-12-01
			heir        max@heir.co Max   champion  -
			past        zoe@past.co Zoe   -         2026-06-01
			ahead       zoe@ahead.co Zoe  champion  2027-01-15`,
		"survey_responses": `
			response_id kind respondent_id customer_id score responded_at
			w1 nps w1 wait  3 2026-12-20T10:00:00Z
			s1 nps s1 seven 0 2026-12-24T10:00:00Z
			x1 nps x1 six   6 2026-12-25T10:00:00Z
			n1 nps n1 note  2 2026-12-10T10:00:00Z
			c1 nps c1 calm  2 2026-11-10T10:00:00Z
			c2 nps c1 calm  9 2026-12-10T10:00:00Z
			b1 nps b1 both  2 2026-12-30T10:00:00Z
			b2 nps b2 both  9 2026-12-10T10:00:00Z
			f1 nps f1 full  10 2026-12-10T10:00:00Z
			g1 nps g1 fan   10 2026-12-10T10:00:00Z
			g2 nps g2 fan   9 2026-12-11T10:00:00Z`,
		"notes": `
			note_id customer_id author written_on kind text pulse
			n1 note Ann 2026-12-12 summary 'Called Bo' -
			n2 seven Ann 2026-12-26 pulse - 4`,
		"invoices": `
			invoice_id customer_id issued_on due_on paid_on amount currency status
			i1 late7 2026-12-01 2026-12-24 - 100 USD open
			i2 late6 2026-12-01 2026-12-25 - 100 USD open
			i3 full  2026-12-01 2026-12-15 2026-12-10 100 USD paid
			i4 fan   2026-12-01 2026-12-15 2026-12-10 100 USD paid`,
		"goals": `
			goal_id customer_id title due_on status
			g1 fan 'Onboard Lyon' 2027-02-01 open
			g2 fan 'Onboard Rome' 2026-11-01 met`,
	}}
}

func TestAlerts(t *testing.T) {
	b := build(t, alertsWorld(), "marts.alerts", "marts.expansion_ideas", "marts.survey_stances", "marts.usage")
	told := func(t *testing.T, rule string) []string {
		t.Helper()
		return b.show(t, "SELECT customer_id, reason FROM marts.alerts WHERE rule = '"+rule+"' AND customer_id NOT IN ('few', 'habit') ORDER BY 1")
	}
	t.Run("S53 usage fell by two fifths", func(t *testing.T) {
		// 14 actions before and 7 after; 14 and 14; 56 and 28, at full seats (S30).
		diff(t, told(t, "usage_drop"), lines(`
			half 'usage changed by −50 % against the 28 days before'
			high 'usage changed by −50 % against the 28 days before'`))
	})
	t.Run("S30 a level that is high does not hide a fall", func(t *testing.T) {
		diff(t, b.show(t, "SELECT seat_utilisation FROM marts.usage WHERE customer_id = 'high'"), lines("1.0"))
	})
	t.Run("S54 the most active user is silent", func(t *testing.T) {
		diff(t, told(t, "power_user_silent"), lines(
			"pause 'the most active user has been silent for 9 days, never before longer than 2'"))
	})
	t.Run("a champion is lost", func(t *testing.T) {
		diff(t, told(t, "champion_lost"), lines("gone 'a champion left: Zoe'"))
	})
	t.Run("a detractor waits for an answer", func(t *testing.T) {
		diff(t, told(t, "unanswered_detractor"), lines(`
			seven 'a detractor has waited 7 days for an answer'
			wait  'a detractor has waited 11 days for an answer'`))
	})
	t.Run("a renewal within 90 days is not green", func(t *testing.T) {
		diff(t, told(t, "renewal_not_green"), lines("r90 'renewal in 90 days, and health is grey'"))
		diff(t, b.show(t, "SELECT money FROM marts.alerts WHERE rule = 'renewal_not_green'"), lines("100.000000"))
	})
	t.Run("an invoice is past due", func(t *testing.T) {
		diff(t, told(t, "payment_past_due"), lines("late7 'an invoice is 7 days past due'"))
	})
	t.Run("S55 reason, money, action and owner", func(t *testing.T) {
		diff(t, b.show(t, "SELECT kind, state, mrr, money, action, owner FROM marts.alerts WHERE customer_id IN ('half', 'full') ORDER BY 1"), lines(`
			expansion new 100.000000 10.000000 'Offer seats for the teams that wait' Ann
			risk      new 100.000000 100.000000 'Ask the sponsor what changed and book a usage review' Ann`))
		diff(t, b.show(t, "SELECT count(*) FROM marts.alerts WHERE reason = '' OR action IS NULL OR money IS NULL OR owner IS NULL"), lines("0"))
	})
	t.Run("S58 S59 expansion ideas with their evidence", func(t *testing.T) {
		// Each of six users 9 times before, 15 times after.
		diff(t, b.show(t, "SELECT rank, customer_id, rule, evidence, goal, is_internal FROM marts.expansion_ideas ORDER BY rank"), lines(`
			1 fan  promoter_with_goal 'promoters: 2, usage changed by 67 %, and a goal is open: Onboard Lyon' 'Onboard Lyon' false
			2 full seats_near_limit   '100 % of 10 seats are in use' - true`))
	})
	t.Run("S34 advocates and risks from the same answers", func(t *testing.T) {
		diff(t, b.show(t, "SELECT customer_id, stance, promoters, detractors FROM marts.survey_stances ORDER BY 1"), lines(`
			both  both     1 1
			calm  advocate 1 0
			fan   advocate 2 0
			full  advocate 1 0
			note  risk     0 1
			seven risk     0 1
			six   risk     0 1
			wait  risk     0 1`))
	})
}

// TestAlertsFromNightToNight looks back over three nights and publishes the fourth
// twice: an alert opens on the night its rule becomes true, and is told once.
func TestAlertsFromNightToNight(t *testing.T) {
	w := alertsWorld()
	// Customers of one alert of each kind, and one whose invoice is paid on the 30th.
	w.files["invoices"] += "\n			i5 late6 2026-11-01 2026-12-01 2026-12-29 100 USD paid"
	w.files["alert_acknowledgements"] = `
		customer_id rule acknowledged_on author verdict note
		half        usage_drop 2026-12-30 Kim right 'Moved to another team'
		wait        unanswered_detractor 2026-12-25 Kim - -
		high        usage_drop 2027-01-04 Kim wrong -`
	b, err := w.compute(t)
	if err != nil {
		t.Fatal(err)
	}
	day := func(d int) time.Time { return time.Date(2026, 12, d, 0, 0, 0, 0, time.UTC) }
	if _, err := b.pipeline.Backfill(t.Context(), pipeline.BackfillOptions{From: day(28), To: day(30)}); err != nil {
		t.Fatal(err)
	}
	published := func() *book {
		t.Helper()
		if _, err := b.pipeline.Transform(t.Context(), pipeline.TransformOptions{AsOf: day(31)}); err != nil {
			t.Fatal(err)
		}
		db, err := b.pipeline.OpenCurrent(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() })
		return &book{db: db}
	}
	first := published()
	t.Run("S33 a rule fires on its day, once", func(t *testing.T) {
		// Nobody was active on the 29th, so the seventh silent day is told of on the 30th. One
		// invoice was paid on the 29th, the other is not late enough to be over.
		diff(t, first.show(t, "SELECT customer_id, rule, since, state FROM marts.alerts WHERE rule IN ('power_user_silent', 'payment_past_due') ORDER BY 1, 2"), lines(`
			late6 payment_past_due  2026-12-28 held
			late7 payment_past_due  2026-12-31 new
			pause power_user_silent 2026-12-30 new`))
		diff(t, first.show(t, "SELECT rule, since, told_on FROM marts.alert_history WHERE customer_id = 'pause'"), lines("power_user_silent 2026-12-30 2026-12-30"))
	})
	t.Run("what was answered is not told again", func(t *testing.T) {
		// On the 25th the alert of the detractor was not open yet; what is said in January is not known.
		diff(t, first.show(t, "SELECT customer_id, rule, state, acknowledged_by, verdict FROM marts.alerts WHERE customer_id IN ('half', 'wait', 'high') ORDER BY 1, 2"), lines(`
			half usage_drop           acknowledged Kim right
			high usage_drop           new          -   -
			wait unanswered_detractor new          -   -`))
	})
	t.Run("were they right", func(t *testing.T) {
		diff(t, first.show(t, "SELECT rule, alerts, judged, right_alerts, precision, in_time FROM marts.alert_quality WHERE kind = 'risk' AND rule IN ('all', 'usage_drop') ORDER BY 1"), lines(`
			all        11 1 1 1.0 1
			usage_drop 4  1 1 1.0 1`))
	})
	t.Run("the same night twice", func(t *testing.T) {
		const all = "SELECT * FROM marts.alerts ORDER BY customer_id, rule"
		diff(t, published().show(t, all), first.show(t, all))
	})
}
