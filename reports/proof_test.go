package reports_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"quarterdeck/reports"
	"quarterdeck/reports/pdf"
	search "quarterdeck/reports/proof"
)

// TestNamesOfOthersHoldAReview goes the whole way: published facts, finished files,
// and what is searched for read from the same publication.
func TestNamesOfOthersHoldAReview(t *testing.T) {
	db := world(t).build("2026-10-02")
	facts, err := search.Read(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	renderer, err := pdf.Open(pdf.Brand{})
	if err != nil {
		t.Fatal(err)
	}
	index := search.New(facts.Parties, append(facts.Plain, renderer.Words()...))
	if told := index.Told(); len(told) != 4 { // the ids 100 to 400
		t.Errorf("not searched for: %+v", told)
	}
	inspected := func(q *reports.QBR) error {
		var out bytes.Buffer
		if err := renderer.QBR(&out, q); err != nil {
			t.Fatal(err)
		}
		_, err := index.Inspect(q.Customer.ID, out.Bytes())
		return err
	}
	all := readAll(t, db, reports.QBROptions{Customers: []string{"100", "200", "300"}})
	for _, q := range all {
		if err := inspected(q); err != nil {
			t.Errorf("the review of %s is held: %v", q.Customer.ID, err)
		}
	}
	for name, plant := range map[string]func(q *reports.QBR){
		"beta of customer 200":          func(q *reports.QBR) { q.Note.Text = "Do it as beta does." },
		"gamma.example of customer 300": func(q *reports.QBR) { q.Support.Oldest[0].Subject = "Mail from x@gamma.example" },
		"Delta of customer 400":         func(q *reports.QBR) { q.Promises[0].Text = "A visit at Delta" },
		"Gamma of customer 300":         func(q *reports.QBR) { q.Supplier.Name = "Gamma" },
	} {
		q := readAll(t, db, reports.QBROptions{Customers: []string{"100"}})[0]
		plant(q)
		text, customer, _ := strings.Cut(name, " of ")
		var leak *search.LeakError
		if err := inspected(q); !errors.As(err, &leak) || !strings.Contains(err.Error(), `"`+text+`"`) || !strings.Contains(err.Error(), customer) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
