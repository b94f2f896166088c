package pdf

import (
	"strings"
	"testing"

	"quarterdeck/reports"
)

// TestReviewHasItsFixedParts: a review goes over usage, adoption, the value of it and
// what could be added; it names who is there, one practice that helps, and a value
// with its formula for the customer to confirm. All under the words printed.
func TestReviewHasItsFixedParts(t *testing.T) {
	all := strings.Join(texts(layOut(t, sample())), "\n")
	for part, words := range map[string][]string{
		"the three values":            {"Business value", "Experience value", "Performance value"},
		"usage":                       {"Weekly active people up"},
		"adoption":                    {"seats are in use", "features of your plan are in use"},
		"business value":              {"actions", "21,400 uses of Route planning × 0.05 hours = 1,070 hours"},
		"who agreed to the value":     {"as agreed with Priya Raman on 2 Apr 2026. Is that still right? Please confirm or correct it."},
		"what could be added":         {"Which of your teams could use"},
		"one practice":                {"One step that helps"},
		"who is there, of both sides": {"Dana Whitfield", "Priya Raman"},
	} {
		for _, word := range words {
			if !strings.Contains(strings.ReplaceAll(all, "\n", " "), word) {
				t.Errorf("%s: nothing says %q", part, word)
			}
		}
	}
}

// TestValueNobodyAgreedToIsNotTold: without an agreement the page says that a value in
// money needs one, and the appendix that one is missing.
func TestValueNobodyAgreedToIsNotTold(t *testing.T) {
	q := sample()
	q.Value = nil
	q.Missing = append(q.Missing, reports.Gap{Block: "value", Reason: "not_agreed"})
	all := strings.Join(texts(layOut(t, q)), " ")
	if strings.Contains(all, " = ") || !strings.Contains(all, "once its formula is agreed with you") || !strings.Contains(all, "nobody has agreed to its assumption yet") {
		t.Errorf("the pages say:\n%s", all)
	}
}
