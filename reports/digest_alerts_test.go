package reports

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// What nobody was told of is not called off, what waits is still true, and yesterday's
// alerts are yesterday's.
func TestReadDigestAlerts(t *testing.T) {
	one, four := int64(1), int64(4)
	want := Alerts{
		New: []Alert{
			{CustomerID: "c1", Customer: "Acme", Owner: "Kim", Rule: "renewal_not_green", Kind: "risk", Reason: "renewal in 20 days", Action: "Plan", Money: 12000, Since: digestDay(8)},
			{CustomerID: "c3", Customer: "Initech", Owner: "Bo", Rule: "usage_drop", Kind: "risk", Reason: "usage changed by −41 %", Action: "Call", Money: 200, Since: digestDay(9)},
		},
		Closed: []Alert{
			{CustomerID: "c2", Customer: "Globex", Owner: "Ana", Rule: "score_drop", Kind: "risk", Reason: "health fell", Action: "Read", Money: 400,
				Since: time.Date(2026, 2, 20, 0, 0, 0, 0, time.UTC), Ended: "over"},
		},
		Open: 1, Acknowledged: 1, Held: 1,
		Quality: &AlertQuality{Month: time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC), Alerts: 20, Judged: 11, Right: 8, Losses: &four, Missed: &one},
	}
	if diff := cmp.Diff(want, readDigest(t, digestDB(t)).Alerts); diff != "" {
		t.Errorf("alerts (-want +got):\n%s", diff)
	}
}

func TestQuietWithoutNewAlerts(t *testing.T) {
	d := &Digest{Alerts: Alerts{Open: 3, Held: 2, Acknowledged: 1}}
	if !d.Quiet() {
		t.Error("alerts that were told before make a day loud")
	}
	d.Alerts.Closed = make([]Alert, 1)
	if d.Quiet() {
		t.Error("an alert that is over is no news")
	}
}
