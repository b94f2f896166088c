package cases

import (
	"fmt"
	"strings"
	"testing"
)

func TestCSAT(t *testing.T) {
	files := answers(t, `
		CSAT-01  csat 5x42 4x32 3x10 2x9 1x14
		CSAT-02@2025-01-01 csat 5
		invalid  csat 5x10 6 0 4.5 -`)
	files["survey_responses"] = strings.ReplaceAll(files["survey_responses"], "\n", " - -\n")
	files["survey_responses"] = strings.Replace(files["survey_responses"], " - -\n", " scale_min scale_max\n", 1)
	extra := func(name, scale, scores string) {
		files["customers"] += name + " " + name + "\n"
		for i, score := range strings.Fields(scores) {
			files["survey_responses"] += fmt.Sprintf("%s%d pulse csat - p%d %s %s 2026-03-15T12:00:00Z %s\n", name, i, i, name, score, scale)
		}
	}
	extra("good-bad", "0 1", "1 1 1 0")
	extra("seven", "1 7", "7 6 5 5")
	extra("ten", "1 10", "10 9 8 7")
	b := build(t, world{asOf: "2026-03-31", files: files}, "marts.csat")
	for _, c := range []struct{ id, segment, want string }{
		{"CSAT-01 top two of five", "CSAT-01", "107 74 0.691589 1-5 0"},
		{"CSAT-02 no answers", "CSAT-02", "0 0 - - 0"},
		{"good of good and bad", "good-bad", "4 3 0.75 0-1 0"},
		{"top two of seven", "seven", "4 2 0.5 1-7 0"},
		{"top two of ten", "ten", "4 2 0.5 1-10 0"},
		{"invalid answers", "invalid", "10 10 1.0 1-5 4"},
		{"scales are pooled", "all", "129 91 0.705426 mixed 4"},
	} {
		t.Run(c.id, func(t *testing.T) {
			diff(t, b.figures(t, "csat", c.segment, "responses, satisfied, round(score, 6), scale, invalid"), lines(c.want))
		})
	}
	t.Run("the mean stands beside it", func(t *testing.T) {
		diff(t, b.figures(t, "csat", "CSAT-01", "round(mean, 4), reason"), lines("3.7383 -"))
		diff(t, b.figures(t, "csat", "all", "mean"), lines("-"))
	})
	strict := build(t, world{asOf: "2026-03-31", metrics: "csat_top: 5", files: files}, "marts.csat")
	diff(t, strict.figures(t, "csat", "CSAT-01", "satisfied"), lines("42"))
}

// TestResponseRate: ann and bob are told by their answers' ids, cleo by her name,
// and each of cleo's two answers belongs to the invitation before it; dora said
// nothing, eve's address bounced, and nobody can say of the nameless one.
func TestResponseRate(t *testing.T) {
	b := build(t, world{asOf: "2026-03-31", files: map[string]string{
		"customers": "customer_id case\nA CSAT-03\nB nobody",
		"survey_invitations": `
			invitation_id survey kind customer_id respondent_id  response_id invited_at           delivered
			i1            rating csat A           ann@a.example  r1          2026-03-01T12:00:00Z -
			i2            rating csat A           bob@a.example  r2          2026-03-01T12:00:00Z true
			i3            pulse  csat A           cleo@a.example -           2026-03-01T12:00:00Z -
			i4            pulse  csat A           cleo@a.example -           2026-03-10T12:00:00Z -
			i5            pulse  csat A           cleo@a.example -           2026-03-20T12:00:00Z -
			i6            pulse  csat A           dora@a.example -           2026-03-01T12:00:00Z -
			i7            pulse  csat A           eve@a.example  -           2026-03-01T12:00:00Z false
			i8            pulse  csat A           -              -           2026-03-01T12:00:00Z -
			i9            pulse  csat A           fay@a.example  -           2026-04-01T12:00:00Z -`,
		"survey_responses": `
			response_id survey kind customer_id respondent_id  score responded_at
			r1          rating csat A           ann            5     2026-03-02T12:00:00Z
			r2          rating csat A           bob            5     2026-04-02T12:00:00Z
			r3          pulse  csat A           Cleo@a.example 5     2026-03-05T12:00:00Z
			r4          pulse  csat A           cleo@a.example 4     2026-03-10T12:00:00Z
			r5          other  csat A           dora@a.example 1     2026-03-10T12:00:00Z`,
	}}, "marts.csat", "marts.survey_response_rate")
	t.Run("CSAT-03 an offer nobody took is in the response rate only", func(t *testing.T) {
		diff(t, b.figures(t, "survey_response_rate", "CSAT-03", "kind, relationship, invitations, untraceable, answered, response_rate, reason"),
			lines("csat false 7 1 3 0.5 -"))
		diff(t, b.figures(t, "csat", "CSAT-03", "responses"), lines("4"))
	})
	diff(t, b.figures(t, "survey_response_rate", "nobody", "invitations, response_rate, reason"), lines("0 - no_invitations"))
}

