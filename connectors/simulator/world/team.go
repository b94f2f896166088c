package world

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// TeamFiles are the files the customer success team keeps by hand, as they
// stand at now: table name to CSV text with the canonical columns. crmID gives
// the id the CRM in use has for a company.
func (w *World) TeamFiles(now time.Time, crmID func(companyID string) string) map[string][]byte {
	files := map[string][]byte{
		"exchange_rates": w.ratesFile(now),
		"features":       w.featuresFile(),
		"feature_news":   w.newsFile(now),
	}
	goals := table("goal_id", "customer_id", "title", "measure", "unit", "baseline", "target", "actual", "due_on", "owner", "status")
	commitments := table("commitment_id", "customer_id", "review", "side", "text", "owner", "due_on", "status", "heard")
	notes := table("note_id", "customer_id", "author", "written_on", "kind", "text", "pulse")
	steps := table("step", "customer_id", "mandatory", "applicable", "due_on", "done_on")
	values := table("agreement_id", "customer_id", "feature", "factor", "unit", "assumption", "agreed_by", "agreed_on")
	attendees := table("review", "customer_id", "name", "role", "side")
	notices := table("customer_id", "notice_days")
	teams := table("user_id", "customer_id", "team")
	for _, t := range []*csvTable{goals, commitments, notes, steps, values, attendees, notices, teams} {
		t.crmID = crmID
	}
	for _, a := range w.Accounts {
		if a.Company == nil || a.Joined.After(now) || a.Quirk == TrialLeaves {
			continue
		}
		w.goals(a, now, goals)
		w.commitments(a, now, commitments)
		w.notes(a, now, notes)
		w.onboardingSteps(a, now, steps)
		valueAgreement(a, now, values)
		w.attendees(a, now, attendees)
		noticePeriod(a, notices)
		userTeams(a, now, teams)
	}
	files["goals"], files["commitments"], files["notes"] = goals.bytes(), commitments.bytes(), notes.bytes()
	files["onboarding_steps"], files["value_agreements"] = steps.bytes(), values.bytes()
	files["attendees"], files["notice_periods"] = attendees.bytes(), notices.bytes()
	files["user_teams"] = teams.bytes()
	return files
}

// csvTable gathers rows under a header.
type csvTable struct {
	rows  [][]string
	crmID func(companyID string) string
}

func table(header ...string) *csvTable { return &csvTable{rows: [][]string{header}} }

func (t *csvTable) add(cells ...string) { t.rows = append(t.rows, cells) }

func (t *csvTable) bytes() []byte {
	var b bytes.Buffer
	// Writing into memory cannot fail.
	_ = csv.NewWriter(&b).WriteAll(t.rows)
	return b.Bytes()
}

// key is what the team wrote down as the customer: mostly the CRM's id,
// sometimes the domain or billing's id.
func (t *csvTable) key(a *Account) string {
	switch {
	case a.Index%17 == 5:
		return a.Domain
	case a.Index%17 == 11:
		return a.Billing[0].ID
	default:
		return t.crmID(a.Company.ID)
	}
}

// Rate is the value of one unit of a currency in US dollars at the end of a
// month. A month has one rate, known from its first day on.
func (w *World) Rate(currency string, month time.Time) float64 {
	if strings.EqualFold(currency, "usd") {
		return 1
	}
	n := float64(monthStart(month).Year()*12 + int(month.Month()))
	r := 1.095 + 0.045*math.Sin(n/5.3) + 0.018*math.Sin(n/1.9+1)
	return math.Round(r*1e4) / 1e4
}

func (w *World) ratesFile(now time.Time) []byte {
	t := table("currency", "month", "rate")
	for m := 0; !addMonths(w.Start, m).After(now); m++ {
		month := addMonths(w.Start, m)
		t.add("EUR", month.Format(time.DateOnly), strconv.FormatFloat(w.Rate("eur", month), 'f', 4, 64))
	}
	return t.bytes()
}

func (w *World) featuresFile() []byte {
	t := table("feature", "event", "plan")
	for _, f := range w.Features {
		for _, plan := range f.Plans() {
			t.add(f.Name, f.Event, plan)
		}
	}
	return t.bytes()
}

func quarterEnd(t time.Time) time.Time {
	first := time.Date(t.Year(), (t.Month()-1)/3*3+1, 1, 0, 0, 0, 0, time.UTC)
	return first.AddDate(0, 3, -1)
}

// quarterName spells a calendar quarter: 2026Q3.
func quarterName(t time.Time) string { return fmt.Sprintf("%dQ%d", t.Year(), (int(t.Month())+2)/3) }
