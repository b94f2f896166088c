package reports

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func finished(q *QBR) map[string]string {
	(&batch{history: map[string]*history{q.Customer.ID: {}}}).finish(q)
	out := map[string]string{}
	for _, g := range q.Missing {
		out[g.Block] = g.Reason
	}
	return out
}

// TestNothingRestsOnNoActivity: without weeks of activity no seat is called
// free and no feature idle.
func TestNothingRestsOnNoActivity(t *testing.T) {
	for _, tc := range []struct {
		name   string
		usage  *Usage
		reason string
	}{
		{"never seen", nil, "no_data"},
		{"three weeks", &Usage{Weeks: []Week{{Active: Num(4)}, {Active: Num(4)}, {Active: Num(5)}, {}}}, "few_weeks"},
	} {
		q := &QBR{Usage: tc.usage, Seats: &Seats{Active: Num(0), Bought: Num(43)}, Features: &Features{Items: []Feature{{Name: "Boards", InPlan: true, Uses: Num(0)}}}}
		got := finished(q)
		for _, block := range []string{"usage", "seats", "features"} {
			if got[block] != tc.reason {
				t.Errorf("%s: %s is missing for %q, want %q", tc.name, block, got[block], tc.reason)
			}
		}
		for _, question := range q.Questions() {
			if question.Key == "ask.seats" || question.Key == "ask.feature" {
				t.Errorf("%s: asks %s", tc.name, question.Key)
			}
		}
	}
}

func TestSilenceIsNoServicePage(t *testing.T) {
	month := func(n float64) []SupportMonth { return []SupportMonth{{Created: map[string]float64{"low": n}}} }
	few := func() *Survey { return &Survey{Responses: Num(3)} }
	for _, tc := range []struct {
		name string
		q    QBR
		want map[string]string
	}{
		{"no tickets, three answers", QBR{Support: &Support{Created: Num(0), Months: month(0)}, NPS: few()}, map[string]string{"support": "no_tickets", "nps": "few_answers", "csat": "no_answers"}},
		{"no tickets, a score", QBR{Support: &Support{Created: Num(0), Months: month(0)}, NPS: &Survey{Responses: Num(12), Shown: true}, CSAT: few()}, map[string]string{"support": "no_tickets", "nps": "", "csat": ""}},
		{"a ticket months ago", QBR{Support: &Support{Created: Num(0), Months: month(1)}, NPS: few()}, map[string]string{"support": "", "nps": "", "csat": "no_answers"}},
		{"an old ticket still open", QBR{Support: &Support{Created: Num(0), Months: month(0), OpenTickets: Num(1)}}, map[string]string{"support": "", "nps": "no_answers", "csat": "no_answers"}},
	} {
		missing, got := finished(&tc.q), map[string]string{}
		for block := range tc.want {
			got[block] = missing[block]
		}
		if diff := cmp.Diff(tc.want, got); diff != "" {
			t.Errorf("%s:\n%s", tc.name, diff)
		}
	}
}

// TestFeaturesWithoutAPlan: who has left has no plan, and "all 0 features of
// your plan" would be nonsense.
func TestFeaturesWithoutAPlan(t *testing.T) {
	q := &QBR{Features: &Features{Items: []Feature{{Name: "Boards", Uses: Num(7)}, {Name: "Export", Uses: Num(0)}}}}
	if got, want := q.FeaturesTitle(), Say("features.used", Args{"used": Num(1).Count(), "n": Num(1).Count()}); !cmp.Equal(got, want, cmpopts.IgnoreFields(Number{}, "Receipt")) {
		t.Errorf("got %v, want %v", got, want)
	}
	if idle := q.Features.Idle(); len(idle) > 0 {
		t.Errorf("%v is called idle", idle)
	}
	q.Features.Items[1].InPlan = true
	if used, idle := len(q.Features.Used()), len(q.Features.Idle()); used != 0 || idle != 1 {
		t.Errorf("with a plan: %d used and %d idle, want 0 and 1", used, idle)
	}
}

func TestGoalWay(t *testing.T) {
	for _, tc := range []struct {
		from, to, now float64
		want          Number
	}{
		{10, 20, 15, Num(0.5)}, {60, 15, 30, Num(2.0 / 3)}, {10, 20, 9, Number{}}, {10, 20, 21, Number{}}, {5, 5, 5, Number{}},
	} {
		g := Goal{Baseline: Num(tc.from), Target: Num(tc.to), Actual: Num(tc.now)}
		if got := g.Way(); got.State != tc.want.State || got.V-tc.want.V > 1e-9 || tc.want.V-got.V > 1e-9 {
			t.Errorf("from %v to %v, now %v: got %v, want %v", tc.from, tc.to, tc.now, got, tc.want)
		}
	}
}
