package transforms

import (
	"fmt"
	"strings"
	"testing"
)

// npsChoices is the vendor's own NPS question: its choices weigh the groups.
func npsChoices() string {
	var choices []string
	for i := range 11 {
		weight := -100
		if i >= 9 {
			weight = 100
		} else if i >= 7 {
			weight = 0
		}
		choices = append(choices, fmt.Sprintf(`{"id":"n%d","position":%d,"weight":%d,"text":"","is_na":false}`, i, i+1, weight))
	}
	return strings.Join(choices, ",")
}

func monkeyWorld() map[string]string {
	landed := ticketWorld()
	question := func(id, more string) string { return `{"id":"` + id + `",` + more + `}` }
	pages := `[{"id":"p1","questions":[` + strings.Join([]string{
		question("1", `"family":"matrix","subtype":"rating","headings":[{"heading":"How likely <b>are</b> you?"}],"answers":{"rows":[{"id":"r"}],"choices":[`+npsChoices()+`]}`),
		question("2", `"family":"matrix","subtype":"rating","display_options":{"display_type":"emoji","display_subtype":"star"},"answers":{"rows":[{"id":"r"}],"choices":[{"id":"s1","weight":1},{"id":"s2","weight":2},{"id":"s3","weight":3},{"id":"s4","weight":4},{"id":"s5","weight":5},{"id":"na","weight":0,"is_na":true}]}`),
		question("3", `"family":"single_choice","subtype":"vertical","headings":[{"heading":"How satisfied are you?"}],"answers":{"choices":[{"id":"c1","text":"Very satisfied"},{"id":"c2","text":"Dissatisfied"}],"other":[{"id":"o"}]}`),
		question("4", `"family":"matrix","subtype":"rating","headings":[{"heading":"Rate the team"}],"answers":{"rows":[{"id":"a"},{"id":"b"}],"choices":[{"id":"m1","weight":1},{"id":"m2","weight":2},{"id":"m3","weight":3}]}`),
		question("5", `"family":"open_ended","subtype":"essay","headings":[{"heading":"Why?"}]`),
	}, ",") + `]}]`
	landed["surveymonkey_surveys"] = "id title pages\nS1 Pulse '" + pages + "'"
	answers := func(questions ...string) string {
		return `'[{"id":"p1","questions":[` + strings.Join(questions, ",") + `]}]'`
	}
	landed["surveymonkey_responses"] = strings.Join([]string{
		"survey_id response_id status modified_at account_id collection_mode custom_variables recipient_id pages",
		"S1 10 completed '2026-01-05 14:00:00' 900 default '{\"email\":\"A@acme.test\"}' 0 " + answers(
			`{"id":"1","answers":[{"row_id":"r","choice_id":"n10"}]}`, `{"id":"2","answers":[{"row_id":"r","choice_id":"s4"}]}`,
			`{"id":"3","answers":[{"choice_id":"c1"},{"other_id":"o","text":"mostly"}]}`,
			`{"id":"4","answers":[{"row_id":"a","choice_id":"m1"},{"row_id":"b","choice_id":"m3"}]}`, `{"id":"5","answers":[{"text":" Fine "}]}`),
		"S1 11 completed '2026-01-06 14:00:00' - default '{\"ticket_id\":\"1\"}' 77 " + answers(
			`{"id":"1","answers":[{"row_id":"r","choice_id":"n0"}]}`, `{"id":"2","answers":[{"row_id":"r","choice_id":"na"}]}`,
			`{"id":"3","answers":[{"choice_id":"c2"}]}`),
		"S1 12 partial '2026-01-06 14:00:00' - default - 0 " + answers(`{"id":"1","answers":[{"row_id":"r","choice_id":"n5"}]}`),
		"S1 13 completed '2026-01-06 14:00:00' - survey_preview - 0 " + answers(`{"id":"1","answers":[{"row_id":"r","choice_id":"n5"}]}`),
	}, "\n")
	return landed
}

