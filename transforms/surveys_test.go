package transforms

import (
	"slices"
	"strings"
	"testing"
)

// mappedForm has a question of every kind the team may have to explain.
func mappedForm() map[string]string {
	landed := ticketWorld()
	landed["typeform_forms"] = `
		id   title   fields
		F1   Pulse   '[{"id":"q1","ref":"effort","type":"opinion_scale","properties":{"steps":5,"start_at_one":true}},{"id":"q2","type":"multiple_choice","title":"How satisfied are you?"},{"id":"q3","type":"rating","properties":{"steps":10}},{"id":"q4","type":"long_text"},{"id":"q5","type":"long_text"}]'`
	landed["typeform_responses"] = `
		form_id  response_id  submitted_at           hidden               answers
		F1       r1           '2026-01-05 14:00:00'  '{"ticket_id":"1"}'  '[{"field":{"id":"q1"},"type":"number","number":1},{"field":{"id":"q2"},"type":"choice","choice":{"label":"Very Happy "}},{"field":{"id":"q3"},"type":"number","number":3},{"field":{"id":"q4"},"type":"text","text":"Because"},{"field":{"id":"q5"},"type":"text","text":"Bye"}]'
		F1       r2           '2026-01-05 14:00:00'  '{}'                 '[{"field":{"id":"q1"},"type":"number","number":4},{"field":{"id":"q2"},"type":"choice","choice":{"label":"Meh"}}]'
		F1       r3           '2026-01-05 14:00:00'  '{}'                 '[{"field":{"id":"q2"},"type":"choice","choice":{"label":"unhappy"}}]'`
	return landed
}

func mapping() []SurveyQuestion {
	no := false
	return []SurveyQuestion{
		{Source: "survey", Survey: "F1", Question: "effort", Name: "Effort", Kind: "ces", Scale: []float64{1, 5}, Reversed: true, Relationship: &no, Comment: "q4"},
		{Source: "survey", Survey: "F1", Question: "q2", Kind: "csat", Words: map[string]float64{"very happy": 5, "Unhappy": 1}},
		{Source: "survey", Survey: "F1", Question: "q3", Kind: "ignore"},
	}
}

// TestMappedQuestions by hand: a reversed 1 of 1 to 5 is a 5, a 4 is a 2; words are
// looked up whatever their capitals; a mapping of either kind wins over naming a ticket.
func TestMappedQuestions(t *testing.T) {
	t.Parallel()
	query := `SELECT response_id, survey, kind, relationship, score, scale_min, scale_max, replace(comment, chr(10), '+')
		FROM core.survey_responses WHERE source = 'survey' ORDER BY 1`
	db := buildLanded(t, world{landed: mappedForm(), settings: func(s *Settings) { s.Surveys = mapping() }}, "core.survey_responses")
	diff(t, show(t, db.conn, query), lines(`
		F1/r1/q1  Effort  ces   false  5.0  1.0  5.0  Because
		F1/r1/q2  Pulse   csat  false  5.0  1.0  5.0  Because+Bye
		F1/r2/q1  Effort  ces   false  2.0  1.0  5.0  -
		F1/r2/q2  Pulse   csat  true   -    1.0  5.0  -
		F1/r3/q1  Effort  ces   false  -    1.0  5.0  -
		F1/r3/q2  Pulse   csat  true   1.0  1.0  5.0  -`))
	db = buildLanded(t, world{landed: mappedForm()}, "core.survey_responses")
	diff(t, show(t, db.conn, query), lines(`
		F1/r1/q1  Pulse  ces   false  1.0  1.0  5.0   Because+Bye
		F1/r1/q3  Pulse  csat  false  3.0  1.0  10.0  Because+Bye
		F1/r2/q1  Pulse  ces   true   4.0  1.0  5.0   -
		F1/r2/q3  Pulse  csat  true   -    1.0  10.0  -
		F1/r3/q1  Pulse  ces   true   -    1.0  5.0   -
		F1/r3/q3  Pulse  csat  true   -    1.0  10.0  -`))
}

