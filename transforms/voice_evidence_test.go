package transforms

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"
)

// voices is a world of random answers and invitations: customers that change plan,
// people who answer again, scores that cannot be and answers of nobody.
func voices(source int64) map[string]string {
	r := rand.New(rand.NewSource(source))
	var customers, plans, responses, invitations strings.Builder
	customers.WriteString("customer_id name\n")
	plans.WriteString("customer_id attribute valid_from value\n")
	responses.WriteString("response_id survey kind relationship respondent_id customer_id score scale_min scale_max responded_at\n")
	invitations.WriteString("invitation_id survey kind respondent_id customer_id response_id invited_at\n")
	for c := range 12 {
		fmt.Fprintf(&customers, "c%02d C%d\n", c, c)
		fmt.Fprintf(&plans, "c%02d plan 2025-01-01 plan%d\n", c, r.Intn(3))
		if r.Intn(2) == 0 {
			fmt.Fprintf(&plans, "c%02d plan 2026-0%d-15 plan%d\n", c, 1+r.Intn(5), r.Intn(3))
		}
	}
	for n := range 500 {
		customer, person := fmt.Sprintf("c%02d", r.Intn(12)), fmt.Sprintf("p%02d", r.Intn(40))
		switch r.Intn(20) {
		case 0:
			customer = "nobody"
		case 1:
			person = "-"
		case 2:
			person += "@x.example"
		}
		kind := []string{"nps", "nps", "nps", "csat", "ces"}[r.Intn(5)]
		score, scale := fmt.Sprint(r.Intn(11)), "- -"
		switch {
		case r.Intn(25) == 0:
			score = []string{"-", "11", "-1", "7.5"}[r.Intn(4)]
		case kind == "csat" && r.Intn(3) == 0:
			score, scale = fmt.Sprint(r.Intn(2)), "0 1"
		case kind != "nps":
			score = fmt.Sprint(1 + r.Intn(5))
		}
		on := fmt.Sprintf("'2026-0%d-%02d %02d:00:00'", 1+r.Intn(6), 1+r.Intn(28), r.Intn(24))
		fmt.Fprintf(&responses, "r%03d pulse %s %t %s %s %s %s %s\n", n, kind, r.Intn(4) > 0 && (kind == "nps" || n%3 == 0), person, customer, score, scale, on)
		if r.Intn(3) == 0 {
			named := "-"
			if r.Intn(2) == 0 {
				named = fmt.Sprintf("r%03d", n)
			}
			fmt.Fprintf(&invitations, "i%03d pulse %s %s %s %s '2026-0%d-%02d 12:00:00'\n", n, kind, person, customer, named, 1+r.Intn(6), 1+r.Intn(28))
		}
	}
	return map[string]string{"files_customers": customers.String(), "files_customer_attributes": plans.String(),
		"files_survey_responses": responses.String(), "files_survey_invitations": invitations.String()}
}

// TestEvidenceOfVoiceAddsUp: every figure of what customers say is the sum of its
// answers, in every mode.
func TestEvidenceOfVoiceAddsUp(t *testing.T) {
	t.Parallel()
	metrics := []string{"nps", "nps_transactional", "nps_account", "csat", "csat_relationship", "ces", "ces_relationship", "survey_response_rate"}
	for i, mode := range []string{"latest_per_respondent", "responses", "accounts"} {
		w := world{asOf: "2026-06-20", landed: voices(int64(i)), settings: func(s *Settings) {
			s.Metrics.NPSMode, s.Metrics.NPSMinN = mode, 3
			s.Metrics.CES = []string{"mean", "positive_share", "index"}[i]
			s.Segments = []Segment{{Name: "plan"}}
		}}
		e := explainer(t, w, metrics...)
		ids, err := e.Sample(t.Context(), 4)
		if err != nil || len(ids) < 60 {
			t.Fatalf("%s: %d figures, %v", mode, len(ids), err)
		}
		for _, id := range ids {
			figure, sum, err := e.Add(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			if !SameValue(figure.Value, sum) {
				t.Errorf("%s: %s is %v, its rows give %v", mode, id, shown(figure.Value), shown(sum))
			}
		}
	}
}
