package world

import (
	"fmt"
	"time"
)

// valueAgreement is what a report is said to save: of every third customer someone
// there has agreed to it two months in, of a few it is still the team's own guess.
func valueAgreement(a *Account, now time.Time, t *csvTable) {
	agreed := workday(a.Joined.AddDate(0, 2, 0))
	if a.Index%3 != 1 || agreed.After(now) {
		return
	}
	by, on := a.People[a.Index%4].Name(), agreed.Format(time.DateOnly)
	if a.Index%12 == 1 {
		by, on = "", ""
	}
	t.add(fmt.Sprintf("V-%d", a.Index), t.key(a), "Reports", "0.25", "hours", "Each report run spares 15 minutes of work by hand", by, on)
}
