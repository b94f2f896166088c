package reports

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// The most bytes a customer's name and id take of a file's name: with all around
// them it stays far below the 255 a file system allows.
const (
	nameBytes = 96
	idBytes   = 40
)

// FileName is the file a version of a review is kept in:
// QBR_<customer>_<fiscal quarter>_v<version>.pdf, as QBR_Acme-9001_FY2026-Q3_v1.pdf.
// Two customers never share one, whatever they are called and also where letters
// count alike in both cases.
func FileName(q *QBR, version int) string { return fileName("QBR", q.Customer, q.Period, version) }

// fileName says what kind of document it is, of whom, when and in which version.
func fileName(kind string, c Customer, p Period, version int) string {
	return kind + "_" + fileCustomer(c) + "_" + fmt.Sprintf("FY%04d-Q%d", p.Year, p.Quarter) + "_v" + strconv.Itoa(version) + ".pdf"
}

// fileCustomer is the customer's name, reduced to letters a file system and a mail
// gateway take without quoting, and the id, which keeps customers of one name apart.
// An id that is not printed as it is gets a hash of it behind it.
func fileCustomer(c Customer) string {
	id := plain(ascii(c.ID), idBytes)
	if id != c.ID || id != strings.ToLower(id) {
		sum := sha256.Sum256([]byte(c.ID))
		id = strings.TrimPrefix(id+"-"+hex.EncodeToString(sum[:4]), "-")
	}
	if name := plain(c.Name, nameBytes); name != "" && c.Name != c.ID {
		return name + "-" + id
	}
	return id
}

// ascii leaves a dash for every character that is not one of ASCII.
func ascii(s string) string {
	return strings.Map(func(r rune) rune {
		if r > unicode.MaxASCII {
			return '-'
		}
		return r
	}, s)
}

// plain keeps letters and digits, drops accents, and joins the rest by dashes.
func plain(s string, limit int) string {
	var out strings.Builder
	dash := false
	for _, r := range norm.NFD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r):
			continue
		case !unicode.IsLetter(r) && !unicode.IsDigit(r) || r == utf8.RuneError:
			dash = out.Len() > 0
			continue
		}
		if out.Len()+1+utf8.RuneLen(r) > limit {
			break
		}
		if dash {
			out.WriteByte('-')
		}
		dash = false
		out.WriteRune(r)
	}
	return norm.NFC.String(out.String())
}
