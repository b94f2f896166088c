package simulator

import (
	"net/http"

	"quarterdeck/connectors/simulator/world"
)

type hubProperty struct{ name, kind, field string }

// hubProperties answers the property schema of a type.
func (s *Simulator) hubProperties(w http.ResponseWriter, r *http.Request) {
	common := []hubProperty{{"hs_object_id", "number", "number"}, {"createdate", "datetime", "date"}, {"hubspot_owner_id", "enumeration", "select"}}
	own, known := map[string][]hubProperty{
		"companies": {{"name", "string", "text"}, {"domain", "string", "text"}, {"lifecyclestage", "enumeration", "radio"},
			{"industry", "enumeration", "select"},
			{"plan", "enumeration", "select"}, {"region", "enumeration", "select"}, {"country", "string", "text"}, {"numberofemployees", "number", "number"},
			{"annualrevenue", "number", "number"}, {"hs_parent_company_id", "number", "number"}, {"hs_merged_object_ids",
				"enumeration", "checkbox"}, {"hs_lastmodifieddate", "datetime", "date"}},
		"contacts": {{"email", "string", "text"}, {"firstname", "string", "text"}, {"lastname", "string", "text"}, {"jobtitle", "string", "text"},
			{"associatedcompanyid", "number", "number"}, {"hs_merged_object_ids", "enumeration", "checkbox"}, {"lastmodifieddate", "datetime", "date"}},
		"deals": {{"dealname", "string", "text"}, {"amount", "number", "number"}, {"deal_currency_code", "enumeration",
			"select"}, {"closedate", "datetime", "date"},
			{"dealstage", "enumeration", "radio"}, {"pipeline", "enumeration", "select"}, {"dealtype", "enumeration",
				"radio"}, {"hs_is_closed", "bool", "calculation_read_time"},
			{"hs_is_closed_won", "bool", "calculation_read_time"}, {"hs_deal_stage_probability", "number",
				"number"}, {"hs_merged_object_ids", "enumeration", "checkbox"}, {"hs_lastmodifieddate", "datetime", "date"}},
	}[r.PathValue("kind")]
	if !known {
		hubError(w, r, http.StatusBadRequest, "VALIDATION_ERROR", "Unable to infer object type from: "+r.PathValue("kind"))
		return
	}
	results := []object{}
	for _, p := range append(common, own...) {
		results = append(results, object{"name": p.name, "label": p.name, "type": p.kind, "fieldType": p.field,
			"groupName": r.PathValue("kind"), "archived": false})
	}
	reply(w, http.StatusOK, object{"results": results})
}

// hubPipelines answers the one deal pipeline.
func (s *Simulator) hubPipelines(w http.ResponseWriter, _ *http.Request) {
	stages := []object{}
	for i, id := range []string{"appointmentscheduled", "qualifiedtobuy", "presentationscheduled",
		"decisionmakerboughtin", "contractsent", "closedwon", "closedlost"} {
		closed := "false"
		if i >= 5 {
			closed = "true"
		}
		stages = append(stages, object{"id": id, "label": id, "displayOrder": i, "archived": false,
			"metadata": object{"probability": world.StageProbability(id), "isClosed": closed}})
	}
	reply(w, http.StatusOK, object{"results": []object{{"id": "default", "label": "Sales Pipeline", "displayOrder": 0,
		"archived": false, "stages": stages}}})
}
