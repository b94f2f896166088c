package files

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/valyala/fastjson"

	"quarterdeck/config"
	"quarterdeck/connectors"
)

// spelling turns values as a table's files write them into the one spelling
// that columns are parsed from: decimal points, YYYY-MM-DD and RFC 3339.
type spelling struct {
	declared     []connectors.Column
	columns      []connectors.Column // those of them it has to do with
	settings     bool                // whether the settings below apply to the kind of file
	decimalComma bool
	format       string // as configured, for messages
	layout       string // of package time; empty means YYYY-MM-DD
	zone         *time.Location
	arena        *fastjson.Arena
}

// newSpelling reads the settings of a table; the configuration has been checked.
func newSpelling(stream connectors.Stream, table config.Table) (spelling, error) {
	s := spelling{declared: stream.Columns, settings: true, decimalComma: table.DecimalComma, format: table.DateFormat, arena: &fastjson.Arena{}}
	if table.DateFormat != "" {
		layout, err := config.DateLayout(table.DateFormat)
		if err != nil {
			return s, err
		}
		s.layout = layout
	}
	if table.Timezone != "" {
		zone, err := time.LoadLocation(table.Timezone)
		if err != nil {
			return s, fmt.Errorf("load zone of table %s: %w", stream.Name, err)
		}
		s.zone = zone
	}
	s.choose()
	return s, nil
}

// typed is the spelling of a file whose numbers and days have types of their own.
func (s spelling) typed() spelling {
	s.settings, s.decimalComma, s.layout, s.format = false, false, "", ""
	s.choose()
	return s
}

func (s *spelling) choose() {
	s.columns = nil
	for _, c := range s.declared {
		if s.concerns(c.Type) {
			s.columns = append(s.columns, c)
		}
	}
}

func (s *spelling) concerns(t connectors.Type) bool {
	switch t {
	case connectors.Int, connectors.Float, connectors.Decimal:
		return s.decimalComma
	case connectors.Date:
		return s.layout != ""
	case connectors.Timestamp:
		return s.layout != "" || s.zone != nil
	default:
		return false
	}
}

// normalise rewrites a record in place. It says why where a value is not
// written the way the table is said to be.
func (s *spelling) normalise(record *fastjson.Value) (reason string) {
	s.arena.Reset()
	for _, c := range s.columns {
		value := record.Get(c.Name)
		if value == nil || value.Type() != fastjson.TypeString || isEmpty(value) {
			continue
		}
		text := strings.TrimSpace(string(value.GetStringBytes()))
		plain, ok := s.value(c.Type, text)
		if !ok {
			return fmt.Sprintf("column %s: %q is not %s", c.Name, text, s.wanted(c.Type))
		}
		record.Set(c.Name, s.arena.NewString(plain))
	}
	return ""
}

func (s *spelling) value(t connectors.Type, text string) (string, bool) {
	switch t {
	case connectors.Date:
		day, err := time.Parse(s.layout, text)
		return day.Format(time.DateOnly), err == nil
	case connectors.Timestamp:
		return s.instant(text)
	default:
		return decimalPoint(text)
	}
}

// timesOfDay may follow a day, longest first.
func timesOfDay() []string {
	return []string{" 15:04:05.999999999", "T15:04:05.999999999", " 15:04", "T15:04", ""}
}

// instant reads a day in the table's format with or without a time of day, in
// the table's zone; an instant that names its own zone stays as it is.
func (s *spelling) instant(text string) (string, bool) {
	if at, err := time.Parse(time.RFC3339Nano, text); err == nil {
		return at.UTC().Format(time.RFC3339Nano), true
	}
	zone, layout := s.zone, s.layout
	if zone == nil {
		zone = time.UTC
	}
	if layout == "" {
		layout = time.DateOnly
	}
	for _, clock := range timesOfDay() {
		if at, err := time.ParseInLocation(layout+clock, text, zone); err == nil {
			return at.UTC().Format(time.RFC3339Nano), true
		}
	}
	return "", false
}

// commaNumber is a number with a decimal comma; thousands may be set apart by
// points, spaces or apostrophes, in groups of three.
var commaNumber = regexp.MustCompile(`^-?(\d+|\d{1,3}([.' \x{a0}\x{202f}’]\d{3})+)(,\d+)?$`)

func decimalPoint(text string) (string, bool) {
	if !commaNumber.MatchString(text) {
		return "", false
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == ',':
			return '.'
		case r == '-' || r >= '0' && r <= '9':
			return r
		default:
			return -1
		}
	}, text), true
}

// otherDay is a day as it is written in many places, with points or slashes.
var otherDay = regexp.MustCompile(`^\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\b`)

// hint names the setting of the configuration that may make the value fit.
func (s *spelling) hint(t connectors.Type, value *fastjson.Value) string {
	text := strings.TrimSpace(string(value.GetStringBytes()))
	switch t {
	case connectors.Int, connectors.Float, connectors.Decimal:
		if s.settings && !s.decimalComma && commaNumber.MatchString(text) {
			return "; if 1.234,56 is how numbers are written, set decimal_comma: true"
		}
	case connectors.Date, connectors.Timestamp:
		if s.settings && s.layout == "" && otherDay.MatchString(text) {
			return ", or say how days are written, such as date_format: DD.MM.YYYY"
		}
	}
	return ""
}

func (s *spelling) wanted(t connectors.Type) string {
	switch t {
	case connectors.Date:
		return "a date written " + s.format
	case connectors.Timestamp:
		if s.format != "" {
			return "a date written " + s.format + " with a time such as 14:30:00"
		}
		return wanted(t)
	case connectors.Int:
		return "a whole number"
	default:
		return "a number with a decimal comma"
	}
}
