package reports_test

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"

	"quarterdeck/reports"
	"quarterdeck/reports/wording"
	"quarterdeck/templates"
)

// numbersOf hands every number of a review to see, with its place in it.
func numbersOf(v reflect.Value, place string, see func(string, reports.Number)) {
	switch n := v.Interface().(type) {
	case reports.Number:
		see(place, n)
		return
	case reports.Args:
		for name, arg := range n {
			if told, ok := arg.(reports.Told); ok {
				see(place+"."+name, told.Number)
			}
		}
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			numbersOf(v.Elem(), place, see)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				numbersOf(v.Field(i), place+"."+f.Name, see)
			}
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			numbersOf(v.MapIndex(key), fmt.Sprint(place, ".", key), see)
		}
	case reflect.Slice:
		for i := range v.Len() {
			numbersOf(v.Index(i), fmt.Sprintf("%s[%d]", place, i), see)
		}
	}
}

// proof follows receipts: it asks the database for every leaf and reckons the rest.
type proof struct {
	t  *testing.T
	db *sql.DB
	// customer is the one whose review it is: no leaf may ask for another.
	customer string
	leaves   map[string]bool
}

func (p *proof) value(r *reports.Receipt) float64 {
	p.t.Helper()
	var got float64
	switch {
	case r.Figure != "":
		if !strings.HasSuffix(r.Figure, "/customer="+p.customer) {
			p.t.Errorf("customer %s: the figure %s is another's", p.customer, r.Figure)
		}
		p.ask(&got, "SELECT value FROM marts.figures WHERE figure_id = '"+r.Figure+"'")
		p.leaves["figure"] = true
	case r.SQL != "":
		if strings.Contains(r.SQL, "customer_id") && !strings.Contains(r.SQL, "customer_id = '"+p.customer+"'") {
			p.t.Errorf("customer %s: the query asks for another: %s", p.customer, r.SQL)
		}
		p.ask(&got, r.SQL)
		p.leaves[r.SQL] = true
	default:
		var parts []float64
		for _, part := range r.From {
			parts = append(parts, p.value(part))
		}
		var ok bool
		if got, ok = r.How.Compute(parts); !ok {
			p.t.Errorf("customer %s: %s of %v gives nothing", p.customer, r.How, parts)
		}
	}
	return got
}

func (p *proof) ask(into *float64, query string) {
	p.t.Helper()
	if err := p.db.QueryRow(query).Scan(into); err != nil {
		p.t.Errorf("customer %s: %v\n%s", p.customer, err, query)
	}
}

// TestReceiptsGiveTheirNumbers follows every receipt of every review to the marts:
// the query of a leaf gives the number that was read, and a reckoning comes out.
func TestReceiptsGiveTheirNumbers(t *testing.T) {
	db := world(t).build("2026-10-02")
	kinds := map[string]bool{}
	for _, q := range readAll(t, db, reports.QBROptions{Commercial: everybody}) {
		p := &proof{t: t, db: db, customer: q.Customer.ID, leaves: kinds}
		see := func(place string, n reports.Number) {
			switch {
			case !n.OK():
			case n.Receipt == nil:
				if !strings.HasSuffix(place, ".NPS.ScaleMax") { // it is not printed
					t.Errorf("customer %s: %s has no receipt", q.Customer.ID, place)
				}
			default:
				if got := p.value(n.Receipt); math.Abs(got-n.V) > 1e-9*math.Max(1, math.Abs(n.V)) {
					t.Errorf("customer %s: %s is %v, its receipt %+v gives %v", q.Customer.ID, place, n.V, *n.Receipt, got)
				}
			}
		}
		numbersOf(reflect.ValueOf(*q), "", see)
		for _, group := range q.Scorecard() {
			for _, item := range group.Items {
				see("scorecard."+item.Name, item.Current)
				see("scorecard."+item.Name+".before", item.Previous)
				see("scorecard."+item.Name+".goal", item.Goal)
			}
		}
		for _, v := range q.Value {
			see("worth", v.Worth())
		}
		for _, g := range q.Goals {
			see("way", g.Way())
		}
	}
	if len(kinds) < 60 || !kinds["figure"] {
		t.Errorf("only %d leaves were followed, figures among them: %t", len(kinds), kinds["figure"])
	}
}

// TestReceiptsTellNothingElse: who holds a review holds its receipts, so they name no
// other customer and nothing of what we think of this one.
func TestReceiptsTellNothingElse(t *testing.T) {
	book, err := wording.Load(templates.Files, "en")
	if err != nil {
		t.Fatal(err)
	}
	names := map[string][]string{"100": {"'100'", "Acme", "Ship faster"}, "200": {"'200'", "Beta"}, "300": {"'300'", "Gamma"}, "400": {"'400'", "Delta"}}
	told := 0
	for _, q := range readAll(t, world(t).build("2026-10-02"), reports.QBROptions{Commercial: everybody}) {
		numbersOf(reflect.ValueOf(*q), "", func(place string, n reports.Number) {
			if n.Receipt == nil {
				return
			}
			raw, err := json.Marshal(book.Origin(n.Receipt))
			if err != nil {
				t.Fatal(err)
			}
			told++
			for owner, words := range names {
				for _, word := range words {
					if owner != q.Customer.ID && strings.Contains(string(raw), word) {
						t.Errorf("the receipt of %s of customer %s names %q: %s", place, q.Customer.ID, word, raw)
					}
				}
			}
			for _, word := range append(bannedWords(), "⟦", "note") {
				if strings.Contains(strings.ToLower(string(raw)), word) {
					t.Errorf("the receipt of %s of customer %s holds %q: %s", place, q.Customer.ID, word, raw)
				}
			}
		})
	}
	if told < 100 {
		t.Errorf("only %d receipts were read", told)
	}
}
