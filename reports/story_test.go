package reports

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// weeksOf are thirteen weeks with the given first and last level.
func weeksOf(first, last float64) []Week {
	weeks := blankWeeks(time.Date(2026, 6, 29, 0, 0, 0, 0, time.UTC))
	for i := range weeks {
		v := first
		if i >= quarterWeeks/2 {
			v = last
		}
		weeks[i].Active, weeks[i].Events, weeks[i].Days = Num(v), Num(10*v), Num(5)
	}
	return weeks
}

func TestUsageTitle(t *testing.T) {
	for _, tc := range []struct {
		name        string
		first, last float64
		want        string
	}{
		{"up", 100, 118, "usage.up"}, {"down", 100, 80, "usage.down"}, {"steady", 100, 105, "usage.steady"}, {"steady below", 100, 95, "usage.steady"}, {"just up", 1000, 1056, "usage.up"},
		{"too small for a percentage", 9, 12, "usage.few"}, {"nothing", 0, 0, "usage.none"}, {"from nothing", 0, 40, "usage.few"}, {"absurd", 10, 500, "usage.few"},
	} {
		q := &QBR{Usage: &Usage{Weeks: weeksOf(tc.first, tc.last)}}
		if got := q.UsageTitle(); got.Key != tc.want {
			t.Errorf("%s: got %s", tc.name, got.Key)
		}
	}
	q := &QBR{Usage: &Usage{Weeks: weeksOf(100, 200)}}
	q.Usage.Weeks[1].Active = Number{}
	if got := q.UsageTitle(); got.Key != "usage.alone" {
		t.Errorf("without a start: got %s", got.Key)
	}
	q.Usage.Weeks[12].Active = Number{}
	if got := q.UsageTitle(); got.Key != "usage.plain" {
		t.Errorf("without an end: got %s", got.Key)
	}
}

// TestTitlesClaimNoMoreThanTheData: whichever way a title points, the levels
// it prints point the same way and far enough.
func TestTitlesClaimNoMoreThanTheData(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		then := rapid.Float64Range(0, 1000).Draw(t, "then")
		now := rapid.Float64Range(0, 1000).Draw(t, "now")
		way, change := compare(Num(now), Num(then))
		real := (now - then) / then
		switch way {
		case up:
			if real < 0.05 || math.Abs(real-change.V) > 1e-9 {
				t.Fatalf("up %v, really %v", change.V, real)
			}
		case down:
			if real > -0.05 || math.Abs(real-change.V) > 1e-9 {
				t.Fatalf("down %v, really %v", change.V, real)
			}
		case steady:
			if math.Abs(real) > 0.055 {
				t.Fatalf("steady, really %v", real)
			}
		case few:
			if then >= percentFrom && real <= percentTo {
				t.Fatalf("no percentage for %v to %v", then, now)
			}
		default:
			t.Fatalf("got %s", way)
		}
	})
	if way, _ := compare(Num(3), Number{}); way != alone {
		t.Errorf("without a comparison: %s", way)
	}
}

func TestHeadline(t *testing.T) {
	goals := func(statuses ...GoalStatus) (out []Goal) {
		for _, s := range statuses {
			out = append(out, Goal{Status: s})
		}
		return out
	}
	for _, tc := range []struct {
		q    QBR
		want string
	}{
		{QBR{First: true, Goals: goals(GoalReached)}, "headline.first"},
		{QBR{Goals: goals(GoalReached, GoalBehind), Usage: &Usage{Weeks: weeksOf(20, 40)}}, "headline.goals_up"},
		{QBR{Goals: goals(GoalBehind), Usage: &Usage{Weeks: weeksOf(20, 10)}}, "headline.usage_down"},
		{QBR{Goals: goals(GoalOnTrack, GoalDropped)}, "headline.goals"},
		{QBR{Goals: goals(GoalMissed)}, "headline.plain"},
		{QBR{}, "headline.plain"},
	} {
		if got := tc.q.Headline(); got.Key != tc.want {
			t.Errorf("got %s, want %s", got.Key, tc.want)
		}
	}
}

func TestGoalsTitle(t *testing.T) {
	for _, tc := range []struct {
		statuses []GoalStatus
		want     Sentence
	}{
		{[]GoalStatus{GoalReached, GoalOnTrack}, Say("goals.all", Args{"good": Num(2).Count(), "n": Num(2).Count()})},
		{[]GoalStatus{GoalReached, GoalMissed, GoalDropped}, Say("goals.some", Args{"good": Num(1).Count(), "n": Num(2).Count()})},
		{[]GoalStatus{GoalBehind}, Say("goals.none", Args{"good": Num(0).Count(), "n": Num(1).Count()})},
		{[]GoalStatus{GoalUnstated}, Say("goals.unrated", Args{"good": Num(0).Count(), "n": Num(1).Count()})},
		{nil, Say("goals.promises_only", nil)},
	} {
		q := &QBR{}
		for _, s := range tc.statuses {
			q.Goals = append(q.Goals, Goal{Status: s})
		}
		if diff := cmp.Diff(tc.want, q.GoalsTitle(), cmpopts.IgnoreFields(Number{}, "Receipt")); diff != "" {
			t.Errorf("%v: %s", tc.statuses, diff)
		}
	}
}

