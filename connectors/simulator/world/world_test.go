package world

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"
)

var (
	start = time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)
	night = time.Date(2026, 11, 22, 7, 0, 0, 0, time.UTC)
)

// fingerprint is a digest of everything a world says up to now.
func fingerprint(w *World, now time.Time) uint64 {
	h := fnv.New64a()
	for _, a := range w.Accounts {
		fmt.Fprint(h, a.Name, a.Domain, a.Region, a.Industry, a.Joined, a.People[7].Email)
		for _, s := range a.Subs {
			fmt.Fprint(h, s.ID, s.Created, s.CancelAsked, s.Ended, s.Pauses)
			for _, c := range s.States {
				fmt.Fprint(h, c.At, c.Value.Price.ID, c.Value.Quantity)
			}
			for _, inv := range s.Invoices {
				fmt.Fprint(h, inv.ID, inv.Number, inv.Created, inv.Paid, inv.Total(), inv.EndBalance)
			}
		}
	}
	for _, t := range w.Tickets {
		fmt.Fprint(h, t.ID, t.Requester.ID, t.Created, t.States, t.Replies)
	}
	for _, r := range w.Responses {
		fmt.Fprint(h, r.Token, r.Submitted, r.Score, r.Comment)
	}
	for _, d := range w.Deals {
		fmt.Fprint(h, d.ID, d.Name, d.Stages, d.Closes)
	}
	for n := range 5 {
		w.UsesOn(now.AddDate(0, -4*n, 0), func(u Use) { fmt.Fprint(h, u.Person.Email, u.Feature.Name, u.At, u.Quantity, u.InsertID) })
	}
	for _, name := range []string{"goals", "notes", "commitments", "features", "exchange_rates"} {
		h.Write(w.TeamFiles(now, hubspot)[name])
	}
	return h.Sum64()
}

func TestSameOptionsMakeTheSameWorld(t *testing.T) {
	first := fingerprint(New(Options{Seed: 3, Start: start, Customers: 40}), night)
	if again := fingerprint(New(Options{Seed: 3, Start: start, Customers: 40}), night); again != first {
		t.Errorf("same options: got fingerprint %x, want %x", again, first)
	}
	if other := fingerprint(New(Options{Seed: 4, Start: start, Customers: 40}), night); other == first {
		t.Error("another seed made the same world")
	}
}

func TestDefaultWorldHasTheSizeOfABusiness(t *testing.T) {
	w := New(Options{Seed: 1, Start: start})
	uses := 0
	for day := start; day.Before(night); day = day.AddDate(0, 0, 1) {
		w.UsesOn(day, func(Use) { uses++ })
	}
	tickets, rated, solved, answers := 0, 0, 0, 0
	for _, x := range w.Tickets {
		if x.Created.Before(night) {
			tickets++
			if done, _ := x.Solves(night); len(done) > 0 {
				solved++
			}
			if x.Rating != nil && Reached(x.Rating.Answered, night) {
				rated++
			}
		}
	}
	for _, r := range w.Responses {
		if r.Form == &w.Forms[0] && r.Submitted.Before(night) {
			answers++
		}
	}
	paying := 0
	for _, a := range w.Accounts {
		if a.running(start.AddDate(0, 1, 0)) && a.Quirk != FreePlan && a.Quirk != TrialLeaves {
			paying++
		}
	}
	for _, c := range []struct {
		what         string
		got, low, up int
	}{
		{"usage events", uses, 300_000, 500_000}, {"tickets", tickets, 4000, 6000}, {"answers", answers, 1200, 1900},
		{"ratings in % of solved tickets", 100 * rated / solved, 40, 55}, {"paying after the first month", paying, 58, 72},
		{"customers that joined in thirty months", joinedBy(w, addMonths(start, 30)), 115, 125},
	} {
		if c.got < c.low || c.got > c.up {
			t.Errorf("%s: got %d, want %d to %d", c.what, c.got, c.low, c.up)
		}
	}
}

func joinedBy(w *World, t time.Time) int {
	n := 0
	for _, a := range w.Accounts {
		if a.Joined.Before(t) {
			n++
		}
	}
	return n
}

// TestChurn holds the share of customers lost a month, and who they are, over
// several worlds: the discontent leave more often.
func TestChurn(t *testing.T) {
	months, lost := 0, 0
	moods := map[bool][]float64{}
	for seed := range uint64(8) {
		w := New(Options{Seed: 100 + seed, Start: start})
		for m := 1; m < 30; m++ {
			from, to := addMonths(start, m), addMonths(start, m+1)
			for _, a := range w.Accounts {
				if a.running(from) {
					months++
					if !a.running(to) {
						lost++
					}
				}
			}
		}
		for _, a := range w.Accounts {
			if a.Joined.Before(addMonths(start, 12)) && a.Quirk == Plain {
				gone := slices.ContainsFunc(a.Subs, func(s *Subscription) bool { return Reached(s.Ended, night) })
				moods[gone] = append(moods[gone], a.Mood)
			}
		}
	}
	if rate := float64(lost) / float64(months); rate < 0.01 || rate > 0.02 {
		t.Errorf("monthly churn: got %.4f, want 0.01 to 0.02", rate)
	}
	if left, stayed := mean(moods[true]), mean(moods[false]); left > stayed-0.06 {
		t.Errorf("mean mood of those who left: got %.3f, want well below %.3f of those who stayed", left, stayed)
	}
}

