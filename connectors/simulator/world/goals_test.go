package world

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"
	"testing"
	"time"
)

// goalsAt reads the goals' file as it stands at an instant, by goal.
func goalsAt(t *testing.T, w *World, now time.Time) map[string][]string {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(w.TeamFiles(now, hubspot)["goals"])).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]string{}
	for _, row := range rows[1:] {
		out[row[0]] = row
	}
	return out
}

// TestGoalsAgreeWithTheProduct counts again, from the events of everybody, what
// the team wrote down as the number of active users.
func TestGoalsAgreeWithTheProduct(t *testing.T) {
	w := New(Options{Seed: 1, Start: start})
	seen := make([]map[string]bool, len(w.Accounts))
	for n := range 28 {
		w.UsesOn(midnight(night).AddDate(0, 0, -1-n), func(u Use) {
			if u.Account == nil || u.Processed.After(night) {
				return
			}
			if seen[u.Account.Index] == nil {
				seen[u.Account.Index] = map[string]bool{}
			}
			seen[u.Account.Index][u.Person.Email] = true
		})
	}
	compared := 0
	for id, row := range goalsAt(t, w, night) {
		index, err := strconv.Atoi(strings.Split(id, "-")[1])
		if err != nil {
			t.Fatal(err)
		}
		if row[3] != "Active users in 28 days" || row[8] < night.Format(time.DateOnly) || !w.Accounts[index].running(night) {
			continue
		}
		compared++
		if want := strconv.Itoa(len(seen[index])); row[7] != want {
			t.Errorf("goal %s of %s: actual %s, want %s active users", id, w.Accounts[index].Name, row[7], want)
		}
	}
	if compared < 5 {
		t.Errorf("compared %d goals, want at least 5", compared)
	}
}

func TestGoalsAreWholeAndMixed(t *testing.T) {
	w := New(Options{Seed: 1, Start: start})
	states, measures := map[string]int{}, map[string]int{}
	for id, row := range goalsAt(t, w, night) {
		states[row[10]]++
		measures[row[3]]++
		var n [3]int
		for i, cell := range row[5:8] {
			v, err := strconv.Atoi(cell)
			if err != nil || v < 0 {
				t.Errorf("goal %s: %q is no whole number", id, cell)
			}
			n[i] = v
		}
		if n[0] < 5 || n[1] == n[0] || n[1] == 0 {
			t.Errorf("goal %s from %d to %d is none to set", id, n[0], n[1])
		}
	}
	for _, s := range []string{"achieved", "missed", "at_risk", "on_track"} {
		if states[s] < 20 {
			t.Errorf("%d goals are %s, want at least 20 of %v", states[s], s, states)
		}
	}
	if len(measures) != len(goalKinds()) {
		t.Errorf("measures in use: got %v, want all %d", measures, len(goalKinds()))
	}
}

// TestGoalsOnceAgreedStay: only the actual and the status of a goal move, and
// neither once its date has passed.
func TestGoalsOnceAgreedStay(t *testing.T) {
	w := New(Options{Seed: 2, Start: start})
	now := night.AddDate(0, -4, 0)
	before, after := goalsAt(t, w, now), goalsAt(t, w, night)
	over := now.AddDate(0, 0, -2).Format(time.DateOnly)
	moved := 0
	for id, was := range before {
		is := after[id]
		if is == nil {
			t.Errorf("goal %s is gone", id)
			continue
		}
		if was[8] >= over {
			if was[7] != is[7] {
				moved++
			}
			was[7], was[10], is[7], is[10] = "", "", "", ""
		}
		if got, want := strings.Join(is, ","), strings.Join(was, ","); got != want {
			t.Errorf("goal %s: got %s, want %s", id, got, want)
		}
	}
	if moved == 0 {
		t.Error("no running goal moved in four months")
	}
}