func TestGoalStatus(t *testing.T) {
	day := time.Date(2026, 9, 30, 0, 0, 0, 0, time.UTC)
	before, after := day.AddDate(0, 0, -1), day.AddDate(0, 0, 1)
	goal := func(start, target, now float64, due time.Time) Goal {
		return Goal{Baseline: Num(start), Target: Num(target), Actual: Num(now), DueOn: due}
	}
	for _, tc := range []struct {
		name     string
		goal     Goal
		recorded string
		want     GoalStatus
	}{
		{"upwards, arrived", goal(0, 45, 45, after), "behind", GoalReached},
		{"downwards, arrived", goal(74, 30, 29, before), "", GoalReached},
		{"due today is not missed", goal(0, 10, 5, day), "on track", GoalOnTrack},
		{"due yesterday", goal(0, 10, 5, before), "on_track", GoalMissed},
		{"owner's word", goal(0, 10, 5, after), "At Risk", GoalBehind},
		{"success without numbers to it", goal(0, 10, 5, after), "achieved", GoalUnstated},
		{"success without a measure", Goal{DueOn: before}, "achieved", GoalReached},
		{"dropped stays dropped", goal(0, 10, 10, after), "cancelled", GoalDropped},
		{"nothing known", Goal{}, "", GoalUnstated},
		{"start and target equal", goal(5, 5, 5, after), "on track", GoalOnTrack},
	} {
		if got := tc.goal.judge(tc.recorded, day); got != tc.want {
			t.Errorf("%s: got %s, want %s", tc.name, got, tc.want)
		}
	}
}

func TestServiceTitle(t *testing.T) {
	known := func(met, of float64) *Support {
		return &Support{Created: Num(9), FirstReply: Num(60), TargetMet: Num(met), TargetFrom: Num(of)}
	}
	for _, tc := range []struct {
		s    *Support
		want string
	}{
		{known(4, 5), "service.target"}, {known(4, 4), "service.reply"}, {&Support{Created: Num(0)}, "service.none"}, {&Support{Created: Num(3)}, "service.count"}, {nil, "service.voice"},
	} {
		if got := (&QBR{Support: tc.s}).ServiceTitle(); got.Key != tc.want {
			t.Errorf("got %s, want %s", got.Key, tc.want)
		}
	}
}

func TestVoiceNote(t *testing.T) {
	survey := func(previous Number) *QBR {
		s := newNPS(14, 6, 3)
		s.Previous = previous
		return &QBR{NPS: s}
	}
	for _, tc := range []struct {
		previous Number
		want     string
	}{
		{Number{}, "voice.range"}, {Num(40), "voice.same"}, {Num(-20), "voice.higher"}, {Num(95), "voice.lower"},
	} {
		if got := survey(tc.previous).VoiceNote(); got.Key != tc.want {
			t.Errorf("previous %v: got %s, want %s", tc.previous, got.Key, tc.want)
		}
	}
}

func TestQuestionsAreFew(t *testing.T) {
	q := &QBR{Seats: &Seats{Active: Num(2), Bought: Num(10)}, Features: &Features{Items: []Feature{{Name: "Export", InPlan: true, Uses: Num(0)}}}}
	for i := range 9 {
		q.Goals = append(q.Goals, Goal{Title: fmt.Sprint(i), Status: GoalBehind})
	}
	got := q.Questions()
	if len(got) != questionLimit {
		t.Fatalf("%d questions", len(got))
	}
	var keys []string
	for _, s := range got {
		keys = append(keys, s.Key)
	}
	if diff := cmp.Diff([]string{"ask.goal", "ask.goal", "ask.seats", "ask.feature"}, keys); diff != "" {
		t.Error(diff)
	}
}

func TestTilesFallBack(t *testing.T) {
	q := &QBR{Goals: []Goal{{Status: GoalReached}}, Support: &Support{FirstReply: Num(30)}}
	var got []string
	for _, tile := range q.Tiles() {
		got = append(got, tile.Heading+" "+tile.Label.Key)
	}
	if diff := cmp.Diff([]string{"tile.business tile.goals", "tile.experience tile.reply"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestNumberStates(t *testing.T) {
	three, none := 3.0, Number{}
	for _, tc := range []struct {
		name string
		got  Number
		want Number
	}{
		{"zero is known", Num(0), Number{State: Known}}, {"nil is missing", NumFrom(nil), none}, {"pointer", NumFrom(&three), Num(3)},
		{"over zero", Num(1).Over(Num(0)), Number{State: NotApplicable}}, {"over missing", Num(1).Over(none), none}, {"change", Num(3).ChangeFrom(Num(2)), Num(0.5)},
	} {
		if tc.got != tc.want {
			t.Errorf("%s: got %+v", tc.name, tc.got)
		}
	}
}

func TestPlaceOfCommitments(t *testing.T) {
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
	for _, tc := range []struct {
		name, due, review string
		status            CommitmentStatus
		want              where
	}{
		{"due in the quarter", "2026-09-30", "", Done, inLedger},
		{"still open from before", "2026-06-30", "", Late, inLedger},
		{"settled before", "2026-06-30", "", Done, nowhere},
		{"due next quarter", "2026-10-01", "", Open, inPlan},
		{"due after that", "2027-01-01", "", Open, nowhere},
		{"undated, last review", "", "2026q2", Open, inLedger},
		{"undated, this review", "", "2026Q3", Open, inPlan},
		{"undated, no review", "", "", Open, nowhere},
	} {
		c := Commitment{Status: tc.status}
		if tc.due != "" {
			c.DueOn = day(tc.due)
		}
		if got := place(c, tc.review, p); got != tc.want {
			t.Errorf("%s: got %d, want %d", tc.name, got, tc.want)
		}
	}
}
