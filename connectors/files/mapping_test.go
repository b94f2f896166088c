package files_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/config"
)

// TestMappingOverNames: where the configuration says which column is meant, one
// that is only called like ours is kept beside it and never taken for it.
func TestMappingOverNames(t *testing.T) {
	columns := map[string]string{"amount": "Netto", "tax": "customer_id", "customer_id": "tax"}
	for name, text := range map[string]string{
		"i.csv":   "invoice_id,amount,Netto,customer_id,tax\ni1,119.00,100.00,19.00,c1\ni2,238.00,,38.00,c2\n",
		"i.jsonl": `{"invoice_id":"i1","amount":119.00,"Netto":100.00,"customer_id":19.00,"tax":"c1"}` + "\n" + `{"invoice_id":"i2","amount":238.00,"customer_id":38.00,"tax":"c2"}` + "\n",
	} {
		rows, err := landed(t, "invoices", config.Table{Path: write(t, name, text), Columns: columns})
		if err != nil {
			t.Fatal(err)
		}
		extra := map[string]string{"i.csv": `{"their_amount":"119.00"}`, "i.jsonl": `{"their_amount":119.00}`}[name]
		second := map[string]string{"i.csv": `{"their_amount":"238.00"}`, "i.jsonl": `{"their_amount":238.00}`}[name]
		want := []map[string]any{
			{"invoice_id": "i1", "amount": "100", "customer_id": "c1", "tax": "19", "_extra": extra},
			{"invoice_id": "i2", "customer_id": "c2", "tax": "38", "_extra": second},
		}
		if diff := cmp.Diff(want, rows); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
