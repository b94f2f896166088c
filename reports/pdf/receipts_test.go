package pdf

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"quarterdeck/reports"
	"quarterdeck/reports/charts"
)

// receipted gives every number of a review, and every record that is counted, a
// receipt, as the reader does.
func receipted(q *reports.QBR) *reports.QBR {
	(&receipting{}).walk(reflect.ValueOf(q).Elem())
	return q
}

// receipting counts the receipts it gave, so that each has its own query.
type receipting struct{ n int }

func (r *receipting) walk(v reflect.Value) {
	if n, ok := v.Interface().(reports.Number); ok {
		if v.CanSet() && n.OK() && n.Receipt == nil {
			r.n++
			v.Set(reflect.ValueOf(n.Cited(reports.Receipt{What: reports.Say("receipt.seats", nil), SQL: fmt.Sprint("SELECT ", r.n)})))
		}
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			r.walk(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).Name == "Record" {
				v.Field(i).Set(reflect.ValueOf(reports.Num(1)))
			}
			if v.Type().Field(i).IsExported() {
				r.walk(v.Field(i))
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			r.walk(v.Index(i))
		}
	case reflect.Map:
		r.args(v)
	}
}

// args cites the numbers of a map, as those among the facts of a sentence.
func (r *receipting) args(m reflect.Value) {
	keys := m.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	for _, key := range keys {
		if n, ok := m.MapIndex(key).Interface().(reports.Number); ok && n.OK() && n.Receipt == nil {
			r.n++
			m.SetMapIndex(key, reflect.ValueOf(n.Cited(reports.Receipt{What: reports.Say("receipt.seats", nil), SQL: fmt.Sprint("SELECT ", r.n)})))
		}
		if told, ok := m.MapIndex(key).Interface().(reports.Told); ok && told.Receipt == nil {
			r.n++
			told.Number = told.Cited(reports.Receipt{What: reports.Say("receipt.seats", nil), SQL: fmt.Sprint("SELECT ", r.n)})
			m.SetMapIndex(key, reflect.ValueOf(told))
		}
	}
}

// cutNumbers are the numbers the list at the end does not print whole.
func cutNumbers(doc *document) []string {
	var out []string
	for i, n := range doc.listed {
		page := doc.pages[doc.rows[i].page]
		if !slices.ContainsFunc(page.Ops, func(op charts.Op) bool { return op.Path == nil && op.Text == n.Text }) {
			out = append(out, fmt.Sprintf("the list of numbers has no whole %q", n.Text))
		}
	}
	return out
}

// TestEveryNumberHasAReceipt goes over what is drawn of every kind of customer.
func TestEveryNumberHasAReceipt(t *testing.T) {
	for _, language := range []string{"en", "de", "fr"} {
		theme, err := DefaultTheme()
		if err != nil {
			t.Fatal(err)
		}
		theme.Language = language
		r, err := New(theme)
		if err != nil {
			t.Fatal(err)
		}
		for name, q := range samples() {
			t.Run(language+" "+name, func(t *testing.T) {
				doc, err := r.layout(receipted(q))
				if err != nil {
					t.Fatal(err)
				}
				if bad := append(doc.loose(), cutNumbers(doc)...); len(bad) > 0 {
					t.Errorf("%s", strings.Join(bad, "\n"))
				}
			})
		}
	}
	t.Run("the test sees what has none", func(t *testing.T) {
		q := sample()
		q.Seats.Bought = reports.Num(240)
		if len(layOut(t, q).loose()) == 0 {
			t.Error("seats without a receipt pass")
		}
	})
}
