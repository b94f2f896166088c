package reports

import "time"

// Sentence is something to say, without a language: the key of a pattern in
// the wording and the facts to put into it. Only the types below may be
// arguments, so that each is printed in the reader's form.
type Sentence struct {
	Key  string
	Args Args
}

// Args are the facts of a Sentence by the names the pattern uses.
type Args map[string]any

// The kinds of arguments beside string (printed as it is), time.Time (a day),
// Period, Sentence, and Told, a number with its receipt.
type (
	Count   float64 // a number of things: 1,240
	Share   float64 // a part of a whole: 0.25 is 25 %
	Rise    float64 // a change: 0.18 is 18 %, its sign is left to the sentence
	Points  float64 // a score with its sign: +42
	Minutes float64 // a length of time
	Month   time.Time
)

// Say makes a sentence.
func Say(key string, args Args) Sentence { return Sentence{Key: key, Args: args} }

// Empty says whether there is nothing to say.
func (s Sentence) Empty() bool { return s.Key == "" }