func TestCES(t *testing.T) {
	files := answers(t, `
		CES-01  ces 1x80 2x210 3x140 4x110 5x160 6x180 7x120
		none@2025-01-01 ces 7`)
	files["survey_responses"] = strings.ReplaceAll(files["survey_responses"], "\n", " - - - -\n")
	files["survey_responses"] = strings.Replace(files["survey_responses"], " - - - -\n", " answer scale_min scale_max reversed\n", 1)
	for i, score := range []int{1, 1, 2, 4} { // CES 1.0: 1 is the least effort
		files["survey_responses"] += fmt.Sprintf("old%d ces1 ces - q%d old %d 2026-03-15T12:00:00Z - 1 5 true\n", i, i, score)
	}
	for i, word := range []string{"'Strongly agree'", "'agree '", "Disagree", "Hm", "-"} {
		files["survey_responses"] += fmt.Sprintf("word%d effort - - w%d words - 2026-03-15T12:00:00Z %s - - -\n", i, i, word)
	}
	files["customers"] += "old old\nwords words\n"
	w := world{asOf: "2026-03-31", files: files,
		source: "surveys:\n  - {survey: effort, name: Effort, kind: ces, words: {strongly agree: 7, agree: 6, disagree: 2}}"}
	b := build(t, w, "marts.ces")
	const columns = "responses, measure, round(score, 4), round(mean, 4), round(positive_share, 4), round(effort_index, 2), scale, invalid"
	for _, c := range []struct{ id, segment, want string }{
		{"CES-01 mean, positive share and index", "CES-01", "1000 mean 4.08 4.08 0.46 -13.0 1-7 0"},
		{"no answers", "none", "0 mean - - - - - 0"},
		{"CES 1.0 runs the other way", "old", "4 mean 4.0 4.0 0.75 50.0 1-5 0"},
		{"words of files", "words", "3 mean 5.0 5.0 0.6667 33.33 1-7 2"},
		{"scales of two lengths have no mean", "all", "1007 mean - - 0.4618 -12.61 mixed 2"},
	} {
		t.Run(c.id, func(t *testing.T) { diff(t, b.figures(t, "ces", c.segment, columns), lines(c.want)) })
	}
	t.Run("a word nobody mapped is told", func(t *testing.T) {
		diff(t, b.show(t, "SELECT failed, detail FROM marts.data_quality WHERE check_name = 'unmapped_survey_words'"), []string{`1  Effort: "hm" (1 answers)`})
	})
	for measure, want := range map[string]string{"positive_share": "0.46 0.4291 0.4909", "index": "-13.0 -18.234 -7.766"} {
		t.Run("ces "+measure, func(t *testing.T) {
			w.metrics = "ces: " + measure
			diff(t, build(t, w, "marts.ces").figures(t, "ces", "CES-01", "round(score, 4), round(low, 4), round(high, 4)"), lines(want))
		})
	}
}
