package connectortest

import (
	"net/http"
	"testing"

	"quarterdeck/config"
	"quarterdeck/connectors"
)

// Vendor is what a newcomer tells the suite.
type Vendor struct {
	// Open makes the source. Config has everything but the base URL.
	Open   func(config.Source, connectors.Deps) (connectors.Source, error)
	Config config.Source
	// Stream is the stream the suite pulls.
	Stream string
	// Serve answers as the vendor does to the stream's first load: n pages, the
	// records of the ith as page(i) gives them, counted from 0.
	Serve func(n int, page func(i int) []string) http.Handler
	// Repeat answers every request for a page with these records and the
	// same promise of a next one. Nil when the vendor has no page tokens.
	Repeat func(records []string) http.Handler
	// EmptyPages is true when the vendor's paging can go on after a page without
	// records; otherwise such a page must end the walk or be an error.
	EmptyPages bool
	// EmptyPageEnds is true when a page without records is how the vendor says "no more".
	EmptyPageEnds bool
	// Record is the JSON object of record n. more, when not empty, is a list of
	// JSON members that it must hold too, such as `"a":1,"b":2`.
	Record func(n int64, more string) string
	// KeyColumn is the column that tells the records apart. Its text for record n
	// is KeyText followed by n.
	KeyColumn, KeyText string
	// Number is a column of numbers, and NumberRecord is record n with the JSON
	// value in that column's place.
	Number       string
	NumberRecord func(n int64, value string) string
	// NullObject are the members that make an object of the record null.
	NullObject string

	// All that follows may be left out.

	// Authorized says whether a request brings Secret the way this vendor wants
	// it. Nil accepts a bearer token and both halves of a basic login.
	Authorized func(*http.Request) bool
	// CheckAnswer is the body that satisfies Check.
	CheckAnswer string
	// Token answers requests to TokenPath, for vendors that fetch an access token
	// first: it hands out Secret as the token. No fault ever befalls it.
	Token     http.Handler
	TokenPath string
	// Refusals are the answers whose body decides what they mean: a missing
	// scope, a plan without the feature, a used-up quota.
	Refusals []Refusal
	// Polls says that the source waits for jobs of the vendor, so that its waits
	// are not those of the throttling alone.
	Polls bool
	// Enum is a column whose values the vendor may add to, and EnumRecord record
	// n with that value in it.
	Enum       string
	EnumRecord func(n int64, value string) string
	// Poison are records that cannot be landed; nil means things that are no
	// objects and an object without a key. Empty but not nil where the format
	// cannot hold a bad record.
	Poison []string
	// Strict says that a record with a value that does not fit its column is
	// rejected; otherwise it lands without the value.
	Strict bool
	// Checkpoints says that the stream makes checkpoints on its way.
	Checkpoints bool
	// Incremental is how the vendor tells what changed; nil for a stream that is
	// always read whole and has nothing to get wrong between two pulls.
	Incremental *Incremental
}

// Run runs every exercise.
func Run(t *testing.T, v Vendor) {
	t.Run("declarations", func(t *testing.T) { exerciseDeclarations(t, v) })
	t.Run("schema", func(t *testing.T) { exerciseSchema(t, v) })
	t.Run("paging to the end", func(t *testing.T) { exercisePaging(t, v) })
	t.Run("nothing there", func(t *testing.T) { exerciseNothing(t, v) })
	t.Run("check", func(t *testing.T) { exerciseCheck(t, v) })
	t.Run("unknown stream", func(t *testing.T) { exerciseUnknownStream(t, v) })
	t.Run("broken cursor", func(t *testing.T) { exerciseBrokenCursor(t, v) })

	t.Run("wrong token", func(t *testing.T) { exerciseWrongToken(t, v) })
	t.Run("refusals", func(t *testing.T) { exerciseRefusals(t, v) })
	t.Run("throttled with Retry-After", func(t *testing.T) { exerciseThrottled(t, v, inSeconds) })
	t.Run("throttled with Retry-After as a date", func(t *testing.T) { exerciseThrottled(t, v, asDate) })
	t.Run("throttled without Retry-After", func(t *testing.T) { exerciseThrottled(t, v, withoutTime) })
	t.Run("server errors", func(t *testing.T) { exerciseServerErrors(t, v) })
	t.Run("broken for good", func(t *testing.T) { exerciseBrokenForGood(t, v) })
	t.Run("reset", func(t *testing.T) { exerciseReset(t, v) })
	t.Run("truncated body", func(t *testing.T) { exerciseTruncated(t, v) })

	t.Run("repeated cursor", func(t *testing.T) { exerciseRepeatedCursor(t, v) })
	t.Run("empty middle page", func(t *testing.T) { exerciseEmptyPage(t, v) })
	t.Run("cancel in mid-page", func(t *testing.T) { exerciseCancel(t, v) })
	t.Run("sink fails", func(t *testing.T) { exerciseSinkError(t, v) })

	t.Run("new field on page 2", func(t *testing.T) { exerciseNewField(t, v) })
	t.Run("type change", func(t *testing.T) { exerciseTypeChange(t, v) })
	t.Run("null where an object was", func(t *testing.T) { exerciseNullObject(t, v) })
	t.Run("integers beyond 2^53", func(t *testing.T) { exerciseBigNumbers(t, v) })
	t.Run("unknown value", func(t *testing.T) { exerciseUnknownValue(t, v) })
	t.Run("text that is not UTF-8", func(t *testing.T) { exerciseBadText(t, v) })
	t.Run("ten megabytes of text", func(t *testing.T) { exerciseGreatText(t, v) })
	t.Run("poison", func(t *testing.T) { exercisePoison(t, v) })
	t.Run("bounded memory", func(t *testing.T) { exerciseMemory(t, v) })

	t.Run("resume after a kill", func(t *testing.T) { exerciseResume(t, v) })
	t.Run("nights", func(t *testing.T) { exerciseIncremental(t, v) })
}
