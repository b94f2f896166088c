package reports

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestFileName(t *testing.T) {
	for _, tc := range []struct{ name, id, want string }{
		{"Acme, Inc.", "9001", "QBR_Acme-Inc-9001_FY2026-Q3_v2.pdf"},
		{"Société Générale / Côte", "cus_1a", "QBR_Societe-Generale-Cote-cus-1a-a03dfd46_FY2026-Q3_v2.pdf"},
		{"../../etc/passwd", "..", "QBR_etc-passwd-5ec1f7e7_FY2026-Q3_v2.pdf"},
		{"Ελλάς", "1", "QBR_Ελλας-1_FY2026-Q3_v2.pdf"},
		{"", "1", "QBR_1_FY2026-Q3_v2.pdf"},
		{"1", "1", "QBR_1_FY2026-Q3_v2.pdf"},
	} {
		q := &QBR{Customer: Customer{ID: tc.id, Name: tc.name}, Period: thirdQuarter(t)}
		if got := FileName(q, 2); got != tc.want {
			t.Errorf("got %s, want %s", got, tc.want)
		}
	}
}

func thirdQuarter(t *testing.T) Period {
	t.Helper()
	p, err := ParseQuarter("2026Q3", 1)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Whatever a customer is called, its file has a name of one folder level that every
// file system takes, and no other customer's file has the same one, not even where
// the case of letters does not count.
func TestFileNamesOfHostileCustomers(t *testing.T) {
	pieces := []string{"..", "/", "\\", "\x00", "\n", "\r\n", "CON", "nul", "aux.pdf", ".", " ", "~", "$HOME", "`id`", "%2e%2e", "*", "?", "<script>",
		"\"", "'", "|", ":", ";", "&", "\u202e", "\u200b", "\ufeff", "\ufffd", "\xff\xfe", "e\u0301", "é", "ﬁ", "İ", "ſ", "K", "ß", "ẞ", "名前", "東京株式会社",
		"𝔄𝔠𝔪𝔢", "😀", "مرحبا", "שלום", "हिन्दी", "Ελλάς", "Acme", "ACME", "acme", "-", "_", "--", "a", "A", "1", strings.Repeat("長", 200), strings.Repeat("x", 400)}
	random := rand.New(rand.NewPCG(7, 11))
	text := func() string {
		var s strings.Builder
		for range random.IntN(5) {
			s.WriteString(pieces[random.IntN(len(pieces))])
		}
		return s.String()
	}
	names, ids := map[string]string{}, map[string]bool{}
	for i := range 5000 {
		c := Customer{ID: text(), Name: text()}
		if i%2 == 0 {
			c.ID = fmt.Sprint(i)
		}
		if c.ID == "" || ids[c.ID] {
			continue
		}
		ids[c.ID] = true
		got := FileName(&QBR{Customer: c, Period: thirdQuarter(t)}, 1)
		if got != filepath.Base(got) || !strings.HasPrefix(got, "QBR_") || !strings.HasSuffix(got, "_FY2026-Q3_v1.pdf") || len(got) > 200 || !utf8.ValidString(got) {
			t.Errorf("%q, %q: bad name %q of %d bytes", c.Name, c.ID, got, len(got))
		}
		if bad := strings.IndexFunc(strings.TrimSuffix(got, ".pdf"), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' && r != '_' }); bad >= 0 {
			t.Errorf("%q, %q: name %q has %q", c.Name, c.ID, got, got[bad:])
		}
		key := strings.ToLower(strings.ToUpper(got))
		if other, taken := names[key]; taken {
			t.Errorf("customers %q and %q share %s", other, c.ID, got)
		}
		names[key] = c.ID
	}
}
