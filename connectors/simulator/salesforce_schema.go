package simulator

import (
	"net/http"
	"strings"
	"time"
)

// sfField is a field of an object, as describe tells it.
type sfField struct {
	name, typ string
	// to names what a reference points at, and through which name queries reach it.
	to, relationship string
	calculated       bool
}

func (f sfField) custom() bool { return strings.HasSuffix(f.name, "__c") }

// sfTable is one object with its records, whatever their state.
type sfTable struct {
	name    string
	label   string
	prefix  string
	fields  []sfField
	records []sfRecord // by id
}

// sfRecord is one record. Its values are strings, float64, bool, time.Time and
// sfDate; nil is null.
type sfRecord struct {
	id      string
	created time.Time
	deleted time.Time // zero: never
	value   func(field string, now time.Time) any
}

// sfDate is a day, which no time zone moves.
type sfDate string

// sfRecycled is how long the recycle bin keeps a deleted record.
const sfRecycled = 15 * 24 * time.Hour

// exists reports whether a query finds the record at now. all also finds what
// lies in the recycle bin.
func (r sfRecord) exists(now time.Time, all bool) bool {
	switch {
	case r.created.After(now):
		return false
	case r.deleted.IsZero() || r.deleted.After(now):
		return true
	}
	return all && now.Sub(r.deleted) < sfRecycled
}

// field finds a field by its name, which is not case-sensitive. A dotted name
// goes through a relationship.
func (t *sfTable) field(name string) (sfField, bool) {
	relationship, rest, dotted := strings.Cut(name, ".")
	for _, f := range t.fields {
		if dotted && strings.EqualFold(f.relationship, relationship) {
			for _, of := range sfRelated(f.to) {
				if strings.EqualFold(of, rest) {
					return sfField{name: f.relationship + "." + of, typ: "string"}, true
				}
			}
		}
		if !dotted && strings.EqualFold(f.name, name) {
			return f, true
		}
	}
	return sfField{}, false
}

// sfRelated are the fields that can be reached through a relationship.
func sfRelated(object string) []string {
	if object == "RecordType" {
		return []string{"Name", "DeveloperName"}
	}
	return nil
}

// sfCommon are the fields every object has.
func sfCommon(more ...sfField) []sfField {
	return append([]sfField{{name: "Id", typ: "id"}}, more...)
}

func sfAudit() []sfField {
	return []sfField{{name: "IsDeleted", typ: "boolean"}, {name: "CreatedDate", typ: "datetime"},
		{name: "LastModifiedDate", typ: "datetime"}, {name: "SystemModstamp", typ: "datetime"}}
}

func sfReference(name, to string) sfField {
	return sfField{name: name, typ: "reference", to: to, relationship: strings.TrimSuffix(name, "Id")}
}

func sfAccountFields() []sfField {
	return append(sfCommon(sfField{name: "Name", typ: "string"}, sfField{name: "Type", typ: "picklist"}, sfReference("ParentId", "Account"),
		sfReference("MasterRecordId", "Account"), sfField{name: "BillingAddress", typ: "address"}, sfField{name: "BillingCountry", typ: "string"},
		sfField{name: "Website", typ: "url"}, sfField{name: "Industry", typ: "picklist"}, sfField{name: "AnnualRevenue", typ: "currency"},
		sfField{name: "NumberOfEmployees", typ: "int"}, sfReference("OwnerId", "User"), sfField{name: "Plan__c", typ: "picklist"},
		sfField{name: "Region__c", typ: "picklist"}, sfField{name: "Is_Customer__c", typ: "boolean", calculated: true}), sfAudit()...)
}

func sfContactFields() []sfField {
	return append(sfCommon(sfReference("MasterRecordId", "Contact"), sfReference("AccountId", "Account"), sfField{name: "LastName", typ: "string"},
		sfField{name: "FirstName", typ: "string"}, sfField{name: "Name", typ: "string"}, sfField{name: "Email", typ: "email"},
		sfField{name: "Title", typ: "string"}, sfReference("OwnerId", "User")), sfAudit()...)
}

func sfOpportunityFields() []sfField {
	return append(sfCommon(sfReference("AccountId", "Account"), sfReference("RecordTypeId", "RecordType"), sfField{name: "Name", typ: "string"},
		sfField{name: "StageName", typ: "picklist"}, sfField{name: "Amount", typ: "currency"}, sfField{name: "CurrencyIsoCode", typ: "picklist"},
		sfField{name: "Probability", typ: "percent"}, sfField{name: "CloseDate", typ: "date"}, sfField{name: "Type", typ: "picklist"},
		sfField{name: "IsClosed", typ: "boolean"}, sfField{name: "IsWon", typ: "boolean"}, sfField{name: "ForecastCategory", typ: "picklist"},
		sfReference("OwnerId", "User")), sfAudit()...)
}

func sfUserFields() []sfField {
	return sfCommon(sfField{name: "Username", typ: "string"}, sfField{name: "LastName", typ: "string"}, sfField{name: "FirstName", typ: "string"},
		sfField{name: "Name", typ: "string"}, sfField{name: "Email", typ: "email"}, sfField{name: "IsActive", typ: "boolean"},
		sfField{name: "CreatedDate", typ: "datetime"}, sfField{name: "LastModifiedDate", typ: "datetime"}, sfField{name: "SystemModstamp", typ: "datetime"})
}

func sfHistoryFields() []sfField {
	return sfCommon(sfField{name: "IsDeleted", typ: "boolean"}, sfReference("AccountId", "Account"), sfReference("CreatedById", "User"),
		sfField{name: "CreatedDate", typ: "datetime"}, sfField{name: "Field", typ: "picklist"}, sfField{name: "DataType", typ: "picklist"},
		sfField{name: "OldValue", typ: "anyType"}, sfField{name: "NewValue", typ: "anyType"})
}

// sfDescribe answers GET …/sobjects/{object}/describe.
func (s *Simulator) sfDescribe(w http.ResponseWriter, r *http.Request) {
	t, ok := s.sf.tables[strings.ToLower(r.PathValue("object"))]
	if !ok {
		sfFail(w, http.StatusNotFound, "NOT_FOUND", "The requested resource does not exist")
		return
	}
	fields := []object{}
	for _, f := range t.fields {
		field := object{"name": f.name, "label": strings.ReplaceAll(strings.TrimSuffix(f.name, "__c"), "_", " "), "type": f.typ,
			"custom": f.custom(), "calculated": f.calculated, "nillable": f.name != "Id", "filterable": f.typ != "address" && f.typ != "anyType",
			"sortable": f.typ != "address", "referenceTo": []string{}, "relationshipName": nil}
		if f.to != "" {
			field["referenceTo"], field["relationshipName"] = []string{f.to}, f.relationship
		}
		fields = append(fields, field)
	}
	reply(w, http.StatusOK, object{"name": t.name, "label": t.label, "keyPrefix": t.prefix, "queryable": true, "custom": false, "fields": fields})
}
