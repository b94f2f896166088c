package transforms

import (
	"cmp"
	"strconv"
)

// SurveyQuestion says what one question of a survey measures, or without a
// Question the answers of one kind in files to a survey of that name.
type SurveyQuestion struct {
	Source, Survey, Question string
	// Name is shown in reports; empty takes the tool's title.
	Name string
	Kind string // nps, csat, ces or ignore
	// Scale is the lowest and the highest answer; empty takes the question's own.
	Scale    []float64
	Reversed bool
	// Relationship is nil where naming a ticket tells.
	Relationship *bool
	// Comment is the question that asks why; empty takes all free text.
	Comment string
	// Words are the points answers given as words stand for.
	Words map[string]float64
}

// id is what the models know the question by.
func (q SurveyQuestion) id() string { return cmp.Or(q.Question, "kind "+q.Kind) }

func (s Settings) surveyRows() [][]string {
	var rows [][]string
	for _, q := range s.Surveys {
		low, high, relationship := "NULL", "NULL", "NULL"
		if len(q.Scale) == 2 {
			low, high = number(q.Scale[0]), number(q.Scale[1])
		}
		if q.Relationship != nil {
			relationship = strconv.FormatBool(*q.Relationship)
		}
		rows = append(rows, []string{literal(q.Source), literal(q.Survey), literal(q.id()), "nullif(" + literal(q.Name) + ", '')",
			literal(q.Kind), low, high, strconv.FormatBool(q.Reversed), relationship, "nullif(" + literal(q.Comment) + ", '')"})
	}
	return rows
}

func (s Settings) wordRows() [][]string {
	var rows [][]string
	for _, q := range s.Surveys {
		for _, word := range sortedKeys(q.Words) {
			rows = append(rows, []string{literal(q.Source), literal(q.Survey), literal(q.id()),
				"word_of(" + literal(word) + ")", number(q.Words[word])})
		}
	}
	return rows
}
