// Package wording turns the facts of a report into the reader's language. A
// Book holds one language's patterns and its forms of numbers, days and times.
package wording

import (
	"fmt"
	"io/fs"
	"strings"

	"github.com/goccy/go-yaml"

	"quarterdeck/reports"
)

// Book is one language. It does not change after Load and may be shared.
type Book struct {
	Language string
	forms    forms
	texts    map[string]text
	trail    *Trail // nil where nothing is traced
}

// text is a pattern, or one for each plural form.
type text struct {
	one, other string
	by         string // the argument that chooses; "" for a single pattern
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
	Months       []string `yaml:"months"`
	MonthsShort  []string `yaml:"months_short"`
}

// Load reads wording/<language>.yml from the templates.
func Load(files fs.FS, language string) (*Book, error) {
	name := "wording/" + language + ".yml"
	raw, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, fmt.Errorf("read wording: %w", err)
	}
	var doc struct {
		Language string         `yaml:"language"`
		Forms    forms          `yaml:"forms"`
		Texts    map[string]any `yaml:"texts"`
	}
	if err := yaml.UnmarshalWithOptions(raw, &doc, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("parse %s: %w", name, err)
	}
	if len(doc.Forms.Months) != 12 || len(doc.Forms.MonthsShort) != 12 {
		return nil, fmt.Errorf("parse %s: a year needs 12 month names", name)
	}
	book := &Book{Language: doc.Language, forms: doc.Forms, texts: map[string]text{}}
	if err := book.flatten("", doc.Texts); err != nil {
		return nil, fmt.Errorf("parse %s: %w", name, err)
	}
	return book, nil
}

// flatten makes dotted keys of the nested sections.
func (b *Book) flatten(prefix string, section map[string]any) error {
	for key, v := range section {
		full := strings.TrimPrefix(prefix+"."+key, ".")
		switch v := v.(type) {
		case string:
			b.texts[full] = text{other: v}
		case map[string]any:
			other, plural := v["other"].(string)
			if !plural {
				if err := b.flatten(full, v); err != nil {
					return err
				}
				continue
			}
			t := text{other: other, by: "n"}
			t.one, _ = v["one"].(string)
			if by, ok := v["by"].(string); ok {
				t.by = by
			}
			b.texts[full] = t
		default:
			return fmt.Errorf("text %s is neither a pattern nor a section", full)
		}
	}
	return nil
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
	pattern := t.other
	if t.by != "" && t.one != "" && isOne(s.Args[t.by]) {
		pattern = t.one
	}
	return b.Fill(pattern, s.Args)
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

func isOne(v any) bool {
	switch n := v.(type) {
	case reports.Count:
		return n == 1
	case reports.Told:
		return n.OK() && n.V == 1
	}
	return false
}

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
