// Package wording turns the facts of a report into the reader's language. A
// Book holds one language's patterns and its forms of numbers, days and times.
package wording

import (
	"regexp"
	"strings"

	"golang.org/x/text/language"

	"quarterdeck/reports"
)

// Book is one language. It does not change after Load and may be shared.
type Book struct {
	Language string
	tag      language.Tag
	forms    forms
	texts    map[string]text
	shipped  map[string]*regexp.Regexp // the shipped definitions, as English has them
	trail    *Trail                    // nil where nothing is traced
}

type forms struct {
	Decimal      string   `yaml:"decimal"`
	Thousands    string   `yaml:"thousands"`
	Minus        string   `yaml:"minus"`
	Percent      string   `yaml:"percent"`
	Compact      []string `yaml:"compact"` // millions, billions and so on
	Day          string   `yaml:"day"`
	DayShort     string   `yaml:"day_short"`
	Month        string   `yaml:"month"`
	MonthShort   string   `yaml:"month_short"`
	Instant      string   `yaml:"instant"`
	Period       string   `yaml:"period"`
	Minutes      string   `yaml:"minutes"`
	Hours        string   `yaml:"hours"`
	HoursMinutes string   `yaml:"hours_minutes"`
	Days         string   `yaml:"days"`
	// First is the first day of a month where it is not written 1, as in "1er mars".
	First       string   `yaml:"first"`
	Months      []string `yaml:"months"`
	MonthsShort []string `yaml:"months_short"`
}

// Keys are all keys of the book, in no order.
func (b *Book) Keys() []string {
	keys := make([]string, 0, len(b.texts))
	for k := range b.texts {
		keys = append(keys, k)
	}
	return keys
}

// Has says whether there is a text for a key.
func (b *Book) Has(key string) bool { _, ok := b.texts[key]; return ok }

// Text is a sentence without facts.
func (b *Book) Text(key string) string { return b.Say(reports.Say(key, nil)) }

// Say fills a sentence's pattern. A key that is not in the book is printed
// between marks, so a gap in a translation is seen and not read over.
func (b *Book) Say(s reports.Sentence) string {
	if s.Empty() {
		return ""
	}
	t, ok := b.texts[s.Key]
	if !ok {
		return "⟦" + s.Key + "⟧"
	}
	return b.Fill(t.pattern(b.tag, s.Args), s.Args)
}

// Fill puts facts, in the forms of the language, into a pattern that is not the
// book's own.
func (b *Book) Fill(pattern string, args reports.Args) string {
	return fill(pattern, b.literal, func(name string) (string, bool) {
		v, ok := args[name]
		if !ok {
			return "", false
		}
		return b.value(v), true
	})
}

// literal is a part of a pattern that is no fact.
func (b *Book) literal(s string) string { return b.mark(Pattern, s, nil) }

// fill replaces {names} once, from left to right, so that a brace inside a
// fact is never taken for a name.
func fill(pattern string, literal func(string) string, value func(string) (string, bool)) string {
	var out strings.Builder
	for {
		open := strings.IndexByte(pattern, '{')
		if open < 0 {
			break
		}
		end := strings.IndexByte(pattern[open:], '}')
		if end < 0 {
			break
		}
		out.WriteString(literal(pattern[:open]))
		name := pattern[open+1 : open+end]
		if v, ok := value(name); ok {
			out.WriteString(v)
		} else {
			out.WriteString("{" + name + "}")
		}
		pattern = pattern[open+end+1:]
	}
	out.WriteString(literal(pattern))
	return out.String()
}
