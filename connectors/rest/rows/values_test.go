package rows_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"quarterdeck/connectors"
)

func TestValues(t *testing.T) {
	cases := []struct {
		typ   connectors.Type
		json  string
		want  string // of the column; "" is null
		extra string
	}{
		{connectors.String, `"héllo"`, "héllo", ""},
		{connectors.String, `"a\"b\u00e9\n"`, "a\"bé\n", ""},
		{connectors.String, `9007199254740993`, "9007199254740993", ""},
		{connectors.String, `1.50`, "1.50", ""},
		{connectors.String, `true`, "true", ""},
		{connectors.String, `null`, "", ""},
		{connectors.String, `{"a":1}`, "", `{"v":{"a":1}}`},
		{connectors.String, "\"a\xffb\"", "a\uFFFDb", `{"v":"a\\xffb"}`},
		{connectors.Int, `9007199254740993`, "9007199254740993", ""},
		{connectors.Int, `-9223372036854775808`, "-9223372036854775808", ""},
		{connectors.Int, `9223372036854775807`, "9223372036854775807", ""},
		{connectors.Int, `9223372036854775808`, "", `{"v":9223372036854775808}`},
		{connectors.Int, `"42"`, "42", ""},
		{connectors.Int, `12.0`, "12", ""},
		{connectors.Int, `1.2e1`, "12", ""},
		{connectors.Int, `12.5`, "", `{"v":12.5}`},
		{connectors.Int, `""`, "", ""},
		{connectors.Int, `"abc"`, "", `{"v":"abc"}`},
		{connectors.Int, `true`, "", `{"v":true}`},
		{connectors.Float, `0.1`, "0.1", ""},
		{connectors.Float, `"0.95"`, "0.95", ""},
		{connectors.Float, `NaN`, "", `{"v":"NaN"}`},
		{connectors.Float, `1e999`, "", `{"v":1e999}`},
		{connectors.Float, `"0x10"`, "", `{"v":"0x10"}`},
		{connectors.Bool, `true`, "true", ""},
		{connectors.Bool, `"false"`, "false", ""},
		{connectors.Bool, `1`, "", `{"v":1}`},
		{connectors.JSON, `{ "b" : [1, 2.50, "x\n\u00e9"] }`, `{"b":[1,2.50,"x\n\u00e9"]}`, ""},
		{connectors.JSON, `"text"`, `"text"`, ""},
		{connectors.JSON, `null`, "", ""},
		{connectors.JSON, `["\ud800", "\uD83D\uDE00"]`, `["\\ud800","😀"]`, ""},
		{connectors.JSON, "[\"a\xff\", \"\\ud800\", NaN, \"\\q\"]", "[\"a\\\\xff\",\"\\\\ud800\",\"NaN\",\"\\\\q\"]", ""},
	}
	for _, c := range cases {
		t.Run(fmt.Sprintf("%s into %s", c.json, c.typ.DuckDB()), func(t *testing.T) {
			got, invalid := one(t, c.typ, c.json)
			if got["v"] != c.want || got["_extra"] != c.extra {
				t.Errorf("got %q, _extra %q; want %q, %q", got["v"], got["_extra"], c.want, c.extra)
			}
			// Text that only lost its bad bytes did fit.
			if (invalid > 0) != (c.extra != "" && c.want == "") {
				t.Errorf("invalid = %d", invalid)
			}
			if c.typ == connectors.JSON && got["v"] != "" && !json.Valid([]byte(got["v"])) {
				t.Errorf("%q is not JSON", got["v"])
			}
		})
	}
}

