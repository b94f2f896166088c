package forget

import (
	"bytes"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// Scrubber finds ids, addresses and names in texts, whatever their case, and blots
// them out. A word inside a longer one is not found.
type Scrubber struct{ words []string } // the longest first, in small letters

// shortest is how long a word must be to be looked for in texts: a shorter one stands
// for too much else.
const shortest = 6

// blot stands where a word stood.
const blot = "(forgotten)"

// NewScrubber makes a scrubber of the words that are long enough.
func NewScrubber(words []string) *Scrubber {
	s := &Scrubber{}
	for _, w := range words {
		if len(w) >= shortest {
			s.words = append(s.words, small(w))
		}
	}
	slices.SortFunc(s.words, func(a, b string) int { return len(b) - len(a) })
	return s
}

// small is the text with its ASCII letters small: every byte stays where it is.
func small(text string) string {
	lower := []byte(text)
	for i, b := range lower {
		if b >= 'A' && b <= 'Z' {
			lower[i] = b + 'a' - 'A'
		}
	}
	return string(lower)
}

// span is where a word stands in a text.
type span struct{ from, to int }

// find lists where the words stand, in order, none over another.
func (s *Scrubber) find(text string) []span {
	lower := small(text)
	var found []span
	for _, word := range s.words {
		for at := 0; ; {
			i := strings.Index(lower[at:], word)
			if i < 0 {
				break
			}
			one := span{at + i, at + i + len(word)}
			at = one.to
			if one.from > 0 && wordly(lower[one.from-1]) || one.to < len(lower) && wordly(lower[one.to]) {
				continue
			}
			if !slices.ContainsFunc(found, func(f span) bool { return one.from < f.to && f.from < one.to }) {
				found = append(found, one)
			}
		}
	}
	slices.SortFunc(found, func(a, b span) int { return a.from - b.from })
	return found
}

// wordly tells what goes on a word or a number.
func wordly(b byte) bool {
	return b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 0x80
}

// Count is how often the words stand in the text.
func (s *Scrubber) Count(text string) int { return len(s.find(text)) }

// Text blots the words out, and tells whether there were any.
func (s *Scrubber) Text(text string) (string, bool) {
	found := s.find(text)
	if len(found) == 0 {
		return text, false
	}
	var out strings.Builder
	last := 0
	for _, one := range found {
		out.WriteString(text[last:one.from])
		out.WriteString(blot)
		last = one.to
	}
	out.WriteString(text[last:])
	return out.String(), true
}

// Columns blots the words out of the text columns of a batch, which is returned itself
// where there are none. The caller releases a new batch.
func (s *Scrubber) Columns(batch arrow.Record) arrow.Record {
	return blotColumns(batch, s.mayHave, s.Text)
}

// blotColumns changes the texts of the columns that may have something to change.
func blotColumns(batch arrow.Record, may func(*array.String) bool, change func(string) (string, bool)) arrow.Record {
	columns := slices.Clone(batch.Columns())
	var made []arrow.Array
	for i, column := range columns {
		text, isText := column.(*array.String)
		if !isText || !may(text) {
			continue
		}
		if blotted := blotColumn(text, change); blotted != nil {
			columns[i] = blotted
			made = append(made, blotted)
		}
	}
	if len(made) == 0 {
		return batch
	}
	record := array.NewRecord(batch.Schema(), columns, batch.NumRows())
	for _, blotted := range made {
		blotted.Release() // the record holds it now
	}
	return record
}

// Blot blots addresses of those who were forgotten out of the text columns of a batch,
// which is returned itself where there are none. The caller releases a new batch.
func (l *List) Blot(batch arrow.Record) arrow.Record {
	return blotColumns(batch, func(text *array.String) bool { return bytes.IndexByte(text.ValueBytes(), '@') >= 0 }, func(text string) (string, bool) {
		if !strings.Contains(text, "@") {
			return text, false
		}
		made := tokens.ReplaceAllStringFunc(text, func(token string) string {
			if address := strings.TrimRight(token, ".!?"); strings.Contains(address, "@") && l.Has("", Email, address) {
				return blot + token[len(address):]
			}
			return token
		})
		return made, made != text
	})
}

// CountIn is how often the words stand in the columns of a batch.
func (s *Scrubber) CountIn(batch arrow.Record) int {
	n := 0
	for _, column := range batch.Columns() {
		if text, isText := column.(*array.String); isText && !s.mayHave(text) {
			continue
		}
		for i := range column.Len() {
			if !column.IsNull(i) {
				n += s.Count(column.ValueStr(i))
			}
		}
	}
	return n
}

// mayHave looks at all values of a column at once; most have none of the words.
func (s *Scrubber) mayHave(text *array.String) bool {
	lower := []byte(small(string(text.ValueBytes())))
	return slices.ContainsFunc(s.words, func(w string) bool { return bytes.Contains(lower, []byte(w)) })
}

// blotColumn is the column with its texts changed; nil where none was.
func blotColumn(text *array.String, change func(string) (string, bool)) arrow.Array {
	found := false
	builder := array.NewStringBuilder(memory.DefaultAllocator)
	defer builder.Release()
	for i := range text.Len() {
		if text.IsNull(i) {
			builder.AppendNull()
			continue
		}
		value, hit := change(text.Value(i))
		found = found || hit
		builder.Append(value)
	}
	if !found {
		return nil
	}
	return builder.NewArray()
}
