package truth

import (
	"cmp"
	"slices"
	"time"
)

// renewalWindow is how many days ahead renewals are looked at.
const renewalWindow = 90

// Renewal is a customer's term that ends within the window.
type Renewal struct {
	AsOf        time.Time
	CustomerID  string
	RenewalDate time.Time
	Days        int
	ARR         Micros
	Band        string
	Probability float64
	Forecast    Micros
	State       string // due, late, notice, renewed
}

// Renewals lists the terms that end in (as-of, as-of + 90], and late ones.
func (b *Book) Renewals() []Renewal {
	bands := map[string]string{}
	for _, h := range b.Health() {
		bands[h.CustomerID] = h.Band
	}
	var out []Renewal
	for _, c := range b.customers {
		byDay := map[int]*Renewal{}
		for _, s := range c.on(b.asOf) {
			if s.mrr == 0 || s.renewal == never || s.renewal > b.asOf+renewalWindow {
				continue
			}
			r := byDay[s.renewal]
			if r == nil {
				r = &Renewal{AsOf: date(b.asOf), CustomerID: c.CustomerID, RenewalDate: date(s.renewal), Days: s.renewal - b.asOf, Band: bands[c.CustomerID]}
				byDay[s.renewal] = r
			}
			r.ARR += 12 * b.inReporting(s.mrr, s.sub.Currency, b.last)
			r.State = b.renewalState(c, s)
		}
		for _, r := range byDay {
			if r.Days > 0 || r.State == "late" {
				r.weigh()
				out = append(out, *r)
			}
		}
	}
	slices.SortFunc(out, func(x, y Renewal) int {
		return cmp.Or(cmp.Compare(x.CustomerID, y.CustomerID), x.RenewalDate.Compare(y.RenewalDate))
	})
	return out
}

func (b *Book) renewalState(c *Customer, s span) string {
	if b.known(s.sub.CancelAsked) {
		return "notice"
	}
	for _, d := range b.world.Deals {
		if d.Company != c.account.Company || d.Company == nil || d.Kind != "renewal" || d.Renews != s.sub {
			continue
		}
		won := d.Stages[len(d.Stages)-1]
		if won.Value == "closedwon" && b.known(won.At) && b.day(won.At) > max(s.renewal-180, dayOf(date(s.renewal).AddDate(0, -s.months, 0))) {
			return "renewed"
		}
	}
	if s.renewal <= b.asOf {
		return "late"
	}
	return "due"
}

// weigh sets the chance of renewal: known for notice and renewed, else by band.
func (r *Renewal) weigh() {
	switch {
	case r.State == "notice":
		r.Probability = 0
	case r.State == "renewed":
		r.Probability = 1
	case r.Band == "green":
		r.Probability = 0.95
	case r.Band == "red":
		r.Probability = 0.5
	default:
		r.Probability = 0.8
	}
	r.Forecast = Micros(divide(int64(r.ARR)*int64(r.Probability*100+0.5), 100))
}
