package files_test

import (
	"bytes"
	"compress/gzip"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"quarterdeck/config"
)

func TestRestLandsBesideRejects(t *testing.T) {
	path := write(t, "g.csv", "goal_id,title,target\ng1,a,1\ng2,b,many\ng3,c\n,d,4\ng1,other,1\ng6,\"say \"\"hi\"\"\",6\ng7,a\"b,7\ng8,e,8\n")
	rows, rejects, err := pulled(t, "goals", config.Table{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]map[string]any{
		{"goal_id": "g1", "title": "a", "target": 1.0}, {"goal_id": "g6", "title": `say "hi"`, "target": 6.0}, {"goal_id": "g8", "title": "e", "target": 8.0},
	}, rows); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{
		`g.csv:3: column target: "many" is not a number with a decimal point`,
		`g.csv:4: the row has 2 columns, the header 3; quote values that hold the separator`,
		`g.csv:5: column goal_id is empty; every row needs it`,
		`g.csv:6: ` + path + `:2 has the same goal_id with other values; give every row its own`,
		`g.csv:8: bare " in non-quoted-field`,
	}, rejects); diff != "" {
		t.Errorf("rejects (-want +got):\n%s", diff)
	}
}

// TestOpenQuoteFailsTheFile: behind a quote nobody closed no row can be told.
func TestOpenQuoteFailsTheFile(t *testing.T) {
	_, rejects, err := pulled(t, "goals", config.Table{Path: write(t, "g.csv", "goal_id,title\ng1,\"a\ng2,b\ng3,c\n")})
	if err == nil || len(rejects) != 0 {
		t.Errorf("got error %v and rejects %v, want an error alone", err, rejects)
	}
}

func TestEncodings(t *testing.T) {
	const text = "goal_id,title\ng1,Müller – 50 € für Łódź\n"
	plain := "goal_id,title\ng1,Müller – 50 €\n"
	encode := func(e interface{ String(string) (string, error) }, s string) string {
		out, err := e.String(s)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	utf16 := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder()
	for name, test := range map[string]struct{ content, encoding, title string }{
		"UTF-8":                         {text, "", "Müller – 50 € für Łódź"},
		"UTF-8 named, with mark":        {"\xef\xbb\xbf" + text, "utf-8", "Müller – 50 € für Łódź"},
		"windows-1252":                  {encode(charmap.Windows1252.NewEncoder(), plain), "windows-1252", "Müller – 50 €"},
		"mark of UTF-8 beats the name":  {"\xef\xbb\xbf" + text, "windows-1252", "Müller – 50 € für Łódź"},
		"mark of UTF-16 beats the name": {encode(utf16, text), "", "Müller – 50 € für Łódź"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := landed(t, "goals", config.Table{Path: write(t, "g.csv", test.content), Encoding: test.encoding})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]map[string]any{{"goal_id": "g1", "title": test.title}}, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestNumbersAndDatesOfOtherCountries(t *testing.T) {
	german := config.Table{Delimiter: ";", DecimalComma: true, DateFormat: "DD.MM.YYYY", Timezone: "Europe/Berlin"}
	for _, test := range []struct {
		name, table, text string
		spec              config.Table
		want              map[string]any
		reject            string
	}{
		{name: "money", table: "invoices", text: "invoice_id;customer_id;amount;issued_on\n1;a;1.234.567,89;31.03.2026\n", spec: german,
			want: map[string]any{"invoice_id": "1", "customer_id": "a", "amount": "1234567.89", "issued_on": "2026-03-31"}},
		{name: "a space between thousands", table: "invoices", text: "invoice_id;customer_id;amount\n1;a;-1\u202f234,5\n", spec: german,
			want: map[string]any{"invoice_id": "1", "customer_id": "a", "amount": "-1234.5"}},
		{name: "points that are no thousands", table: "invoices", text: "invoice_id;customer_id;amount\n1;a;12.34\n", spec: german,
			reject: `i.csv:2: column amount: "12.34" is not a number with a decimal comma`},
		{name: "day and month exchanged", table: "invoices", text: "invoice_id;customer_id;amount;issued_on\n1;a;1;03/31/2026\n", spec: german,
			reject: `i.csv:2: column issued_on: "03/31/2026" is not a date written DD.MM.YYYY`},
		{name: "not the declared format although it is ISO", table: "invoices", text: "invoice_id;customer_id;amount;issued_on\n1;a;1;2026-03-31\n", spec: german,
			reject: `i.csv:2: column issued_on: "2026-03-31" is not a date written DD.MM.YYYY`},
		// Berlin is two hours ahead of UTC in July, one in January.
		{name: "instant in summer", table: "tickets", text: "ticket_id;created_at\n1;01.07.2026 14:30\n", spec: german,
			want: map[string]any{"ticket_id": "1", "created_at": "2026-07-01 12:30:00Z"}},
		{name: "instant in winter with seconds", table: "tickets", text: "ticket_id;created_at\n1;01.01.2026 14:30:05\n", spec: german,
			want: map[string]any{"ticket_id": "1", "created_at": "2026-01-01 13:30:05Z"}},
		{name: "instant that names its zone", table: "tickets", text: "ticket_id;created_at\n1;2026-07-01T14:30:00-04:00\n", spec: german,
			want: map[string]any{"ticket_id": "1", "created_at": "2026-07-01 18:30:00Z"}},
		{name: "zone alone", table: "tickets", text: "ticket_id,created_at\n1,2026-07-01 14:30:00\n", spec: config.Table{Timezone: "America/New_York"},
			want: map[string]any{"ticket_id": "1", "created_at": "2026-07-01 18:30:00Z"}},
		{name: "tabs", table: "goals", text: "goal_id\ttitle\ng1\ta, b; c\n", spec: config.Table{Delimiter: "tab"},
			want: map[string]any{"goal_id": "g1", "title": "a, b; c"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.spec.Path = write(t, "i.csv", test.text)
			rows, rejects, err := pulled(t, test.table, test.spec)
			if err != nil {
				t.Fatal(err)
			}
			if test.reject != "" {
				if diff := cmp.Diff([]string{test.reject}, rejects); diff != "" || len(rows) > 0 {
					t.Errorf("rows %v, rejects (-want +got):\n%s", rows, diff)
				}
				return
			}
			if diff := cmp.Diff([]map[string]any{test.want}, rows); diff != "" {
				t.Errorf("rejects %v, rows (-want +got):\n%s", rejects, diff)
			}
		})
	}
}

func TestColumnsThatSwapNames(t *testing.T) {
	path := write(t, "n.jsonl", `{"note_id":"n1","author":"text of it","text":"Kim"}`+"\n")
	got, err := landed(t, "notes", config.Table{Path: path, Columns: map[string]string{"author": "text", "text": "author"}})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]map[string]any{{"note_id": "n1", "author": "Kim", "text": "text of it"}}, got); diff != "" {
		t.Error(diff)
	}
}

func TestZipped(t *testing.T) {
	for name, text := range map[string]string{"g.csv.gz": "goal_id\ng1\n", "g.jsonl.gz": `{"goal_id":"g1"}`} {
		var zipped bytes.Buffer
		w := gzip.NewWriter(&zipped)
		w.Write([]byte(text))
		w.Close()
		got, err := landed(t, "goals", config.Table{Path: write(t, name, zipped.String())})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]map[string]any{{"goal_id": "g1"}}, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if _, err := landed(t, "goals", config.Table{Path: write(t, name, zipped.String()[:zipped.Len()-6])}); err == nil {
			t.Errorf("%s cut short lands without an error", name)
		}
	}
}
