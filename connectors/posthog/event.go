package posthog

import (
	"errors"
	"fmt"
	"time"

	"github.com/valyala/fastjson"
)

// pathAccount is where record puts the account it finds.
const pathAccount = "_account"

// records turns rows into records.
type records struct {
	groupKey        string
	row, properties fastjson.Parser
	arena           fastjson.Arena
}

var errShape = errors.New("the row does not have the columns asked for")

// record is a row as an object, valid until record is called again, and the
// place of its event in order.
func (r *records) record(text []byte, order string) (*fastjson.Value, place, error) {
	row, err := r.row.ParseBytes(text)
	if err != nil {
		return nil, place{}, errors.New("the row is not JSON")
	}
	values, names := row.GetArray(), columns()
	if row.Type() != fastjson.TypeArray || len(values) != len(names) {
		return nil, place{}, errShape
	}
	r.arena.Reset()
	record := r.arena.NewObject()
	var at place
	for i, name := range names {
		switch value := values[i]; name {
		case "properties":
			r.setProperties(record, value)
		case "uuid":
			at.uuid = string(value.GetStringBytes())
			record.Set(name, value)
		default:
			if name == order {
				if at.at, err = parseInstant(value); err != nil {
					return nil, place{}, err
				}
			}
			record.Set(name, value)
		}
	}
	return record, at, checkID(at.uuid)
}

// parseInstant reads an instant in whatever zone the project has.
func parseInstant(v *fastjson.Value) (time.Time, error) {
	text := string(v.GetStringBytes())
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02 15:04:05.999999"} {
		if at, err := time.Parse(layout, text); err == nil {
			return at.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("%.40q is no instant", text)
}

// setProperties puts an event's properties, which come as a text of JSON, and
// the account they name into the record. What is no JSON is kept as it came.
func (r *records) setProperties(record, v *fastjson.Value) {
	if v.Type() == fastjson.TypeString {
		if parsed, err := r.properties.ParseBytes(v.GetStringBytes()); err == nil {
			v = parsed
		}
	}
	record.Set("properties", v)
	if v.Type() != fastjson.TypeObject {
		return
	}
	account := single(v.Get("$groups", r.groupKey))
	if account == nil {
		account = single(v.Get(r.groupKey))
	}
	if account != nil {
		record.Set(pathAccount, account)
	}
}

// single is a text or number; nil for anything else.
func single(v *fastjson.Value) *fastjson.Value {
	if v == nil || v.Type() != fastjson.TypeNumber && (v.Type() != fastjson.TypeString || len(v.GetStringBytes()) == 0) {
		return nil
	}
	return v
}
