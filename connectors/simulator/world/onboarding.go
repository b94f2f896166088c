package world

import "time"

// onboardingSteps are the steps of a new customer: what the team planned, and what
// was done by now. Glad customers are quicker; single sign-on is for the larger
// plans only, and nobody must take the second training.
func (w *World) onboardingSteps(a *Account, now time.Time, t *csvTable) {
	d := newDice(w.Seed, aboutTeam, 90_000+a.Index)
	for _, step := range []struct {
		name      string
		days      int
		mandatory bool
	}{{"Kick-off", 5, true}, {"Data import", 15, true}, {"Single sign-on", 25, true}, {"First training", 35, true}, {"Second training", 60, false}} {
		due := workday(a.Joined.AddDate(0, 0, step.days))
		done, skipped := workday(due.AddDate(0, 0, d.between(-4, 18)-int(10*a.Mood))), d.Float64() > 0.75+0.25*a.Mood
		applicable := step.name != "Single sign-on" || a.Index%3 == 0
		text := ""
		if applicable && !skipped && !done.After(now) && a.running(done) {
			text = done.Format(time.DateOnly)
		}
		t.add(step.name, t.key(a), yesNo(step.mandatory), yesNo(applicable), due.Format(time.DateOnly), text)
	}
}

func yesNo(b bool) string {
	if b {
		return "true"
	}
	return "false"
}
