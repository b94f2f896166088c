package simulator

import (
	"strconv"
	"time"

	"quarterdeck/connectors/simulator/world"
)

func sfOpportunities(w *world.World) []sfRecord {
	var all []sfRecord
	for _, d := range w.Deals {
		r := sfRecord{id: sfID(sfOpportunityPrefix, d.ID), created: d.Created}
		r.value = func(field string, now time.Time) any { return sfDealValue(w, d, r, field, now) }
		all = append(all, r)
	}
	return all
}

func sfDealValue(w *world.World, d *world.Deal, r sfRecord, field string, now time.Time) any {
	stage, _ := d.Stages.At(now)
	switch field {
	case "Name":
		return d.Name
	case "AccountId":
		return SalesforceAccountID(d.Company.ID)
	case "OwnerId":
		return sfOwner(d.Company.Value("hubspot_owner_id", d.Created))
	case "StageName":
		return sfStage(stage)
	case "ForecastCategory":
		return map[string]string{"closedwon": "Closed", "closedlost": "Omitted", "contractsent": "Forecast"}[stage]
	case "Amount":
		text, _ := d.Amounts.At(now)
		if n, err := strconv.ParseFloat(text, 64); err == nil {
			return n
		}
		return nil
	case "CurrencyIsoCode":
		return d.Currency
	case "Probability":
		share, _ := strconv.ParseFloat(world.StageProbability(stage), 64) // our own numbers
		return share * 100
	case "CloseDate":
		at, _ := d.Closes.At(now)
		return sfDate(at.In(w.Schedule.Zone).Format(time.DateOnly))
	case "Type":
		return sfText(sfDealType(d))
	case "RecordTypeId":
		return salesforceID(sfRecordTypePrefix, sfRecordType(d).number)
	case "RecordType.Name":
		return sfRecordType(d).name
	case "RecordType.DeveloperName":
		return sfRecordType(d).developer
	case "IsClosed":
		return stage == "closedwon" || stage == "closedlost"
	case "IsWon":
		return stage == "closedwon"
	}
	return sfStamps(r, field, d.Updated(now), now)
}

// sfStage is the standard stage nearest to one of the world's.
func sfStage(stage string) string {
	return map[string]string{"appointmentscheduled": "Prospecting", "qualifiedtobuy": "Qualification", "presentationscheduled": "Value Proposition",
		"decisionmakerboughtin": "Perception Analysis", "contractsent": "Negotiation/Review", "closedwon": "Closed Won",
		"closedlost": "Closed Lost"}[stage]
}

type sfDealRecordType struct {
	number          uint64
	name, developer string
}

// sfRecordType: only renewals have a layout of their own.
func sfRecordType(d *world.Deal) sfDealRecordType {
	if d.Kind == "renewal" {
		return sfDealRecordType{2, "Renewal", "Renewal"}
	}
	return sfDealRecordType{1, "Standard Opportunity", "Standard"}
}

// sfDealType is what a sales team puts into the picklist: half of the renewals
// are called a renewal only by their record type.
func sfDealType(d *world.Deal) string {
	switch {
	case d.Kind == "newbusiness":
		return "New Business"
	case d.Kind != "renewal":
		return "Existing Customer - Upgrade"
	case id64(d.ID)%2 == 0:
		return "Existing Business"
	}
	return "Renewal"
}

// sfTracked are the fields of an account whose history is kept, by the world's names.
func sfTracked() []struct{ property, field, typ string } {
	return []struct{ property, field, typ string }{
		{"name", "Name", "Text"}, {"industry", "Industry", "Picklist"}, {"plan", "Plan__c", "Picklist"},
		{"region", "Region__c", "Picklist"}, {"hubspot_owner_id", "Owner", "EntityId"}, {"numberofemployees", "NumberOfEmployees", "Double"},
	}
}

// sfHistory lists every change of a tracked field. What a field held when its
// account was made is no change.
func sfHistory(w *world.World) []sfRecord {
	owners := map[string]string{}
	for _, o := range w.Owners {
		owners[o.ID] = o.Name()
	}
	var all []sfRecord
	for _, c := range w.Companies {
		n := uint64(id64(c.ID)) * 1024
		add := func(at time.Time, field, typ string, before, after any) {
			all = append(all, sfChange(c, n, at, field, typ, before, after))
			n++
		}
		add(c.Created, "created", "Text", nil, nil)
		for _, tracked := range sfTracked() {
			h := c.Props[tracked.property]
			if h == nil {
				continue
			}
			before := ""
			for _, change := range *h {
				if change.At.After(c.Created) && change.Value != before {
					if tracked.field == "Owner" {
						// An owner's change is told twice: by name and by id.
						add(change.At, tracked.field, "Text", sfText(owners[before]), owners[change.Value])
						add(change.At, tracked.field, tracked.typ, sfOwner(before), sfOwner(change.Value))
					} else {
						add(change.At, tracked.field, tracked.typ, sfHeld(tracked.typ, before), sfHeld(tracked.typ, change.Value))
					}
				}
				before = change.Value
			}
		}
	}
	return all
}

// sfHeld is a value as the history tells it: a number as one.
func sfHeld(typ, value string) any {
	if n, err := strconv.ParseFloat(value, 64); typ == "Double" && err == nil {
		return n
	}
	return sfText(value)
}

func sfChange(c *world.Company, n uint64, at time.Time, field, typ string, before, after any) sfRecord {
	r := sfRecord{id: salesforceID(sfHistoryPrefix, n), created: at, deleted: c.Archived}
	if c.MergedInto != nil {
		r.deleted = c.MergedAt
	}
	r.value = func(name string, now time.Time) any {
		switch name {
		case "AccountId":
			return SalesforceAccountID(c.ID)
		case "CreatedById":
			return sfAdmin()
		case "Field":
			return field
		case "DataType":
			return typ
		case "OldValue":
			return before
		case "NewValue":
			return after
		}
		return sfStamps(r, name, at, now)
	}
	return r
}
