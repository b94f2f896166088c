package world

import (
	"fmt"
	"strconv"
	"time"
)

// Owner is a customer success manager with a CRM seat.
type Owner struct {
	ID, First, Last, Email string
	UserID                 int
	Created, Updated       time.Time
	Archived               time.Time
}

// Name is the owner's full name.
func (o *Owner) Name() string { return o.First + " " + o.Last }

// Company is a CRM record of an account or prospect.
type Company struct {
	ID       string
	Account  *Account
	Created  time.Time
	Archived time.Time
	// MergedInto took this record over at MergedAt; from then on it is gone.
	MergedInto *Company
	MergedAt   time.Time
	Props      map[string]*History[string]
}

// Set records a property's new value.
func (c *Company) set(property string, at time.Time, value string) {
	h := c.Props[property]
	if h == nil {
		h = &History[string]{}
		c.Props[property] = h
	}
	h.add(at, value)
}

// Value is a property's value at t; empty before it had one.
func (c *Company) Value(property string, t time.Time) string {
	h := c.Props[property]
	if h == nil {
		return ""
	}
	v, _ := h.At(t)
	return v
}

// Exists reports whether the record is in the CRM at t, archived or not.
func (c *Company) Exists(t time.Time) bool { return !c.Created.After(t) && !Reached(c.MergedAt, t) }

// Updated is the last change at t.
func (c *Company) Updated(t time.Time) time.Time {
	newest := latest(t, c.Created, c.Archived)
	for _, h := range c.Props {
		for _, change := range *h {
			if !change.At.After(t) && change.At.After(newest) {
				newest = change.At
			}
		}
	}
	return newest
}

// Contact is a person in the CRM.
type Contact struct {
	ID       string
	Person   *Person
	Company  *Company // nil when nobody associated them
	Created  time.Time
	Titles   History[string]
	Archived time.Time
}

// Deal is an opportunity in the CRM.
type Deal struct {
	ID, Name string
	Company  *Company
	Kind     string // newbusiness, existingbusiness, renewal
	Currency string
	Created  time.Time
	Stages   History[string]
	Amounts  History[string] // major units, as text
	Closes   History[time.Time]
	// Renews is the subscription whose term end the deal is about.
	Renews *Subscription
}

// Stages of the one pipeline and their probability.
func StageProbability(stage string) string {
	return map[string]string{"appointmentscheduled": "0.2", "qualifiedtobuy": "0.4", "presentationscheduled": "0.6",
		"decisionmakerboughtin": "0.8", "contractsent": "0.9", "closedwon": "1.0", "closedlost": "0.0"}[stage]
}

func (w *World) hireOwners() {
	names := [][2]string{{"Bridget", "Ashworth"}, {"Tomás", "Rivera"}, {"Yuki", "Matsuda"}, {"Amara", "Okonkwo"},
		{"Jürgen", "Brandt"}, {"Leila", "Haddad"}, {"Colin", "Marsh"}}
	for i, n := range names {
		o := &Owner{ID: strconv.Itoa(77310 + i*17), First: n[0], Last: n[1], UserID: 5200100 + i*31,
			Email: slug(n[0]) + "." + slug(n[1]) + "@northwind-cloud.example", Created: w.Start.Add(-400 * day), Updated: w.Start.Add(-200 * day)}
		if i == len(names)-1 {
			o.Archived = w.Start.Add(220*day + 9*time.Hour)
			o.Updated = o.Archived
		}
		w.Owners = append(w.Owners, o)
	}
}

// ownerOf is the manager who looks after an account; the last one left.
func (w *World) ownerOf(index int) *Owner { return w.Owners[index%(len(w.Owners)-1)] }

func (w *World) companyID(index int) string { return strconv.Itoa(18200040000 + index*7919) }

// register writes an account's CRM record.
func (w *World) register(a *Account) {
	d := newDice(w.Seed, aboutCRM, a.Index)
	before := time.Duration(d.between(25, 200)) * day
	if a.Joined.Before(addMonths(w.Start, 1)) {
		before = time.Duration(d.between(40, 700)) * day
	}
	created := officeHour(d, a.Joined.Add(-before))
	if a.Quirk == BillingOnly {
		return
	}
	c := &Company{ID: w.companyID(a.Index), Account: a, Created: created, Props: map[string]*History[string]{}}
	a.Company = c
	w.Companies = append(w.Companies, c)
	c.set("name", created, a.Name)
	c.set("domain", created, a.Domain)
	c.set("industry", created, a.Industry)
	c.set("region", created, a.Region)
	c.set("country", created, a.Country)
	c.set("lifecyclestage", created, "lead")
	c.set("hubspot_owner_id", created, w.ownerOf(a.Index).ID)
	staff := 20 + d.IntN(60)*d.IntN(60)
	c.set("numberofemployees", created, strconv.Itoa(staff))
	c.set("annualrevenue", created, strconv.Itoa(staff*d.between(90, 240)*1000))
	for at := created.Add(365 * day); at.Before(w.end); at = at.Add(365 * day) {
		staff += d.between(-staff/12, staff/6)
		c.set("numberofemployees", at.Add(d.span(0, 40*day)), strconv.Itoa(staff))
	}
	w.followAccount(a, d)
	w.oddRecords(a, d)
	w.meetPeople(a, c, d)
}

