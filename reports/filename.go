package reports

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// FileName is the file a review is kept in: QBR_<customer>_<quarter>_<id>.pdf.
// The id keeps customers of one name apart; the name is reduced to letters a
// file system and a mail gateway take without quoting.
func FileName(q *QBR) string {
	return "QBR_" + plain(q.Customer.Name, 48) + "_" + q.Period.String() + "_" + plain(q.Customer.ID, 40) + ".pdf"
}

// plain keeps letters and digits, drops accents, and joins the rest by dashes.
func plain(s string, limit int) string {
	var out strings.Builder
	dash := false
	n := 0
	for _, r := range norm.NFD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r):
			continue
		case unicode.IsLetter(r), unicode.IsDigit(r):
			if n >= limit {
				continue
			}
			if dash && n > 0 {
				out.WriteByte('-')
			}
			dash = false
			out.WriteRune(r)
			n++
		default:
			dash = true
		}
	}
	if n == 0 {
		return "x"
	}
	return norm.NFC.String(out.String())
}
