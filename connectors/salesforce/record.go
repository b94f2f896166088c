package salesforce

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/valyala/fastjson"
)

// row lands one record of either API: ids in their long form, attributes under
// our names, and what the recycle bin shows as a tombstone.
func (p *pull) row(v *fastjson.Value) error {
	for _, field := range p.ids {
		if id := v.GetStringBytes(field); len(id) == shortID {
			v.Set(field, p.arena.NewString(longID(string(id))))
		}
	}
	if at, ok := instant(text(v, p.stamp)); ok {
		p.mark.Seen(at)
	}
	switch {
	case p.custom:
		v.Set("attributes", p.attributesOf(v))
	case p.stream.Name == "account_history":
		v.Set("attributes", p.changedAttributes(text(v, fieldChanged)))
	}
	return p.writer.Add(v, p.bin && v.GetBool(fieldDeleted))
}

// attributesOf are the configured attributes of an account that have a value.
func (p *pull) attributesOf(v *fastjson.Value) *fastjson.Value {
	values := p.arena.NewObject()
	for _, ours := range p.ours {
		field := p.attributes[ours]
		value := v.Get(field)
		if value == nil || value.Type() == fastjson.TypeNull || text(v, field) == "" && value.Type() == fastjson.TypeString {
			continue
		}
		values.Set(ours, p.attribute(field, value))
	}
	return values
}

// attribute gives a value one spelling, whichever API it came by.
func (p *pull) attribute(field string, value *fastjson.Value) *fastjson.Value {
	raw, err := value.StringBytes()
	if err != nil {
		return value
	}
	switch p.types[field] {
	case "boolean":
		if s := string(raw); s == "true" {
			return p.arena.NewTrue()
		} else if s == "false" {
			return p.arena.NewFalse()
		}
	case "double", "currency", "percent", "int", "long":
		if json.Valid(raw) {
			return p.arena.NewNumberString(string(raw))
		}
	case "datetime":
		if at, ok := instant(string(raw)); ok {
			return p.arena.NewString(at.UTC().Format(time.RFC3339Nano))
		}
	case "reference", "id":
		if len(raw) == shortID {
			return p.arena.NewString(longID(string(raw)))
		}
	}
	return value
}

// changedAttributes are our names of a field that changed.
func (p *pull) changedAttributes(field string) *fastjson.Value {
	list, n := p.arena.NewArray(), 0
	for _, ours := range slices.Sorted(maps.Keys(p.configured)) {
		if strings.EqualFold(p.configured[ours], field) {
			list.SetArrayItem(n, p.arena.NewString(ours))
			n++
		}
	}
	return list
}

// text is the value of a string field; "" for anything else.
func text(v *fastjson.Value, field string) string { return string(v.GetStringBytes(field)) }

// instant reads what REST writes (+0000) and what the Bulk API writes (Z).
func instant(text string) (time.Time, bool) {
	for _, layout := range []string{"2006-01-02T15:04:05.999-0700", time.RFC3339Nano} {
		if at, err := time.Parse(layout, text); err == nil {
			return at, true
		}
	}
	return time.Time{}, false
}

// shortID is the length of an id without the checksum that tells capitals apart.
const shortID = 15

// longID adds the checksum to an id of fifteen characters: of five characters at
// a time, which are capitals, the first one counting least. Anything but letters
// and digits is no id and left as it is.
func longID(id string) string {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
	if len(id) != shortID {
		return id
	}
	long := []byte(id)
	for from := 0; from < shortID; from += 5 {
		capitals := 0
		for i := range 5 {
			c := id[from+i]
			switch {
			case c >= 'A' && c <= 'Z':
				capitals |= 1 << i
			case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
			default:
				return id
			}
		}
		long = append(long, letters[capitals])
	}
	return string(long)
}
