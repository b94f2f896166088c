package pdf

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"quarterdeck/reports"
)

// sampleStrategy is a map with every status and every verdict.
func sampleStrategy() *reports.Strategy {
	tested := func(from, to, fromMeasure, toMeasure, sign string, lag, n int, rho, low, high float64, verdict string) reports.Link {
		return reports.Link{From: from, To: to, FromMeasure: fromMeasure, ToMeasure: toMeasure, Expected: sign, Lag: lag, Months: n,
			Rho: reports.Num(rho), Low: reports.Num(low), High: reports.Num(high), Verdict: verdict}
	}
	open := func(from, to, fromMeasure, toMeasure, sign string, lag, n int, reason string) reports.Link {
		return reports.Link{From: from, To: to, FromMeasure: fromMeasure, ToMeasure: toMeasure, Expected: sign, Lag: lag, Months: n, Verdict: "not_enough_data", Reason: reason}
	}
	sum := open("keep_revenue", "grow_revenue", "Gross revenue retention", "Net revenue retention", "plus", 0, 0, "")
	sum.Verdict = "arithmetic"
	return &reports.Strategy{
		Company: "Northwind Cloud", AsOf: time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC), KnownAt: time.Date(2026, 11, 22, 7, 0, 0, 0, time.UTC),
		Lanes: []reports.Lane{{Name: "financial", Title: "Financial"}, {Name: "customer", Title: "Customer"}, {Name: "internal", Title: "Internal process"}, {Name: "learning", Title: "Learning and growth"}},
		Goals: []reports.Aim{{Name: "revenue", Title: "Keep and grow recurring revenue", Owner: "Chief Revenue Officer"}},
		Objectives: []reports.Objective{
			{Name: "grow_revenue", Title: "Grow with the customers we have", Lane: "financial", Aim: "revenue", Owner: "VP Customer Success", Status: "yellow", Score: reports.Num(0.86), KPIs: []reports.Measure{
				{Name: "nrr", Metric: "Net revenue retention", Unit: "ratio", Status: "yellow", Owner: "VP Customer Success", Actual: reports.Num(1.0223), Previous: reports.Num(0.97), Target: reports.Num(1.08)},
				{Name: "first_reply_p50", Metric: "Time to the first reply", Unit: "minutes", Status: "grey", Target: reports.Num(120)}}},
			{Name: "keep_revenue", Title: "Keep recurring revenue", Lane: "financial", Status: "green", Score: reports.Num(1)},
			{Name: "keep_customers", Title: "Customers stay", Lane: "customer", Status: "red", Score: reports.Num(0.41)},
			{Name: "satisfied_customers", Title: "Customers reach value and say so", Lane: "customer", Status: "green", Score: reports.Num(1)},
			{Name: "first_value", Title: "New customers soon reach value", Lane: "internal", Status: "grey"},
			{Name: "timely_help", Title: "Help in time and for good", Lane: "internal", Status: "green", Score: reports.Num(1)},
			{Name: "known_customers", Title: "Every customer is known", Lane: "learning", Status: "yellow", Score: reports.Num(0.92)},
			{Name: "able_team", Title: "An able, trained team", Lane: "learning", Status: "hollow"},
		},
		Links: []reports.Link{
			open("known_customers", "timely_help", "Match rate", "Replies in time", "plus", 1, 4, "few_months"),
			open("known_customers", "first_value", "Customers with a health score", "First value within 30 days", "plus", 1, 4, "few_months"),
			open("able_team", "first_value", "", "First value within 30 days", "plus", 1, 0, "no_measure"),
			tested("timely_help", "satisfied_customers", "Replies in time", "Customer satisfaction", "plus", 0, 29, 0.62, 0.31, 0.81, "agrees"),
			tested("timely_help", "satisfied_customers", "Time to the resolution", "Customer satisfaction", "minus", 0, 29, -0.21, -0.55, 0.19, "no_support"),
			tested("first_value", "keep_customers", "First value within 30 days", "Logo churn", "minus", 3, 22, 0.48, 0.06, 0.76, "opposite"),
			open("satisfied_customers", "keep_customers", "Customer satisfaction", "Share of MRR in good health", "plus", 1, 4, "few_months"),
			tested("satisfied_customers", "grow_revenue", "Net promoter score", "Expansion MRR", "plus", 3, 24, 0.11, -0.31, 0.5, "no_support"),
			tested("satisfied_customers", "keep_revenue", "Net promoter score", "Customer lifetime value", "plus", 3, 14, 0.71, 0.22, 0.92, "agrees"),
			open("keep_customers", "keep_revenue", "Share of MRR in good health", "Gross revenue retention", "plus", 3, 14, "constant"),
			sum,
		},
	}
}

