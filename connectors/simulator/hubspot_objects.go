package simulator

import (
	"slices"
	"strconv"
	"time"

	"quarterdeck/connectors/simulator/world"
)

// hubObject is a CRM record of any type.
type hubObject struct {
	id       int64
	created  time.Time
	archived time.Time // zero: never
	gone     time.Time // when a merge took it away; zero: never
	updated  func(now time.Time) time.Time
	value    func(property string, now time.Time) (string, bool)
	history  func(property string) world.History[string] // nil: the type keeps none
	company  func(now time.Time) int64                   // the associated company; 0: none
}

// exists reports whether the record is listed at now among the archived or the others.
func (o hubObject) exists(now time.Time, archived bool) bool {
	return !o.created.After(now) && !world.Reached(o.gone, now) && world.Reached(o.archived, now) == archived
}

func byID(objects []hubObject) []hubObject {
	slices.SortFunc(objects, func(a, b hubObject) int { return int(a.id - b.id) })
	return objects
}

func hubCompanies(w *world.World) []hubObject {
	var all []hubObject
	for _, c := range w.Companies {
		all = append(all, hubObject{id: id64(c.ID), created: c.Created, archived: c.Archived, gone: c.MergedAt, updated: c.Updated,
			value: func(p string, now time.Time) (string, bool) { v := c.Value(p, now); return v, v != "" },
			history: func(p string) world.History[string] {
				if h := c.Props[p]; h != nil {
					return *h
				}
				return nil
			}})
	}
	return byID(all)
}

func hubContacts(w *world.World) []hubObject {
	var all []hubObject
	for _, c := range w.Contacts {
		updated := func(now time.Time) time.Time {
			h := c.Titles.Until(now)
			at := h[len(h)-1].At
			if world.Reached(c.Archived, now) && c.Archived.After(at) {
				at = c.Archived
			}
			return at
		}
		o := hubObject{id: id64(c.ID), created: c.Created, archived: c.Archived, updated: updated}
		o.value = func(p string, now time.Time) (string, bool) {
			switch p {
			case "email":
				return c.Person.Email, true
			case "firstname":
				return c.Person.First, true
			case "lastname":
				return c.Person.Last, true
			case "jobtitle":
				return c.Titles.At(now)
			case "associatedcompanyid":
				if c.Company != nil {
					return c.Company.ID, true
				}
			case "hubspot_owner_id":
				if c.Company != nil {
					v := c.Company.Value(p, c.Created)
					return v, v != ""
				}
			case "lifecyclestage":
				return "lead", true
			}
			return "", false
		}
		o.company = func(time.Time) int64 {
			if c.Company == nil {
				return 0
			}
			return id64(c.Company.ID)
		}
		all = append(all, o)
	}
	return byID(all)
}

func hubDeals(w *world.World) []hubObject {
	var all []hubObject
	for _, d := range w.Deals {
		o := hubObject{id: id64(d.ID), created: d.Created, updated: d.Updated}
		o.value = func(p string, now time.Time) (string, bool) {
			stage, _ := d.Stages.At(now)
			switch p {
			case "dealname":
				return d.Name, true
			case "amount":
				return d.Amounts.At(now)
			case "deal_currency_code":
				return d.Currency, true
			case "closedate":
				at, ok := d.Closes.At(now)
				return millis(at), ok
			case "dealstage":
				return stage, true
			case "pipeline":
				return "default", true
			case "dealtype":
				return d.Kind, true
			case "hubspot_owner_id":
				return d.Company.Value(p, d.Created), true
			case "hs_is_closed":
				return strconv.FormatBool(stage == "closedwon" || stage == "closedlost"), true
			case "hs_is_closed_won":
				return strconv.FormatBool(stage == "closedwon"), true
			case "hs_deal_stage_probability":
				return world.StageProbability(stage), true
			}
			return "", false
		}
		o.company = func(time.Time) int64 { return id64(d.Company.ID) }
		all = append(all, o)
	}
	return byID(all)
}

// render is the record as the API gives it at now.
func (o hubObject) render(kind string, now time.Time, properties, withHistory []string) object {
	modified := "hs_lastmodifieddate"
	if kind == "contacts" {
		modified = "lastmodifieddate"
	}
	updated := o.updated(now)
	standing := map[string]string{"hs_object_id": strconv.FormatInt(o.id, 10), "createdate": millis(o.created), modified: millis(updated)}
	values := object{}
	for name, v := range standing {
		values[name] = v
	}
	for _, p := range slices.Concat(properties, withHistory) {
		if _, ok := standing[p]; ok {
			continue
		}
		if v, ok := o.value(p, now); ok {
			values[p] = v
		} else {
			values[p] = nil
		}
	}
	out := object{"id": standing["hs_object_id"], "properties": values, "createdAt": standing["createdate"],
		"updatedAt": millis(updated), "archived": world.Reached(o.archived, now)}
	if world.Reached(o.archived, now) {
		out["archivedAt"] = millis(o.archived)
	}
	if len(withHistory) > 0 {
		histories := object{}
		for _, p := range withHistory {
			histories[p] = o.versions(p, now)
		}
		out["propertiesWithHistory"] = histories
	}
	return out
}

// versions lists a property's values, newest first.
func (o hubObject) versions(property string, now time.Time) []object {
	out := []object{}
	if o.history == nil {
		return out
	}
	for _, c := range slices.Backward(o.history(property).Until(now)) {
		out = append(out, object{"value": c.Value, "timestamp": millis(c.At), "sourceType": "CRM_UI", "sourceId": "userId:5200100"})
	}
	return out
}

func hubOwner(o *world.Owner, now time.Time) object {
	archived := world.Reached(o.Archived, now)
	updated := o.Created
	if world.Reached(o.Updated, now) {
		updated = o.Updated
	}
	out := object{"id": o.ID, "email": o.Email, "type": "PERSON", "firstName": o.First, "lastName": o.Last,
		"userIdIncludingInactive": o.UserID, "createdAt": millis(o.Created), "updatedAt": millis(updated), "archived": archived, "teams": []object{}}
	if !archived {
		out["userId"] = o.UserID
	}
	return out
}
