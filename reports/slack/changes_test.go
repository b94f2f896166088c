package slack

import (
	"strings"
	"testing"

	"quarterdeck/reports"
)

// A change of what a number means, or of what was said of a closed period, is told
// in a word each; the message stays within its room.
func TestDigestTellsWhatDoesNotCompare(t *testing.T) {
	d := sample()
	d.Changes = reports.Changes{Definitions: []string{"NRR", "GRR <&>"}, Restated: 1234, Reason: "late_data"}
	m, err := Compose(d)
	if err != nil {
		t.Fatal(err)
	}
	text := Preview(m)
	for _, want := range []string{"new definition, not to be compared with before: NRR, GRR", "1,234 published figures of closed periods restated, mostly by late data"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in:\n%s", want, text)
		}
	}
	if m, err = Compose(sample()); err != nil || strings.Contains(Preview(m), "restated") {
		t.Errorf("a night without changes tells of some, %v:\n%s", err, Preview(m))
	}
}