// TestMapPage prints the sample; with -samples the file is kept to be looked at.
func TestMapPage(t *testing.T) {
	r, m := newRenderer(t), sampleStrategy()
	doc, err := r.layoutMap(m)
	if err != nil {
		t.Fatal(err)
	}
	if bad := misplaced(doc, 841.89, 595.28); len(bad) > 0 {
		t.Errorf("%s", strings.Join(bad, "\n"))
	}
	printed := strings.Join(texts(doc), "\n")
	for _, want := range []string{
		"2 of the 5 arrows the history can judge agree with it", "never that one is the cause of the other", "Financial", "Off target, 41% of the way", "Not measured yet", "No value to trust",
		"agrees: 0.62 (0.31 to 0.81), n 29", "opposite: 0.48 (0.06 to 0.76), n 22", "not enough data: 4 of 12 months", "true by its formula", "3 months later", "For internal use", "Keep and grow recurring revenue", "102.2%", "2 h", "Near target",
	} {
		if !strings.Contains(printed, want) {
			t.Errorf("%q is not printed:\n%s", want, printed)
		}
	}
	var once, twice bytes.Buffer
	for _, w := range []*bytes.Buffer{&once, &twice} {
		if result, err := r.Map(w, m); err != nil || result.Pages != 2 || len(result.Warnings) > 0 {
			t.Fatalf("got %+v, %v", result, err)
		}
	}
	if !bytes.Equal(once.Bytes(), twice.Bytes()) {
		t.Error("the same map gives different bytes")
	}
	if *samplesDir != "" {
		if err := os.WriteFile(filepath.Join(*samplesDir, "map.pdf"), once.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// Any map makes a tidy page, as long as it can be drawn; else the page says so.
func TestAnyMapPageIsTidy(t *testing.T) {
	r, words := newRenderer(t), rapid.StringMatching(`[A-Za-z]{1,14}( [a-z]{1,12}){0,8}`)
	rapid.Check(t, func(t *rapid.T) {
		m := &reports.Strategy{Company: words.Draw(t, "company"), Lanes: sampleStrategy().Lanes, Goals: []reports.Aim{{Name: "g", Title: words.Draw(t, "goal")}}}
		for i := range rapid.IntRange(0, 26).Draw(t, "objectives") {
			m.Objectives = append(m.Objectives, reports.Objective{
				Name: fmt.Sprint(i), Title: words.Draw(t, "title"), Aim: "g", KPIs: sampleStrategy().Objectives[0].KPIs, Lane: m.Lanes[rapid.IntRange(0, 3).Draw(t, "lane")].Name,
				Status: rapid.SampledFrom([]string{"green", "yellow", "red", "grey", "hollow"}).Draw(t, "status"), Score: reports.Num(0.5),
			})
		}
		for range rapid.IntRange(0, 30).Draw(t, "links") {
			if len(m.Objectives) < 2 {
				break
			}
			from := rapid.IntRange(0, len(m.Objectives)-1).Draw(t, "from")
			to := (from + rapid.IntRange(1, len(m.Objectives)-1).Draw(t, "to")) % len(m.Objectives)
			l := rapid.SampledFrom(sampleStrategy().Links).Draw(t, "link")
			l.From, l.To, l.FromMeasure = m.Objectives[from].Name, m.Objectives[to].Name, words.Draw(t, "measure")
			m.Links = append(m.Links, l)
		}
		doc, err := r.layoutMap(m)
		if err != nil {
			t.Fatal(err)
		}
		if bad := misplaced(doc, 841.89, 595.28); len(bad) > 0 {
			t.Fatalf("%s", strings.Join(bad, "\n"))
		}
	})
}
