package transforms

import (
	"cmp"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
)

// Values lists every setting that can shape a metric, by the name the
// configuration has for it. A structured one stands as what JSON makes of it.
func (s Settings) Values() map[string]any {
	all := map[string]any{
		"currency": strings.ToUpper(s.Currency), "timezone": s.Timezone, "fiscal_year_start": s.FiscalYearStart, "segments": s.Segments, "health": s.health(),
	}
	v := reflect.ValueOf(s.Metrics)
	for i := range v.NumField() {
		if name := settingName(v.Type().Field(i)); name != "" {
			all[name] = v.Field(i).Interface()
		}
	}
	return all
}

// settingName is the column of a scalar setting, the tag name of a structured one.
func settingName(field reflect.StructField) string {
	column := field.Tag.Get("col")
	if column == "-" {
		column = ""
	}
	return cmp.Or(column, field.Tag.Get("name"))
}

func settingNames() []string { return sortedKeys(Settings{}.Values()) }

// settingsOf are the values of some settings as a JSON object with sorted keys.
func (s Settings) settingsOf(names []string) (string, error) {
	values := s.Values()
	chosen := map[string]any{}
	for _, name := range names {
		chosen[name] = values[name]
	}
	text, err := json.Marshal(chosen)
	if err != nil {
		return "", fmt.Errorf("write settings: %w", err)
	}
	return string(text), nil
}
