package reports

import "time"

// Maturity is how far the company judges its Customer Success to be, pillar by
// pillar, beside what the data suggest. It is not for customers.
type Maturity struct {
	Company string
	AsOf    time.Time
	KnownAt time.Time

	Pillars []Pillar
	// Score and Previous are shares of the highest level, Coverage that of the pillars judged.
	Score, Previous, Coverage Number
	Assessed, Stale           int
	Weakest                   []string // titles
}

// The levels of a pillar.
const (
	NotJudged = iota - 1
	LevelNone
	LevelBasic
	LevelIntermediate
	LevelAdvanced
)

// Pillar is one side of Customer Success. Level, Before and Suggested are levels.
type Pillar struct {
	Name, Title                   string
	Basic, Intermediate, Advanced string // what each level looks like
	Level, Before, Suggested      int
	JudgedOn, BeforeOn            time.Time // zero when not judged
	By, Evidence                  string
	Stale                         bool
	Facts                         []PillarFact
}

// PillarFact is a criterion of a level that the data can measure. Unit is share,
// count or proof.
type PillarFact struct {
	Level int
	Fact  string
	Unit  string
	Value Number
	Least float64
	Met   bool
}
