package reports_test

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/reports"
	"quarterdeck/reports/wording"
	"quarterdeck/templates"
)

// bannedWords are what no customer reads of itself.
func bannedWords() []string {
	return []string{"health", "risk", "churn", "probab", "forecast", "pulse", "mrr", "margin", "segment", "alert", "band", "escalat", "upsell", "expansion"}
}

// TestScorecardSaysWhatTheMartSays: the review computes its items from the facts of
// its pages, the mart computes them in SQL. They agree for every customer.
func TestScorecardSaysWhatTheMartSays(t *testing.T) {
	db := world(t).build("2026-10-02")
	compareScorecards(t, db)
	got := martItems(t, db, "100")
	for item, want := range map[string]string{
		// Of four goals one belongs to an earlier review; one is reached by its numbers,
		// of the success of g2 the numbers say otherwise and its date has passed.
		"goals": "1 - 3 -", "promises": "1 - 2 -",
		"nps": "81.818182 - - -", "csat": "- - - few_answers", "ces": "- - - no_answers",
		"seats": "6 - 30 -", "features": "1 1 2 -", "active_days": "91 91 - -", "open_tickets": "1 - - -",
		// Nine replies after one to nine hours; those of the quarter before: none.
		"first_reply": "300 - - -",
	} {
		if got[item] != want {
			t.Errorf("%s of 100 is %q, want %q", item, got[item], want)
		}
	}
	if got := martItems(t, db, "200"); got["first_reply"] != "- - - no_data" || got["goals"] != "- - - none_recorded" {
		t.Errorf("200, of whom nothing is known: %v", got)
	}
}

// compareScorecards fails where the mart and a review differ.
func compareScorecards(t *testing.T, db *sql.DB) {
	t.Helper()
	all := readAll(t, db, reports.QBROptions{})
	if len(all) == 0 {
		t.Fatal("no reviews")
	}
	for _, q := range all {
		mart := martItems(t, db, q.Customer.ID)
		for _, group := range q.Scorecard() {
			for _, item := range group.Items {
				got := fmt.Sprint(plain(item.Current), " ", plain(item.Previous), " ", plain(item.Goal), " ", or(item.Reason))
				if want := mart[item.Name]; got != want {
					t.Errorf("%s of %s: the review says %q, the mart %q", item.Name, q.Customer.ID, got, want)
				}
				delete(mart, item.Name)
			}
		}
		if len(mart) > 0 {
			t.Errorf("the mart has more of %s: %v", q.Customer.ID, mart)
		}
	}
}

// martItems are current, previous, goal and reason by item.
func martItems(t *testing.T, db *sql.DB, customer string) map[string]string {
	t.Helper()
	rows, err := db.QueryContext(context.Background(),
		"SELECT item, current, previous, goal, coalesce(reason, '') FROM marts.customer_scorecard WHERE customer_id = ?", customer)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	items := map[string]string{}
	for rows.Next() {
		var item, reason string
		var now, before, goal *float64
		if err := rows.Scan(&item, &now, &before, &goal, &reason); err != nil {
			t.Fatal(err)
		}
		items[item] = fmt.Sprint(plain(reports.NumFrom(now)), " ", plain(reports.NumFrom(before)), " ", plain(reports.NumFrom(goal)), " ", or(reason))
	}
	return items
}

func plain(n reports.Number) string {
	if !n.OK() {
		return "-"
	}
	return fmt.Sprint(math.Round(n.V*1e6) / 1e6)
}

func or(reason string) string {
	if reason == "" {
		return "-"
	}
	return reason
}

// TestScorecardForCustomersHoldsNoOtherWord: its columns, items, labels, units and
// reasons are these, and each has its words in the review.
func TestScorecardForCustomersHoldsNoOtherWord(t *testing.T) {
	db := world(t).build("2026-10-02")
	list := func(query string) []string {
		rows, err := db.Query(query)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		var out []string
		for rows.Next() {
			var s string
			if err := rows.Scan(&s); err != nil {
				t.Fatal(err)
			}
			out = append(out, s)
		}
		return out
	}
	columns := list("SELECT column_name FROM information_schema.columns WHERE table_schema = 'marts' AND table_name = 'customer_scorecard' ORDER BY ordinal_position")
	allowed := []string{"as_of", "customer_id", "value", "item", "label", "current", "previous", "unit", "goal", "reason", "place", "period_start", "period_end"}
	if diff := cmp.Diff(allowed, columns); diff != "" {
		t.Error(diff)
	}
	book, err := wording.Load(templates.Files, "en")
	if err != nil {
		t.Fatal(err)
	}
	var items []string
	for _, group := range (&reports.QBR{}).Scorecard() {
		for _, item := range group.Items {
			label := book.Text("score." + item.Name)
			items = append(items, strings.Join([]string{group.Value, item.Name, label, item.Unit}, "|"))
		}
	}
	if diff := cmp.Diff(items, list(`
		SELECT value || '|' || item || '|' || label || '|' || unit FROM marts.customer_scorecard GROUP BY 1, place ORDER BY place`)); diff != "" {
		t.Error(diff)
	}
	for _, word := range append(items, list("SELECT DISTINCT reason FROM marts.customer_scorecard WHERE reason IS NOT NULL")...) {
		for _, banned := range bannedWords() {
			if strings.Contains(strings.ToLower(word), banned) {
				t.Errorf("%q holds %q", word, banned)
			}
		}
	}
}

// TestReviewHasNoFieldNobodyAllowed: everything a renderer of reviews can reach is
// listed in testdata/customer_fields.txt. Who adds a field decides there that a
// customer may read it.
func TestReviewHasNoFieldNobodyAllowed(t *testing.T) {
	raw, err := os.ReadFile("testdata/customer_fields.txt")
	if err != nil {
		t.Fatal(err)
	}
	allowed := strings.Fields(string(raw))
	got := fieldsOf(reflect.TypeOf(reports.QBR{}), "", map[reflect.Type]bool{})
	slices.Sort(got)
	if diff := cmp.Diff(allowed, got); diff != "" {
		t.Errorf("the fields of a review are not those of the list:\n%s", diff)
	}
	for _, field := range got {
		for _, banned := range bannedWords() {
			if strings.Contains(strings.ToLower(field), banned) {
				t.Errorf("the review has a field %s", field)
			}
		}
	}
}

// fieldsOf names the fields of a type and of what it holds.
func fieldsOf(typ reflect.Type, path string, above map[reflect.Type]bool) []string {
	for typ.Kind() == reflect.Pointer || typ.Kind() == reflect.Slice || typ.Kind() == reflect.Map {
		typ = typ.Elem()
	}
	if typ.Kind() != reflect.Struct || typ.PkgPath() != reflect.TypeOf(reports.QBR{}).PkgPath() || above[typ] || typ == reflect.TypeOf(reports.Number{}) {
		return []string{path}
	}
	above[typ] = true
	defer delete(above, typ)
	var out []string
	for i := range typ.NumField() {
		field := typ.Field(i)
		out = append(out, fieldsOf(field.Type, strings.TrimPrefix(path+"."+field.Name, "."), above)...)
	}
	return out
}
