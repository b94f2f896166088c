package proof

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// pool holds so few words that names contain one another all the time, and some
// words are the product's.
var pool = strings.Fields("Acme Robotics Blue Ridge Müller Nord Ærø Süd Reports Weekly 3M Go Ελλάς 東京 O'Neill Café Tech-Co I/O")

var productWords = []string{"Weekly Reports", "Reports", "a Go programme"}

// worlds draws customers whose names, domains and people overlap.
func worlds(t *rapid.T) []Party {
	word := rapid.SampledFrom(pool)
	phrase := func(label string) string {
		return strings.Join(rapid.SliceOfN(word, 1, 3).Draw(t, label), " ")
	}
	n := rapid.IntRange(2, 8).Draw(t, "customers")
	out := make([]Party, n)
	for i := range out {
		host := strings.ToLower(rapid.StringMatching(`(acme|blue|nord|eu\.acme)(-robotics)?\.example`).Draw(t, "domain"))
		out[i] = Party{
			ID:      rapid.StringMatching(`[1-9][0-9]{1,9}|cus_[a-zA-Z0-9]{3,6}`).Draw(t, "id") + fmt.Sprint(i),
			Names:   []string{phrase("name") + rapid.SampledFrom([]string{"", " Inc.", " GmbH & Co. KG"}).Draw(t, "form")},
			Domains: []string{host},
			IDs:     rapid.SliceOfN(rapid.StringMatching(`[0-9]{7,9}`), 0, 2).Draw(t, "ids"),
			Emails:  []string{strings.ToLower(rapid.StringMatching(`[a-c]\.[a-c]`).Draw(t, "local")) + "@" + host},
			People:  []string{phrase("person")},
		}
		if i > 0 && rapid.Bool().Draw(t, "child") {
			out[i].Parent = out[rapid.IntRange(0, i-1).Draw(t, "parent")].ID
		}
	}
	return out
}

// spelt is a text as people write it: in another case, over two lines.
func spelt(t *rapid.T, s string) string {
	switch rapid.IntRange(0, 3).Draw(t, "spelling") {
	case 0:
		return strings.ToUpper(s)
	case 1:
		return strings.ToLower(s)
	case 2:
		return strings.ReplaceAll(s, " ", "\n")
	}
	return s
}

// TestOwnIsNeverHeld: whatever the world, a review of nothing but what is its
// customer's own and what is the product's is sent.
func TestOwnIsNeverHeld(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parties := worlds(t)
		x := New(parties, productWords)
		own := rapid.IntRange(0, len(parties)-1).Draw(t, "own")
		var texts []string
		for _, m := range parties[own].marks() {
			texts = append(texts, spelt(t, m.text), "in "+m.text+", and")
		}
		texts = append(append(texts, parties[own].People...), productWords...)
		text := strings.Join(rapid.Permutation(texts).Draw(t, "order"), "\f")
		for _, h := range x.find(own, x.own(own), text) {
			if !h.Family {
				t.Errorf("%v in the review of %+v: %q", h, parties[own], text)
			}
		}
	})
}

// TestAnotherIsAlwaysFound: a mark of another that no rule excepts is found, wherever
// it stands. Whether a rule excepts it is asked of the letters alone.
func TestAnotherIsAlwaysFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parties := worlds(t)
		x := New(parties, productWords)
		own := rapid.IntRange(0, len(parties)-1).Draw(t, "own")
		other := rapid.IntRange(0, len(parties)-1).Draw(t, "other")
		m := rapid.SampledFrom(parties[other].marks()).Draw(t, "mark")
		if other == own || m.unsearchable() != "" {
			return
		}
		excepted := append([]string{}, productWords...)
		excepted = append(excepted, parties[own].People...)
		for _, o := range parties[own].marks() {
			excepted = append(excepted, o.text)
		}
		for _, text := range excepted {
			if strings.Contains(onlyLetters(text), onlyLetters(m.text)) {
				return
			}
		}
		text := m.text // three letters count only as they are spelt, signs of ids as they stand
		if m.kind == Name && len(onlyLetters(m.text)) > 3 || m.kind == Email {
			text = spelt(t, m.text)
		}
		text = "Some words, then (" + text + ") and more"
		for _, h := range x.find(own, x.own(own), text) {
			if slices.Contains(h.Customers, parties[other].ID) {
				return
			}
		}
		t.Errorf("%v %q of %s is not found in %q of %s", m.kind, m.text, parties[other].ID, text, parties[own].ID)
	})
}

// onlyLetters is a text without case and signs, by other means than fold.
func onlyLetters(s string) string {
	plain := strings.NewReplacer("ü", "u", "æ", "ae", "ø", "o", "é", "e", "ά", "α", "ς", "σ").Replace(strings.ToLower(s))
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" '-/.&@_+,", r) {
			return -1
		}
		return r
	}, plain)
}
