package truth

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"quarterdeck/connectors/simulator/world"
)

// The total's dimension and segment, the segment of customers without a value,
// and the one of facts without a customer.
const (
	All        = "all"
	None       = "(none)"
	Unassigned = "unassigned"
)

// Settings choose the night the truth is told about.
type Settings struct {
	// AsOf is the business date; facts of later days are not known.
	AsOf time.Time
	// Now is the instant of the pull; what happened later is not known either.
	Now time.Time
	// Zone decides which day an instant belongs to.
	Zone *time.Location
	// FiscalYearStart is the first month of the fiscal year.
	FiscalYearStart time.Month
	// Attributes are the dimensions that are properties of the CRM's companies.
	Attributes []string
	// Bands are the dimensions by MRR or by a number the CRM keeps.
	Bands []BandDimension
	// Helpdesk says what the helpdesk in use cannot tell.
	Helpdesk Helpdesk
	// Tracked is before when an event must have reached the tracker to be in the
	// pull, where the tracker gives events out late; zero where it does not.
	Tracked time.Time
}

// Helpdesk is what a helpdesk cannot tell; the zero value tells everything.
type Helpdesk struct {
	// NoBusinessTime is true where it does not measure its own office hours.
	NoBusinessTime bool
	// NoStates is true where only the last solve and not the way there is told.
	NoStates bool
	// HoldIsPending is true where a ticket on hold waits for the requester.
	HoldIsPending bool
	// DefaultPriority is the priority of a ticket that nobody gave one.
	DefaultPriority string
}

// BandDimension cuts customers by their MRR. Bands start at their lower bound,
// lowest first.
type BandDimension struct {
	Name string
	// Property is the number of the CRM's companies that counts instead of the
	// MRR; the bounds are millionths of it.
	Property string
	Bands    []Band
}

// Band is one segment of a band dimension.
type Band struct {
	Segment string
	From    Micros
}

// Customer is one canonical customer.
type Customer struct {
	CustomerID string
	// SourceIDs are the ids the tools know the customer by, by tool.
	SourceIDs map[string][]string
	account   *world.Account
	spans     []span
	levels    map[int]level // by month number
}

// Book is everything known on one night.
type Book struct {
	world     *world.World
	set       Settings
	asOf      int
	end       time.Time // the instant the as-of day ends
	customers []*Customer
	of        map[*world.Account]*Customer
	first     int // the first month with MRR
	last      int // the as-of month
	uses      map[*world.Account]map[int]*usedDay
}

// Open reads a world's history up to the night of the settings.
func Open(w *world.World, s Settings) *Book {
	b := &Book{world: w, set: s, asOf: dayOf(s.AsOf), of: map[*world.Account]*Customer{}}
	y, m, d := s.AsOf.Date()
	b.end = time.Date(y, m, d+1, 0, 0, 0, 0, s.Zone)
	for _, a := range w.Accounts {
		b.enrol(a)
	}
	for _, a := range w.Prospects {
		b.enrol(a)
	}
	slices.SortFunc(b.customers, func(x, y *Customer) int { return strings.Compare(x.CustomerID, y.CustomerID) })
	b.last = monthOf(b.asOf)
	b.first = math.MaxInt
	for _, c := range b.customers {
		for _, s := range c.spans {
			if s.mrr > 0 {
				b.first = min(b.first, monthOf(s.from))
			}
		}
	}
	for _, c := range b.customers {
		c.levels = b.levels(c)
	}
	return b
}

// known reports whether a fact of that instant is known tonight.
func (b *Book) known(t time.Time) bool {
	return !t.IsZero() && t.Before(b.end) && !t.After(b.set.Now)
}

// seen reports whether the pull saw a fact of that instant, whatever its date.
func (b *Book) seen(t time.Time) bool { return world.Reached(t, b.set.Now) }

// day is the local day of an instant.
func (b *Book) day(t time.Time) int {
	y, m, d := t.In(b.set.Zone).Date()
	return dayOf(time.Date(y, m, d, 0, 0, 0, 0, time.UTC))
}

// enrol decides who an account is: the CRM's oldest record, or the billing
// customer where the CRM has none.
func (b *Book) enrol(a *world.Account) {
	c := &Customer{account: a, SourceIDs: map[string][]string{}}
	if a.Company != nil && b.known(a.Company.Created) && !b.seen(a.Company.Archived) {
		c.CustomerID = a.Company.ID
		c.SourceIDs["hubspot"] = append(c.SourceIDs["hubspot"], a.Company.ID)
		if a.Twin != nil && b.known(a.Twin.Created) {
			c.SourceIDs["hubspot"] = append(c.SourceIDs["hubspot"], a.Twin.ID)
		}
	}
	for _, billing := range a.Billing {
		if b.known(billing.Created) && !b.seen(billing.Deleted) {
			c.SourceIDs["stripe"] = append(c.SourceIDs["stripe"], billing.ID)
			if c.CustomerID == "" {
				c.CustomerID = billing.ID
			}
		}
	}
	if c.CustomerID == "" {
		return
	}
	for _, s := range a.Subs {
		c.spans = append(c.spans, b.spans(s)...)
	}
	b.customers = append(b.customers, c)
	b.of[a] = c
}

// Customers lists all canonical customers, prospects included, by id.
func (b *Book) Customers() []*Customer { return b.customers }

// CustomerID is the canonical id of an account; empty when it is not known yet.
func (b *Book) CustomerID(a *world.Account) string {
	if c := b.of[a]; c != nil {
		return c.CustomerID
	}
	return ""
}

// segment is the customer's segment at the end of a day. A nil customer stands
// for facts nobody could be found for.
func (b *Book) segment(c *Customer, dimension string, day int) string {
	if dimension == All {
		return All
	}
	if c == nil {
		return Unassigned
	}
	for _, bands := range b.set.Bands {
		if bands.Name != dimension {
			continue
		}
		if bands.Property == "" {
			return band(bands.Bands, c.levels[monthOf(day)].mrr)
		}
		number, err := strconv.ParseInt(b.property(c, bands.Property, day), 10, 64)
		if err != nil {
			return None
		}
		return band(bands.Bands, Micros(number)*1e6)
	}
	return b.property(c, dimension, day)
}

// property is what the CRM held of the customer at the end of a day.
func (b *Book) property(c *Customer, name string, day int) string {
	company := c.account.Company
	if company == nil || company.Props[name] == nil {
		return None
	}
	value := None
	for _, change := range *company.Props[name] {
		if b.known(change.At) && b.day(change.At) <= day {
			value = change.Value
		}
	}
	return value
}

func band(bands []Band, mrr Micros) string {
	segment := None
	for _, x := range bands {
		if mrr >= x.From {
			segment = x.Segment
		}
	}
	return segment
}

// dimensions lists the total and all segment dimensions.
func (b *Book) dimensions() []string {
	all := append([]string{All}, b.set.Attributes...)
	for _, bands := range b.set.Bands {
		all = append(all, bands.Name)
	}
	return all
}
