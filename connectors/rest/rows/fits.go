package rows

import (
	"github.com/valyala/fastjson"

	"quarterdeck/connectors"
)

// Fits says whether v would go into a column of type t. What Fits accepts, Add
// lands without counting it as invalid; null and, for every type but text, an
// empty string are accepted as "no value".
func Fits(t connectors.Type, v *fastjson.Value) bool {
	if v == nil || isNull(v) || t == connectors.JSON {
		return true
	}
	var scratch []byte
	raw, kind := scalar(v, &scratch)
	switch kind {
	case fastjson.TypeObject, fastjson.TypeArray:
		return false
	case fastjson.TypeTrue, fastjson.TypeFalse:
		return t == connectors.Bool || t == connectors.String
	}
	if t == connectors.String || kind == fastjson.TypeString && len(raw) == 0 {
		return true
	}
	return parses(t, raw)
}

func parses(t connectors.Type, raw []byte) (ok bool) {
	switch t {
	case connectors.Int:
		_, ok = parseInt(raw)
	case connectors.Float:
		_, ok = parseFloat(raw)
	case connectors.Decimal:
		_, f := parseDecimal(raw, connectors.DecimalScale)
		ok = f != unfit
	case connectors.Bool:
		_, ok = parseBool(raw)
	default:
		_, ok = parseInstant(raw, t == connectors.Millis)
	}
	return ok
}