func TestDecimalIsExact(t *testing.T) {
	cases := []struct{ json, want, extra string }{
		{`"1234.56"`, "1234.56", ""},
		{`0.1`, "0.1", ""},
		{`-0.000001`, "-1e-06", ""}, // as arrow prints it,
		{`999999999999.999999`, "999999999999.999999", ""},
		{`1000000000000`, "", `{"v":1000000000000}`},
		{`1.5e3`, "1500", ""},
		{`15e-1`, "1.5", ""},
		{`1e-400`, "0", `{"v":1e-400}`},
		{`1e400`, "", `{"v":1e400}`},
		{`"1.2345675"`, "1.234568", `{"v":"1.2345675"}`},
		{`"-1.2345675"`, "-1.234568", `{"v":"-1.2345675"}`},
		{`"1,5"`, "", `{"v":"1,5"}`},
		{`"."`, "", `{"v":"."}`},
		{`"1.2.3"`, "", `{"v":"1.2.3"}`},
		{`""`, "", ""},
	}
	for _, c := range cases {
		t.Run(c.json, func(t *testing.T) {
			got, _ := one(t, connectors.Decimal, c.json)
			if got["v"] != c.want || got["_extra"] != c.extra {
				t.Errorf("got %q, _extra %q; want %q, %q", got["v"], got["_extra"], c.want, c.extra)
			}
		})
	}
}

func TestInstants(t *testing.T) {
	cases := []struct {
		typ        connectors.Type
		json, want string
	}{
		{connectors.Timestamp, `"2026-03-01T10:00:00.123Z"`, "2026-03-01 10:00:00.123"},
		{connectors.Timestamp, `"2026-03-01T10:00:00.1234567+02:00"`, "2026-03-01 08:00:00.123456"},
		{connectors.Timestamp, `"2026-03-01 10:00:00.5"`, "2026-03-01 10:00:00.5"},
		{connectors.Timestamp, `"2026-03-01"`, "2026-03-01 00:00:00"},
		{connectors.Timestamp, `"2024-02-29T23:59:59-0530"`, "2024-03-01 05:29:59"},
		{connectors.Timestamp, `"0001-01-01T00:00:00Z"`, "0001-01-01 00:00:00"},
		{connectors.Timestamp, `"9999-12-31T23:59:59.999999Z"`, "9999-12-31 23:59:59.999999"},
		{connectors.Timestamp, `1767225600`, "2026-01-01 00:00:00"},
		{connectors.Timestamp, `1767225600.5`, "2026-01-01 00:00:00.5"},
		{connectors.Timestamp, `1767225600123`, "2026-01-01 00:00:00.123"},
		{connectors.Timestamp, `253402300799`, "9999-12-31 23:59:59"},
		{connectors.Timestamp, `"1767225600123"`, "2026-01-01 00:00:00.123"},
		{connectors.Millis, `1767225600123`, "2026-01-01 00:00:00.123"},
		{connectors.Millis, `0`, "1970-01-01 00:00:00"},
		{connectors.Date, `"2026-03-01"`, "2026-03-01"},
		{connectors.Date, `"1969-12-31T23:00:00Z"`, "1969-12-31"},
		{connectors.Date, `-1`, "1969-12-31"},
		{connectors.Timestamp, `"2026-02-30T00:00:00Z"`, ""},
		{connectors.Timestamp, `"2026-13-01T00:00:00Z"`, ""},
		{connectors.Timestamp, `"2026-03-01T24:00:00Z"`, ""},
		{connectors.Timestamp, `"2026-03-01T10:00:00.Z"`, ""},
		{connectors.Timestamp, `"2026-03-01T10:00:00 CET"`, ""},
		{connectors.Timestamp, `"yesterday"`, ""},
		{connectors.Timestamp, `9223372036854775807`, ""},
		{connectors.Timestamp, `"2026-03"`, ""},
	}
	for _, c := range cases {
		t.Run(c.json+" "+c.typ.DuckDB(), func(t *testing.T) {
			got, invalid := one(t, c.typ, c.json)
			text := strings.TrimSuffix(strings.TrimRight(strings.Replace(got["v"], "T", " ", 1), "Z"), "+0000")
			if text != c.want || (invalid == 0) != (c.want != "") {
				t.Errorf("got %q (%v), %d invalid; want %q", text, got, invalid, c.want)
			}
		})
	}
}
