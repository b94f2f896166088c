package config

// Survey says what one question of a survey measures. A question nobody maps is
// judged by its own type where the tool has one for NPS and ratings.
type Survey struct {
	// Survey is the vendor's id of the survey or form.
	Survey string `yaml:"survey"`
	// Name is shown in reports; empty takes the vendor's title.
	Name string `yaml:"name"`
	// Question is the vendor's id of the question, or its ref.
	Question string `yaml:"question"`
	// Kind is nps, csat or ces, or ignore for a question that is none of them.
	Kind string `yaml:"kind"`
	// Scale is the lowest and the highest answer; empty takes the question's own,
	// else 0-10 for NPS, 1-5 for CSAT and 1-7 for CES.
	Scale []float64 `yaml:"scale"`
	// Reversed is true where the lowest answer is the best.
	Reversed bool `yaml:"reversed"`
	// Relationship is false for surveys about one event, such as a ticket; nil means true.
	Relationship *bool `yaml:"relationship"`
	// Words maps answers given as words to points of the scale.
	Words map[string]float64 `yaml:"words"`
	// Comment is the id of the question that asks why.
	Comment string `yaml:"comment"`
}

// SurveyKinds are what a question can measure.
func SurveyKinds() []string { return []string{"nps", "csat", "ces", "ignore"} }