// TestSurveyMonkeyAnswers by hand: an NPS score is the choice's place, a star its
// weight, and "not applicable" no score.
func TestSurveyMonkeyAnswers(t *testing.T) {
	t.Parallel()
	query := `SELECT response_id, kind, relationship, respondent_id, customer_id, score, scale_min, scale_max, replace(comment, chr(10), '+')
		FROM core.survey_responses ORDER BY 1`
	db := buildLanded(t, world{landed: monkeyWorld()}, "core.survey_responses")
	diff(t, show(t, db.conn, query), lines(`
		S1/10/1  nps   true   a@acme.test     900  10.0  0.0  10.0  mostly+Fine
		S1/10/2  csat  true   a@acme.test     900  4.0   1.0  5.0   mostly+Fine
		S1/11/1  nps   false  'recipient 77'  -    0.0   0.0  10.0  -
		S1/11/2  csat  false  'recipient 77'  -    -     1.0  5.0   -`))
	found := surveyChecks(t, monkeyWorld(), nil)["unmapped_survey_questions"]
	if want := "surveymonkey: Pulse, question 3 (survey S1), surveymonkey: Pulse, question 4/a (survey S1), surveymonkey: Pulse, question 4/b (survey S1)"; found.Detail != want {
		t.Errorf("to be mapped: %s\nwant %s", found.Detail, want)
	}
}

// TestSurveyMonkeyMapped: the first row of the matrix is turned round, the words
// of the choice count and what was typed beside it does not.
func TestSurveyMonkeyMapped(t *testing.T) {
	t.Parallel()
	mapped := []SurveyQuestion{
		{Source: "surveymonkey", Survey: "S1", Question: "4/a", Kind: "ces", Reversed: true},
		{Source: "surveymonkey", Survey: "S1", Question: "4/b", Kind: "csat", Comment: "5"},
		{Source: "surveymonkey", Survey: "S1", Question: "3", Kind: "csat", Words: map[string]float64{"very satisfied": 5, "dissatisfied": 2}},
		{Source: "surveymonkey", Survey: "S1", Question: "1", Kind: "ignore"},
		{Source: "surveymonkey", Survey: "S1", Question: "2", Kind: "ignore"},
	}
	db := buildLanded(t, world{landed: monkeyWorld(), settings: func(s *Settings) { s.Surveys = mapped }}, "core.survey_responses")
	diff(t, show(t, db.conn, "SELECT response_id, kind, score, scale_min, scale_max, replace(comment, chr(10), '+') FROM core.survey_responses WHERE score IS NOT NULL ORDER BY 1"), lines(`
		S1/10/3    csat  5.0  1.0  5.0  mostly+Fine
		S1/10/4/a  ces   3.0  1.0  3.0  mostly+Fine
		S1/10/4/b  csat  3.0  1.0  3.0  Fine
		S1/11/3    csat  2.0  1.0  5.0  -`))
}

func qualtricsWorld() map[string]string {
	landed := ticketWorld()
	landed["qualtrics_surveys"] = `
		id    name   questions
		SV_1  Pulse  '{"QID1":{"DataExportTag":"nps","QuestionType":"MC","Selector":"NPS","Choices":[{"Display":"0"}]},"QID2":{"DataExportTag":"stars","QuestionType":"Slider","Selector":"STAR","Choices":{"1":{}},"Configuration":{"StarCount":7}},"QID3":{"DataExportTag":"happy","QuestionType":"MC","Selector":"SAVR","QuestionText":"How satisfied are you?","Choices":{"1":{"Display":"Very"},"2":{"Display":"Not"}}},"QID4":{"DataExportTag":"why","QuestionType":"TE"},"QID5":{"QuestionType":"DB"}}'
		SV_2  Empty  -`
	landed["qualtrics_responses"] = `
		survey_id  response_id  recorded_at            status  finished  recipient_email  external_reference  account_id  answers                                                                 labels
		SV_1       R_1          '2026-01-05 14:00:00'  0       true      A@acme.test      -                   900         '{"QID1":9,"QID1_NPS_GROUP":3,"QID2_1":6,"QID3":1,"QID4_TEXT":" Good "}'  '{"QID3":"Very"}'
		SV_1       R_2          '2026-01-05 14:00:00'  4       true      -                ext-7               -           '{"QID1":3,"QID3":2,"ticket_id":"1"}'                                    '{"QID3":"Hm"}'
		SV_1       R_3          '2026-01-05 14:00:00'  1       true      -                -                   -           '{"QID1":0}'                                                            -
		SV_1       R_4          '2026-01-05 14:00:00'  8       true      -                -                   -           '{"QID1":0}'                                                            -
		SV_1       R_5          '2026-01-05 14:00:00'  0       false     -                -                   -           '{"QID1":5}'                                                            -
		SV_2       R_1          '2026-01-05 14:00:00'  0       true      -                -                   -           '{}'                                                                    -`
	return landed
}

