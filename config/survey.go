package config

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
)

// Survey says what one question of a survey measures. A question nobody maps is
// judged by its own type where the tool has one for NPS and ratings. Of files and
// rest sources it speaks of the rows of survey_responses that name the survey.
type Survey struct {
	// Survey is the vendor's id of the survey or form; in files what their column
	// survey holds.
	Survey string `yaml:"survey"`
	// Name is shown in reports; empty takes the vendor's title.
	Name string `yaml:"name"`
	// Question is the vendor's id of the question, or its ref or export tag; files
	// have none.
	Question string `yaml:"question"`
	// Kind is nps, csat or ces, or ignore for a question that is none of them.
	Kind string `yaml:"kind"`
	// Scale is the lowest and the highest answer; empty takes the question's own,
	// else 0-10 for NPS, 1-5 for CSAT and 1-7 for CES.
	Scale []float64 `yaml:"scale"`
	// Reversed is true where the lowest answer is the best.
	Reversed bool `yaml:"reversed"`
	// Relationship is false for surveys about one event; nil means that a sheet
	// which names a ticket is about that ticket and any other about the relationship.
	Relationship *bool `yaml:"relationship"`
	// Words maps answers given as words to points of the scale, before a reversed
	// scale is turned. Capitals and blanks around a word do not matter.
	Words map[string]float64 `yaml:"words"`
	// Comment is the id of the question that asks why; empty takes all free text.
	Comment string `yaml:"comment"`
}

// SurveyKinds are what a question can measure.
func SurveyKinds() []string { return []string{"nps", "csat", "ces", "ignore"} }

// word is how an answer in words is looked up.
func word(text string) string { return strings.ToLower(strings.TrimSpace(text)) }

func (s Source) checkSurveys(v *validator, path string) error {
	seen := map[[2]string]bool{}
	for i, survey := range s.Surveys {
		at := fmt.Sprintf("%s.surveys[%d]", path, i)
		key := [2]string{survey.Survey, survey.Question}
		inRows := s.Type == "files" || s.Type == "rest"
		if inRows {
			key[1] = survey.Kind
		}
		switch {
		case survey.Survey == "":
			return v.fail(at, "a survey has no id", "add 'survey:', the id of the survey or form")
		case inRows && (survey.Question != "" || survey.Comment != "" || survey.Kind == "ignore"):
			return v.fail(at, fmt.Sprintf("survey %s stands in rows of survey_responses, which have no questions", survey.Survey),
				"say only kind, name, scale, reversed, relationship and words")
		case inRows && seen[key]:
			return v.fail(at, fmt.Sprintf("survey %s is mapped twice as %s", survey.Survey, survey.Kind), "remove one")
		case !inRows && survey.Question == "":
			return v.fail(at, fmt.Sprintf("survey %s names no question", survey.Survey), "add 'question:', the id of the question that is scored")
		case seen[key]:
			return v.fail(at, fmt.Sprintf("question %s of survey %s is mapped twice", survey.Question, survey.Survey), "remove one")
		}
		seen[key] = true
		if err := survey.check(v, at); err != nil {
			return err
		}
	}
	return nil
}

// title is what messages call it: the question, in files the survey.
func (s Survey) title() string { return cmp.Or(s.Question, "of "+s.Survey) }

func (s Survey) check(v *validator, at string) error {
	if !slices.Contains(SurveyKinds(), s.Kind) {
		return v.fail(at+".kind", fmt.Sprintf("question %s has unknown kind %q", s.title(), s.Kind), "use one of "+strings.Join(SurveyKinds(), ", "))
	}
	if s.Kind == "ignore" && (len(s.Scale) > 0 || s.Reversed || s.Words != nil) {
		return v.fail(at, fmt.Sprintf("question %s is ignored but has a scale", s.title()), "remove scale, reversed and words, or give it another kind")
	}
	if len(s.Scale) > 0 && (len(s.Scale) != 2 || !(s.Scale[0] < s.Scale[1]) || math.IsInf(s.Scale[0], 0) || math.IsInf(s.Scale[1], 0)) {
		return v.fail(at+".scale", fmt.Sprintf("the scale of question %s is not two ascending numbers", s.title()), "write the lowest and the highest answer, such as [1, 5]")
	}
	if s.Kind == "nps" && len(s.Scale) == 2 && (s.Scale[0] != 0 || s.Scale[1] != 10) {
		return v.fail(at+".scale", fmt.Sprintf("question %s is NPS but not asked from 0 to 10", s.title()), "leave scale out, or call it csat")
	}
	return s.checkWords(v, at)
}

func (s Survey) checkWords(v *validator, at string) error {
	seen := map[string]bool{}
	for _, text := range slices.Sorted(maps.Keys(s.Words)) {
		score, key := s.Words[text], word(text)
		switch {
		case key == "":
			return v.fail(at+".words", fmt.Sprintf("question %s maps an empty word", s.title()), "remove it")
		case seen[key]:
			return v.fail(at+".words", fmt.Sprintf("question %s maps the word %q twice", s.title(), key), "capitals do not matter; keep one")
		case len(s.Scale) == 2 && !(score >= s.Scale[0] && score <= s.Scale[1]):
			return v.fail(at+".words", fmt.Sprintf("question %s maps %q to %g, outside its scale of %g to %g", s.title(), text, score, s.Scale[0], s.Scale[1]),
				"give each word a point of the scale")
		}
		seen[key] = true
	}
	return nil
}
