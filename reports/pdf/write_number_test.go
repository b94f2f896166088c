package pdf

import (
	"math"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

// TestNumbersAreThose: a written number is the given one, rounded, without an end of zeros.
func TestNumbersAreThose(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v, digits := rapid.Float64Range(-1e6, 1e6).Draw(t, "number"), rapid.IntRange(0, 3).Draw(t, "digits")
		text := string(appendNumber(nil, v, digits))
		got, err := strconv.ParseFloat(text, 64)
		if err != nil || math.Abs(got-v) > 0.5*math.Pow10(-digits)+1e-9 {
			t.Fatalf("%v is written as %q, %v", v, text, err)
		}
		if shortest := strconv.FormatFloat(got, 'f', -1, 64); text != shortest {
			t.Fatalf("%v is written as %q, want %q", v, text, shortest)
		}
	})
}