// TestQualtricsAnswers by hand: previews, spam and unfinished sheets do not count.
func TestQualtricsAnswers(t *testing.T) {
	t.Parallel()
	query := "SELECT response_id, kind, relationship, respondent_id, customer_id, score, scale_max, comment FROM core.survey_responses ORDER BY 1"
	db := buildLanded(t, world{landed: qualtricsWorld()}, "core.survey_responses")
	diff(t, show(t, db.conn, query), lines(`
		SV_1/R_1/QID1    nps   true   a@acme.test  900  9.0  10.0  Good
		SV_1/R_1/QID2_1  csat  true   a@acme.test  900  6.0  7.0   Good
		SV_1/R_2/QID1    nps   false  ext-7        -    3.0  10.0  -
		SV_1/R_2/QID2_1  csat  false  ext-7        -    -    7.0   -`))
	found := surveyChecks(t, qualtricsWorld(), nil)
	if c := found["unmapped_survey_questions"]; c.Detail != "qualtrics: Pulse, question QID3 (survey SV_1)" {
		t.Errorf("to be mapped: %s", c.Detail)
	}
	if c := found["spam_survey_answers"]; c.Detail != "qualtrics: Pulse (1 sheets)" {
		t.Errorf("spam: %s", c.Detail)
	}
}

// TestQualtricsMapped: recodes run from the best, which is 1, to the worst; or the
// labels are read, one of which nobody knows.
func TestQualtricsMapped(t *testing.T) {
	t.Parallel()
	query := "SELECT response_id, kind, score, scale_min, scale_max FROM core.survey_responses WHERE response_id LIKE '%QID3' ORDER BY 1"
	question := SurveyQuestion{Source: "qualtrics", Survey: "SV_1", Question: "happy", Kind: "csat", Scale: []float64{1, 5}, Reversed: true}
	db := buildLanded(t, world{landed: qualtricsWorld(), settings: func(s *Settings) { s.Surveys = []SurveyQuestion{question} }}, "core.survey_responses")
	diff(t, show(t, db.conn, query), lines(`
		SV_1/R_1/QID3  csat  5.0  1.0  5.0
		SV_1/R_2/QID3  csat  4.0  1.0  5.0`))
	question.Reversed, question.Words = false, map[string]float64{"Very": 5}
	db = buildLanded(t, world{landed: qualtricsWorld(), settings: func(s *Settings) { s.Surveys = []SurveyQuestion{question} }}, "core.survey_responses")
	diff(t, show(t, db.conn, query), lines(`
		SV_1/R_1/QID3  csat  5.0  1.0  5.0
		SV_1/R_2/QID3  csat  -    1.0  5.0`))
	if c := surveyChecks(t, qualtricsWorld(), []SurveyQuestion{question})["unmapped_survey_words"]; c.Detail != `Pulse: "hm" (1 answers)` {
		t.Errorf("unread words: %s", c.Detail)
	}
}