func mean(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}

func TestUsageFallsBeforeNotice(t *testing.T) {
	before, last := 0, 0
	for seed := range uint64(4) {
		w := New(Options{Seed: 200 + seed, Start: start})
		for _, a := range w.Accounts {
			for _, left := range a.leaving {
				if left.Sub(a.Joined) < 200*day || left.After(night) {
					continue
				}
				for n := range 28 {
					w.UsesOf(a, left.AddDate(0, 0, -60-n), func(Use) { before++ })
					w.UsesOf(a, left.AddDate(0, 0, -1-n), func(Use) { last++ })
				}
			}
		}
	}
	if before == 0 || float64(last) > 0.75*float64(before) {
		t.Errorf("events in the four weeks before notice: got %d, want less than three quarters of the %d two months earlier", last, before)
	}
}

func TestNamesAreUniqueAndInEveryAlphabet(t *testing.T) {
	w := New(Options{Seed: 1, Start: start, Customers: 400})
	names, domains, scripts := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, a := range slices.Concat(w.Accounts, w.Prospects) {
		if names[a.Name] || domains[a.Domain] {
			t.Errorf("%q or %s is given twice", a.Name, a.Domain)
		}
		names[a.Name], domains[a.Domain] = true, true
		if !strings.HasSuffix(a.Domain, ".example") {
			t.Errorf("domain %s could belong to somebody", a.Domain)
		}
		for _, r := range a.Name {
			switch {
			case unicode.Is(unicode.Greek, r):
				scripts["Greek"] = true
			case unicode.Is(unicode.Cyrillic, r):
				scripts["Cyrillic"] = true
			case r > unicode.MaxASCII && unicode.IsLetter(r):
				scripts["Latin"] = true
			}
		}
		emails := map[string]bool{}
		for _, p := range a.People {
			if emails[p.Email] || strings.ContainsFunc(p.Email, func(r rune) bool { return r > unicode.MaxASCII || r == ' ' || r == '"' }) {
				t.Errorf("address %q is not unique or not plain", p.Email)
			}
			emails[p.Email] = true
		}
	}
	if want := map[string]bool{"Greek": true, "Cyrillic": true, "Latin": true}; !cmp.Equal(scripts, want) {
		t.Errorf("scripts (-got +want):\n%s", cmp.Diff(scripts, want))
	}
}

// hubspot is the CRM whose ids the world's are.
func hubspot(companyID string) string { return companyID }

func TestTeamFiles(t *testing.T) {
	w := New(Options{Seed: 1, Start: start})
	want := map[string]string{
		"exchange_rates":   "currency,month,rate",
		"features":         "feature,event,plan",
		"goals":            "goal_id,customer_id,title,measure,unit,baseline,target,actual,due_on,owner,status",
		"commitments":      "commitment_id,customer_id,review,side,text,owner,due_on,status,heard",
		"onboarding_steps": "step,customer_id,mandatory,applicable,due_on,done_on",
		"value_agreements": "agreement_id,customer_id,feature,factor,unit,assumption,agreed_by,agreed_on",
		"attendees":        "review,customer_id,name,role,side",
		"notice_periods":   "customer_id,notice_days",
		"user_teams":       "user_id,customer_id,team",
		"feature_news":     "feature,released_on,about",
		"notes":            "note_id,customer_id,author,written_on,kind,text,pulse",
	}
	for name, text := range w.TeamFiles(night, hubspot) {
		rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got := strings.Join(rows[0], ","); got != want[name] {
			t.Errorf("%s columns: got %s, want %s", name, got, want[name])
		}
		delete(want, name)
		seen := map[string]bool{}
		for _, row := range rows[1:] {
			key := strings.Join(row, "|")
			if strings.HasSuffix(rows[0][0], "_id") {
				key = row[0]
			}
			if seen[key] {
				t.Errorf("%s: %s comes twice", name, key)
			}
			seen[key] = true
			if words := len(strings.Fields(row[min(5, len(row)-1)])); name == "notes" && words > 80 {
				t.Errorf("note %s has %d words, want at most 80", row[0], words)
			}
		}
		if name == "exchange_rates" && len(rows)-1 != 30 {
			t.Errorf("exchange rates: got %d months, want 30", len(rows)-1)
		}
	}
	if len(want) > 0 {
		t.Errorf("missing files: %v", want)
	}
}

// TestTeamFilesOnlyGrow: a note once written stays as it is.
func TestTeamFilesOnlyGrow(t *testing.T) {
	w := New(Options{Seed: 2, Start: start})
	earlier, later := w.TeamFiles(night.AddDate(0, -3, 0), hubspot), w.TeamFiles(night, hubspot)
	for _, name := range []string{"notes", "exchange_rates", "features", "value_agreements", "attendees", "feature_news"} {
		lines := map[string]bool{}
		for _, l := range strings.Split(string(later[name]), "\n") {
			lines[l] = true
		}
		for _, l := range strings.Split(string(earlier[name]), "\n") {
			if !lines[l] {
				t.Errorf("%s: %q is gone three months later", name, l)
			}
		}
	}
}