// followAccount keeps the record in step with billing, some hours behind.
func (w *World) followAccount(a *Account, d dice) {
	c := a.Company
	c.set("lifecyclestage", officeHour(d, a.Joined.Add(-20*day)), "opportunity")
	for i, p := range a.Plans {
		lag := d.span(10*time.Minute, 20*time.Hour)
		if i == 0 {
			lag = d.span(time.Minute, 3*time.Hour)
		}
		if i == 0 || p.Value != a.Plans[i-1].Value {
			c.set("plan", p.At.Add(lag), p.Value)
		}
	}
	for _, s := range a.Subs {
		if s.TrialEnd.IsZero() {
			c.set("lifecyclestage", s.Created.Add(4*time.Hour), "customer")
		} else if a.Quirk != TrialLeaves {
			c.set("lifecyclestage", s.TrialEnd.Add(4*time.Hour), "customer")
		}
		if Reached(s.Ended, w.end) && !a.running(s.Ended.Add(time.Hour)) {
			c.set("lifecyclestage", s.Ended.Add(30*time.Hour), "other")
		}
	}
	if d.chance(0.15) {
		at := officeHour(d, a.Joined.Add(time.Duration(d.between(90, 700))*day))
		c.set("hubspot_owner_id", at, w.ownerOf(a.Index+1+d.IntN(4)).ID)
	}
}

// meetPeople makes contacts of some of the account's people.
func (w *World) meetPeople(a *Account, c *Company, d dice) {
	for n := range d.between(4, 8) {
		p := a.People[n]
		p.ContactID = strconv.Itoa(51200900000 + a.Index*1009 + n)
		contact := &Contact{ID: p.ContactID, Person: p, Company: c, Created: c.Created.Add(d.span(time.Hour, 90*day))}
		contact.Titles.add(contact.Created, p.Title)
		if d.chance(0.2) {
			contact.Titles.add(contact.Created.Add(d.span(60*day, 800*day)), "Senior "+p.Title)
		}
		if n == 3 && a.Index%40 == 6 {
			contact.Archived = contact.Created.Add(d.span(100*day, 300*day))
		}
		if p.FreeMail && d.chance(0.3) {
			contact.Company = nil
		}
		w.Contacts = append(w.Contacts, contact)
	}
}

// oddRecords makes the record as untidy as the account's quirk says.
func (w *World) oddRecords(a *Account, d dice) {
	c := a.Company
	switch a.Quirk {
	case Renamed:
		c.set("name", officeHour(d, a.Joined.Add(200*day)), a.Name+" (formerly "+firstWord(a.Name)+")")
		c.set("name", officeHour(d, a.Joined.Add(203*day)), "Nordlys "+lastWord(a.Name))
	case TwinRecord, MergedRecord:
		twin := &Company{ID: w.companyID(100000 + a.Index), Account: a, Created: officeHour(d, c.Created.Add(d.span(3*day,
			60*day))), Props: map[string]*History[string]{}}
		for _, property := range []string{"industry", "region", "country"} {
			twin.set(property, twin.Created, c.Value(property, twin.Created))
		}
		twin.set("name", twin.Created, a.Name+" (web form)")
		twin.set("domain", twin.Created, a.Domain)
		twin.set("lifecyclestage", twin.Created, "lead")
		if a.Quirk == MergedRecord {
			twin.MergedInto, twin.MergedAt = c, officeHour(d, maxTime(twin.Created, w.Start).Add(d.span(60*day, 400*day)))
			c.set("hs_merged_object_ids", twin.MergedAt, twin.ID)
		}
		a.Twin = twin
		w.Companies = append(w.Companies, twin)
	case Subsidiary:
		if parent := w.Accounts[0].Company; parent != nil && a.Index > 0 {
			c.set("hs_parent_company_id", officeHour(d, maxTime(c.Created, parent.Created).Add(30*day)), parent.ID)
		}
	}
}

// addProspects fills the CRM with firms that never bought.
func (w *World) addProspects(names *namer) {
	months := w.months()
	for n := range w.Customers * months / 150 {
		index := 20000 + n
		d := newDice(w.Seed, aboutProspects, n)
		at := officeHour(d, w.Start.Add(time.Duration(d.uniform(-120, float64(months*30)))*day))
		region := pick(d, []string{Americas, EMEA, APAC})
		of := pick(d, industries())
		f := names.firm(index, region, of)
		a := &Account{Index: index, Name: f.name, Domain: f.domain, Country: f.country, Region: region, Industry: of.name}
		w.hirePeople(a, 9)
		c := &Company{ID: w.companyID(index), Account: a, Created: at, Props: map[string]*History[string]{}}
		a.Company = c
		c.set("name", at, a.Name)
		c.set("domain", at, a.Domain)
		c.set("industry", at, a.Industry)
		c.set("region", at, a.Region)
		c.set("lifecyclestage", at, "lead")
		c.set("hubspot_owner_id", at, w.ownerOf(n).ID)
		if n%3 == 0 {
			c.set("lifecyclestage", officeHour(d, at.Add(25*day)), "opportunity")
		}
		if n%6 == 4 {
			c.Archived = officeHour(d, at.Add(d.span(60*day, 300*day)))
		}
		w.Prospects = append(w.Prospects, a)
		w.Companies = append(w.Companies, c)
		w.meetPeople(a, c, d)
		w.pitch(fmt.Sprintf("%s: first contract", a.Name), a, d)
	}
}

func maxTime(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
