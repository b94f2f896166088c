package proof

import (
	"slices"
	"strings"
	"unicode"
)

// Kind says what of a customer a text holds.
type Kind string

// The kinds of what tells a customer apart.
const (
	Name   Kind = "name"
	Domain Kind = "domain"
	ID     Kind = "id"
	Email  Kind = "e-mail address"
)

// Party is a customer and all that tells it apart.
type Party struct {
	ID      string
	Parent  string // the id of its parent; empty where it has none
	Names   []string
	Domains []string
	IDs     []string // its ids in every system, besides ID
	Emails  []string // of its contacts
	// People are the names of its contacts. They are not searched for, but a
	// customer's own people may bear the name of another customer.
	People []string
}

// mark is one thing that tells a party apart.
type mark struct {
	kind Kind
	text string
}

// marks lists what is searched for of a party.
func (p Party) marks() []mark {
	var out []mark
	for _, name := range p.Names {
		for _, spelling := range spellings(name) {
			out = append(out, mark{Name, spelling})
		}
	}
	for _, domain := range p.Domains {
		out = append(out, mark{Domain, strings.TrimPrefix(strings.TrimSpace(domain), "www.")})
	}
	for _, id := range append([]string{p.ID}, p.IDs...) {
		out = append(out, mark{ID, id})
	}
	for _, email := range p.Emails {
		out = append(out, mark{Email, strings.TrimSpace(email)})
	}
	return out
}

// spellings are the ways a name is written: with and without its legal form, with
// umlauts spelt out, with "&" in words.
func spellings(name string) []string {
	name = strings.TrimSpace(name)
	out := []string{name}
	for _, change := range []func(string) string{withoutLegalForm, spelledOut} {
		for _, one := range slices.Clone(out) {
			if changed := change(one); changed != one && changed != "" {
				out = append(out, changed)
			}
		}
	}
	for _, one := range slices.Clone(out) {
		for _, and := range []string{" and ", " und ", " et "} {
			if strings.Contains(one, "&") {
				out = append(out, strings.ReplaceAll(one, "&", and))
			}
		}
	}
	return out
}

// withoutLegalForm drops the forms of companies at the end of a name.
func withoutLegalForm(name string) string {
	words := strings.Fields(name)
	for len(words) > 1 && slices.Contains(legalForms(), legalKey(words[len(words)-1])) {
		words = words[:len(words)-1]
	}
	return strings.TrimRight(strings.Join(words, " "), ",&+ ")
}

func legalKey(word string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, word)
}

func legalForms() []string {
	return []string{
		"inc", "incorporated", "llc", "llp", "lp", "ltd", "limited", "plc", "corp", "corporation", "co", "company", "pty", "pvt",
		"gmbh", "ag", "kg", "kgaa", "ohg", "ug", "mbh", "se", "ev", "eg",
		"sa", "sas", "sarl", "srl", "spa", "snc", "sl", "slu", "sau", "ltda", "cv", "sapi",
		"bv", "nv", "ab", "as", "asa", "aps", "oy", "oyj", "kft", "zrt", "sro", "doo", "dd", "spzoo", "kk", "ооо", "оао", "зао", "ао", "αε", "επε",
		"", // signs between, as "& Co."
	}
}

// spelledOut writes umlauts as two letters.
func spelledOut(name string) string {
	if !strings.ContainsAny(name, "äöüÄÖÜåÅøØ") {
		return name
	}
	return strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "Ä", "Ae", "Ö", "Oe", "Ü", "Ue", "å", "aa", "Å", "Aa", "ø", "oe", "Ø", "Oe").Replace(name)
}

// unsearchable says why a mark is not searched for; empty means it is.
func (m mark) unsearchable() string {
	f := fold(m.text)
	letters, digits := 0, 0
	for _, r := range f.letters {
		if unicode.IsDigit(r) {
			digits++
			continue
		}
		letters++
		if unspaced(r) {
			letters++ // one sign says as much as a syllable
		}
	}
	switch {
	case m.text == "":
		return "it is empty"
	case m.kind == Name && letters+digits < 3:
		return "it is too short to be told from other words"
	case m.kind == Name && letters == 0 && digits < 6:
		return "it is a short number"
	case m.kind == ID && (letters == 0 && digits < 8 || letters > 0 && (digits == 0 || letters+digits < 6)):
		return "it is too short or too plain to be told from other numbers and words"
	case m.kind == Domain && (!strings.Contains(m.text, ".") || letters+digits < 4):
		return "it is no whole domain"
	case m.kind == Domain && slices.Contains(publicDomains(), strings.ToLower(m.text)):
		return "it is the domain of a public mail provider"
	case m.kind == Email && !strings.Contains(strings.Trim(m.text, "@"), "@"):
		return "it is no whole address"
	}
	return ""
}
