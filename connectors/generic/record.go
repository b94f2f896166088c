package generic

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/valyala/fastjson"

	"quarterdeck/connectors"
	"quarterdeck/connectors/rest/rows"
)

// record is one record as it came, and what became of it.
type record struct {
	came *fastjson.Value
	// place says where it stood.
	place string
}

// at finds the value at a path. An element of an array is named by its number,
// the last one by -1.
func at(v *fastjson.Value, path []string) *fastjson.Value {
	for _, name := range path {
		if v == nil {
			return nil
		}
		if v.Type() == fastjson.TypeArray {
			v = element(v.GetArray(), name)
		} else {
			v = member(v, name)
		}
	}
	return v
}

// member is the last member of an object with this name, as elsewhere where a
// record says something twice.
func member(v *fastjson.Value, name string) (found *fastjson.Value) {
	o := v.GetObject()
	if o == nil {
		return nil
	}
	o.Visit(func(key []byte, child *fastjson.Value) {
		if string(key) == name {
			found = child
		}
	})
	return found
}

func element(items []*fastjson.Value, name string) *fastjson.Value {
	n, err := strconv.Atoi(name)
	if err != nil {
		return nil
	}
	if n < 0 {
		n += len(items)
	}
	if n < 0 || n >= len(items) {
		return nil
	}
	return items[n]
}

// present is false for what is not there and for null.
func present(v *fastjson.Value) bool { return v != nil && v.Type() != fastjson.TypeNull }

// flat is the record under our names: the columns with their values, and beside
// them what no column took.
func (t *table) flat(arena *fastjson.Arena, came *fastjson.Value) *fastjson.Value {
	out := arena.NewObject()
	for _, f := range t.fields {
		if f.constant != nil {
			out.Set(f.name, arena.NewString(*f.constant))
		} else if v := at(came, f.path); present(v) {
			out.Set(f.name, v)
		}
	}
	// Only after all are read: one value may be two columns.
	for _, f := range t.fields {
		if len(f.path) > 0 {
			take(came, f.path)
		}
	}
	came.GetObject().Visit(func(key []byte, v *fastjson.Value) {
		if !present(v) || v.Type() == fastjson.TypeObject && v.GetObject().Len() == 0 {
			return
		}
		name := string(key)
		if out.Exists(name) || t.has(name) {
			// It is not what our column of that name means.
			name = "their_" + name
		}
		out.Set(name, v)
	})
	return out
}

// take removes the value at path from the record, and the objects left empty by
// that. What stands in an array stays: the others would move.
func take(v *fastjson.Value, path []string) {
	if v == nil || v.Type() != fastjson.TypeObject {
		return
	}
	if len(path) > 1 {
		take(member(v, path[0]), path[1:])
		return
	}
	for v.Exists(path[0]) {
		v.Del(path[0])
	}
}

// misfit says which value keeps a flat record from landing; empty means none does.
func (t *table) misfit(flat *fastjson.Value) string {
	for _, c := range t.stream.Columns {
		v := flat.Get(c.Name)
		if !present(v) || v.Type() == fastjson.TypeString && len(v.GetStringBytes()) == 0 {
			if slices.Contains(t.stream.Key, c.Name) {
				return fmt.Sprintf("column %s is empty; every record needs it (%s)", c.Name, t.origin(c.Name))
			}
			continue
		}
		if !rows.Fits(c.Type, v) {
			return fmt.Sprintf("column %s: %.80s is not %s (%s)", c.Name, v, wanted(c.Type), t.origin(c.Name))
		}
	}
	return ""
}

// origin says where a column is read from.
func (t *table) origin(column string) string {
	for _, f := range t.fields {
		if f.name == column && f.constant == nil {
			return "read from " + joined(f.path)
		}
	}
	return "set in the configuration"
}

func joined(path []string) string {
	text := ""
	for i, name := range path {
		if i > 0 {
			text += "."
		}
		text += rows.EscapeName(name)
	}
	return text
}

// wanted names a type in words.
func wanted(t connectors.Type) string {
	switch t {
	case connectors.Int:
		return "a whole number"
	case connectors.Float, connectors.Decimal:
		return "a number"
	case connectors.Bool:
		return "true or false"
	case connectors.Date:
		return "a date"
	case connectors.Timestamp, connectors.Millis:
		return "an instant"
	default:
		return "text"
	}
}
