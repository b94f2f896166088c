package reports

import (
	"context"
	"database/sql"
	"regexp"
	"strings"
	"unicode"
)

// someone stands where a person's name stood.
const someone = "…"

// address is an e-mail address wherever it stands in a text.
var address = regexp.MustCompile(`[\p{L}\p{N}._%+'-]+@[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+`)

// maskPeople takes names and addresses out of what people wrote in tickets, where
// the customer has not allowed that they be named. A first name alone stays: it cannot
// be told from a word.
func (b *batch) maskPeople(ctx context.Context) error {
	known := map[string][]string{}
	err := b.each(ctx, `
SELECT customer_id, name FROM core.contacts
WHERE customer_id IN `+idList+` AND name IS NOT NULL
ORDER BY customer_id, contact_id`, func(rows *sql.Rows) error {
		var id, name string
		err := rows.Scan(&id, text{&name})
		known[id] = append(known[id], name)
		return err
	}, b.ids)
	for id, q := range b.byID {
		if q.Support == nil || b.personal(id) {
			continue
		}
		for i := range q.Support.Oldest {
			q.Support.Oldest[i].Subject = withoutPeople(q.Support.Oldest[i].Subject, known[id])
		}
	}
	return err
}

// withoutPeople is a text without e-mail addresses and without the full names given,
// whichever part of them comes first.
func withoutPeople(s string, names []string) string {
	s = address.ReplaceAllString(s, someone)
	for _, name := range names {
		words := strings.Fields(name)
		if len(words) < 2 {
			continue
		}
		last := words[len(words)-1]
		for _, spelling := range []string{name, last + ", " + strings.Join(words[:len(words)-1], " "), last + " " + strings.Join(words[:len(words)-1], " ")} {
			s = replaceWords(s, spelling, someone)
		}
	}
	return s
}

// replaceWords replaces whole words, in any case.
func replaceWords(s, words, by string) string {
	lower, want := strings.ToLower(s), strings.ToLower(words)
	if len(lower) != len(s) { // case changes the length of some letters; then only as written
		lower, want = s, words
	}
	var out strings.Builder
	from := 0
	for {
		at := strings.Index(lower[from:], want)
		if at < 0 || want == "" {
			return out.String() + s[from:]
		}
		at += from
		end := at + len(want)
		if inWord(lower, at) || inWord(lower, end) {
			out.WriteString(s[from:end])
		} else {
			out.WriteString(s[from:at] + by)
		}
		from = end
	}
}

// inWord says whether a letter stands on both sides of a place in a text.
func inWord(s string, at int) bool {
	before, after := []rune(s[:at]), []rune(s[at:])
	return len(before) > 0 && len(after) > 0 && unicode.IsLetter(before[len(before)-1]) && unicode.IsLetter(after[0])
}