// surveyChecks are the findings of the checks about surveys, by name.
func surveyChecks(t *testing.T, landed map[string]string, mapped []SurveyQuestion) map[string]CheckResult {
	t.Helper()
	report, err := Build(t.Context(), world{landed: landed, settings: func(s *Settings) { s.Surveys = mapped }}.options(t))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]CheckResult{}
	for _, c := range report.Checks {
		if strings.Contains(c.Name, "survey") && !strings.Contains(c.Name, ".") && c.Failed > 0 {
			found[c.Name] = c
		}
	}
	return found
}

func TestSurveyChecksNameWhatIsToBeMapped(t *testing.T) {
	t.Parallel()
	got := surveyChecks(t, mappedForm(), nil)["unmapped_survey_questions"]
	if got.Failed != 1 || got.Detail != "survey: Pulse, question q2 (survey F1)" || got.Severity != SeverityWarn {
		t.Errorf("without a mapping: %d, %q", got.Failed, got.Detail)
	}
	mapped := slices.Concat(mapping(), []SurveyQuestion{{Source: "survey", Survey: "F9", Question: "q1", Kind: "nps", Comment: "q8"}})
	found := surveyChecks(t, mappedForm(), mapped)
	if c, open := found["unmapped_survey_questions"]; open {
		t.Errorf("mapped questions are asked for: %s", c.Detail)
	}
	if c := found["unmapped_survey_words"]; c.Failed != 1 || c.Detail != `Pulse: "meh" (1 answers)` {
		t.Errorf("words: %d, %q", c.Failed, c.Detail)
	}
	if c := found["unknown_survey_questions"]; c.Failed != 2 || c.Detail != "survey: survey F9, comment q8, survey: survey F9, question q1" {
		t.Errorf("unknown questions: %d, %q", c.Failed, c.Detail)
	}
}

// TestRetiredQuestions: a question that left its form keeps its answers, but
// nobody is missed who was never asked. A retired rating has no scale any more.
func TestRetiredQuestions(t *testing.T) {
	t.Parallel()
	landed := ticketWorld()
	landed["typeform_forms"] = `
		id   title   fields
		F1   Pulse   '[{"id":"g","type":"group","properties":{"fields":[{"id":"new","type":"nps"}]}}]'`
	landed["typeform_responses"] = `
		form_id  response_id  submitted_at           answers
		F1       r1           '2025-01-05 14:00:00'  '[{"field":{"id":"old","type":"nps"},"type":"number","number":9},{"field":{"id":"stars","type":"rating"},"type":"number","number":4}]'
		F1       r2           '2026-01-05 14:00:00'  '[{"field":{"id":"new","type":"nps"},"type":"number","number":7}]'`
	db := buildLanded(t, world{landed: landed}, "core.survey_responses")
	diff(t, show(t, db.conn, "SELECT response_id, kind, score FROM core.survey_responses WHERE source = 'survey' ORDER BY 1"), lines(`
		F1/r1/old  nps  9.0
		F1/r2/new  nps  7.0`))
	if c := surveyChecks(t, landed, nil)["unmapped_survey_questions"]; c.Detail != "survey: Pulse, question stars (survey F1)" {
		t.Errorf("detail %q", c.Detail)
	}
}

// TestTwoSurveyToolsMayNumberAlike: a form copied with its answers to another account.
func TestTwoSurveyToolsMayNumberAlike(t *testing.T) {
	t.Parallel()
	landed := ticketWorld()
	landed["typeform_forms"] = "id fields\nF1 '[{\"id\":\"q1\",\"type\":\"nps\"}]'"
	landed["typeform_forms@second"] = landed["typeform_forms"]
	landed["typeform_responses"] = "form_id response_id submitted_at answers\nF1 r1 '2026-01-05 14:00:00' '[{\"field\":{\"id\":\"q1\"},\"type\":\"number\",\"number\":9}]'"
	landed["typeform_responses@second"] = landed["typeform_responses"]
	db := buildLanded(t, world{landed: landed}, "core.survey_responses")
	diff(t, show(t, db.conn, "SELECT response_id, source, score FROM core.survey_responses ORDER BY 1"), lines(`
		second/F1/r1  second  9.0
		survey/F1/r1  survey  9.0`))
}
