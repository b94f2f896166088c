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
// stand at now: table name to CSV text with the canonical columns.
func (w *World) TeamFiles(now time.Time) map[string][]byte {
	files := map[string][]byte{
		"exchange_rates": w.ratesFile(now),
		"features":       w.featuresFile(),
	}
	goals := table("goal_id", "customer_id", "title", "measure", "unit", "baseline", "target", "actual", "due_on", "owner", "status")
	commitments := table("commitment_id", "customer_id", "review", "side", "text", "owner", "due_on", "status")
	notes := table("note_id", "customer_id", "author", "written_on", "kind", "text", "pulse")
	for _, a := range w.Accounts {
		if a.Company == nil || a.Joined.After(now) || a.Quirk == TrialLeaves {
			continue
		}
		w.goals(a, now, goals)
		w.commitments(a, now, commitments)
		w.notes(a, now, notes)
	}
	files["goals"], files["commitments"], files["notes"] = goals.bytes(), commitments.bytes(), notes.bytes()
	return files
}

// csvTable gathers rows under a header.
type csvTable struct{ rows [][]string }

func table(header ...string) *csvTable { return &csvTable{[][]string{header}} }

func (t *csvTable) add(cells ...string) { t.rows = append(t.rows, cells) }

func (t *csvTable) bytes() []byte {
	var b bytes.Buffer
	// Writing into memory cannot fail.
	_ = csv.NewWriter(&b).WriteAll(t.rows)
	return b.Bytes()
}

// teamKey is what the team wrote down as the customer: mostly the CRM's id,
// sometimes the domain or billing's id.
func teamKey(a *Account) string {
	switch {
	case a.Index%17 == 5:
		return a.Domain
	case a.Index%17 == 11:
		return a.Billing[0].ID
	default:
		return a.Company.ID
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

// goals gives an account one to three goals a year, measured by its usage.
func (w *World) goals(a *Account, now time.Time, t *csvTable) {
	d := newDice(w.Seed, aboutTeam, a.Index)
	for year := 0; ; year++ {
		set := a.Joined.Add(time.Duration(30+year*365) * day)
		due := quarterEnd(set.Add(300 * day))
		count := d.between(1, 3)
		if set.After(now) {
			return
		}
		for n := range count {
			g := goalKinds()[(a.Index+n+year)%len(goalKinds())]
			base, lift, effort := d.between(g.low, g.high), d.uniform(g.liftLow, g.liftHigh), d.uniform(0.75, 1.2)
			target := float64(base) * lift
			actual, status := w.progress(a, float64(base), target, effort, set, due, now)
			t.add(fmt.Sprintf("G-%d-%d-%d", a.Index, year+1, n+1), teamKey(a), g.title, g.measure, g.unit,
				plain(float64(base)), plain(target), plain(actual), due.Format(time.DateOnly), w.ownerOf(a.Index).Name(), status)
		}
	}
}

// progress moves a goal's actual from its baseline towards the target, as far
// as the account's mood carries it.
func (w *World) progress(a *Account, base, target, effort float64, set, due, now time.Time) (float64, string) {
	until := now
	if until.After(due) {
		until = due
	}
	share := clamp(until.Sub(set).Hours()/due.Sub(set).Hours(), 0, 1)
	done := (0.45 + 0.75*a.Mood) * effort * a.energy(until)
	actual := base + (target-base)*math.Min(1.15, done*math.Pow(share, 0.8))
	reached := (actual-base)/(target-base) >= 0.995
	switch {
	case reached:
		return actual, "achieved"
	case now.After(due):
		return actual, "missed"
	case done*1.0 < 0.8:
		return actual, "at_risk"
	default:
		return actual, "on_track"
	}
}

type goalKind struct {
	title, measure, unit string
	low, high            int
	liftLow, liftHigh    float64
}

func goalKinds() []goalKind {
	return []goalKind{
		{"Bring the weekly operations report into one place", "Reports run per month", "reports", 20, 90, 1.6, 2.4},
		{"Cut the time to close the month", "Days to close the month", "days", 8, 14, 0.5, 0.7},
		{"Get more of the team working in the product", "Active users in 28 days", "users", 5, 25, 1.4, 2},
		{"Automate routine checks", "Automations run per week", "runs", 10, 60, 2, 3.5},
		{"Answer alerts before customers notice", "Median time to handle an alert", "minutes", 45, 120, 0.4, 0.6},
		{"Replace manual exports", "Manual exports per month", "exports", 30, 80, 0.2, 0.5},
	}
}

func plain(x float64) string {
	if x >= 100 {
		return strconv.FormatFloat(math.Round(x), 'f', 0, 64)
	}
	return strconv.FormatFloat(math.Round(x*10)/10, 'f', -1, 64)
}

func quarterEnd(t time.Time) time.Time {
	first := time.Date(t.Year(), (t.Month()-1)/3*3+1, 1, 0, 0, 0, 0, time.UTC)
	return first.AddDate(0, 3, -1)
}

// quarterName spells a calendar quarter: 2026Q3.
func quarterName(t time.Time) string { return fmt.Sprintf("%dQ%d", t.Year(), (int(t.Month())+2)/3) }
