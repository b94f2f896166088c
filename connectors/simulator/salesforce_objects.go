package simulator

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"quarterdeck/connectors/simulator/world"
)

// sfTables tells the world as the objects of a Salesforce organization, by
// their names in lower case.
func sfTables(w *world.World) map[string]*sfTable {
	tables := map[string]*sfTable{}
	for _, t := range []*sfTable{
		{name: "Account", label: "Account", prefix: sfAccountPrefix, fields: sfAccountFields(), records: sfAccounts(w)},
		{name: "Contact", label: "Contact", prefix: sfContactPrefix, fields: sfContactFields(), records: sfContacts(w)},
		{name: "Opportunity", label: "Opportunity", prefix: sfOpportunityPrefix, fields: sfOpportunityFields(), records: sfOpportunities(w)},
		{name: "User", label: "User", prefix: sfUserPrefix, fields: sfUserFields(), records: sfUsers(w)},
		{name: "AccountHistory", label: "Account History", prefix: sfHistoryPrefix, fields: sfHistoryFields(), records: sfHistory(w)},
	} {
		slices.SortFunc(t.records, func(a, b sfRecord) int { return strings.Compare(a.id, b.id) })
		tables[strings.ToLower(t.name)] = t
	}
	return tables
}

func sfID(prefix, worldID string) string { return salesforceID(prefix, uint64(id64(worldID))) }

// sfAdmin is the user to whom records belong that nobody looks after.
func sfAdmin() string { return salesforceID(sfUserPrefix, 1) }

// sfOwner is the id of a user; the administrator's for nobody's.
func sfOwner(ownerID string) string {
	if ownerID == "" {
		return sfAdmin()
	}
	return sfID(sfUserPrefix, ownerID)
}

// sfText is a value as text; null when it is empty.
func sfText(v string) any {
	if v == "" {
		return nil
	}
	return v
}

// sfStamps are the fields that tell when a record was made and changed.
func sfStamps(r sfRecord, field string, modified, now time.Time) any {
	switch field {
	case "Id":
		return r.id
	case "IsDeleted":
		return world.Reached(r.deleted, now)
	case "CreatedDate":
		return r.created.Truncate(time.Second)
	case "LastModifiedDate", "SystemModstamp":
		return modified.Truncate(time.Second)
	}
	return nil
}

func sfAccounts(w *world.World) []sfRecord {
	var all []sfRecord
	for _, c := range w.Companies {
		r := sfRecord{id: sfID(sfAccountPrefix, c.ID), created: c.Created, deleted: c.Archived}
		if c.MergedInto != nil {
			r.deleted = c.MergedAt
		}
		r.value = func(field string, now time.Time) any { return sfAccountValue(c, r, field, now) }
		all = append(all, r)
	}
	return all
}

func sfAccountValue(c *world.Company, r sfRecord, field string, now time.Time) any {
	switch field {
	case "Name":
		return sfText(c.Value("name", now))
	case "Website":
		return sfWebsite(c, now)
	case "Industry":
		return sfText(c.Value("industry", now))
	case "Type":
		return sfText(map[string]string{"lead": "Prospect", "opportunity": "Prospect", "customer": "Customer - Direct",
			"other": "Other"}[c.Value("lifecyclestage", now)])
	case "BillingCountry":
		return sfText(c.Value("country", now))
	case "AnnualRevenue", "NumberOfEmployees":
		if n, err := strconv.ParseFloat(c.Value(strings.ToLower(field), now), 64); err == nil {
			return n
		}
		return nil
	case "OwnerId":
		return sfOwner(c.Value("hubspot_owner_id", now))
	case "ParentId":
		if parent := c.Value("hs_parent_company_id", now); parent != "" {
			return SalesforceAccountID(parent)
		}
		return nil
	case "MasterRecordId":
		if c.MergedInto != nil && world.Reached(c.MergedAt, now) {
			return SalesforceAccountID(c.MergedInto.ID)
		}
		return nil
	case "Plan__c":
		return sfText(c.Value("plan", now))
	case "Region__c":
		return sfText(c.Value("region", now))
	case "Is_Customer__c":
		return c.Value("lifecyclestage", now) == "customer"
	}
	modified := c.Updated(now)
	if world.Reached(c.MergedAt, now) {
		modified = c.MergedAt
	}
	return sfStamps(r, field, modified, now)
}

// sfWebsite is a company's domain as people type it.
func sfWebsite(c *world.Company, now time.Time) any {
	domain := c.Value("domain", now)
	switch {
	case domain == "":
		return nil
	case id64(c.ID)%3 == 0:
		return domain
	case id64(c.ID)%3 == 1:
		return "https://www." + domain + "/"
	}
	return "http://" + domain
}

func sfContacts(w *world.World) []sfRecord {
	var all []sfRecord
	for _, c := range w.Contacts {
		r := sfRecord{id: sfID(sfContactPrefix, c.ID), created: c.Created, deleted: c.Archived}
		r.value = func(field string, now time.Time) any {
			switch field {
			case "FirstName":
				return c.Person.First
			case "LastName":
				return c.Person.Last
			case "Name":
				return c.Person.Name()
			case "Email":
				return c.Person.Email
			case "Title":
				title, _ := c.Titles.At(now)
				return sfText(title)
			case "AccountId":
				if c.Company == nil {
					return nil
				}
				return SalesforceAccountID(c.Company.ID)
			case "OwnerId":
				if c.Company == nil {
					return sfAdmin()
				}
				return sfOwner(c.Company.Value("hubspot_owner_id", c.Created))
			}
			modified := c.Created
			if h := c.Titles.Until(now); len(h) > 0 {
				modified = h[len(h)-1].At
			}
			if world.Reached(c.Archived, now) && c.Archived.After(modified) {
				modified = c.Archived
			}
			return sfStamps(r, field, modified, now)
		}
		all = append(all, r)
	}
	return all
}

func sfUsers(w *world.World) []sfRecord {
	user := func(id, first, last, email string, created time.Time, updated, left time.Time) sfRecord {
		r := sfRecord{id: id, created: created}
		r.value = func(field string, now time.Time) any {
			switch field {
			case "FirstName":
				return sfText(first)
			case "LastName":
				return last
			case "Name":
				return strings.TrimSpace(first + " " + last)
			case "Email", "Username":
				return email
			case "IsActive":
				return !world.Reached(left, now)
			}
			modified := created
			if world.Reached(updated, now) {
				modified = updated
			}
			return sfStamps(r, field, modified, now)
		}
		return r
	}
	began := w.Start.Add(-500 * 24 * time.Hour)
	all := []sfRecord{user(sfAdmin(), "", "Administrator", "admin@northwind-cloud.example", began, began, time.Time{})}
	for _, o := range w.Owners {
		all = append(all, user(sfOwner(o.ID), o.First, o.Last, o.Email, o.Created, o.Updated, o.Archived))
	}
	return all
}
