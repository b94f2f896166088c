package pipeline

import (
	"reflect"
	"testing"

	"quarterdeck/config"
	"quarterdeck/transforms"
)

// TestEverySettingReachesTheMarts: a scalar setting of the configuration has a
// counterpart of its name and kind, with the same default.
func TestEverySettingReachesTheMarts(t *testing.T) {
	text := "company: {name: A}\nsources: [{name: f, type: files, tables: {goals: {path: g.csv}}}]\n"
	cfg, err := config.Parse("quarterdeck.yml", []byte(text), nil)
	if err != nil {
		t.Fatal(err)
	}
	counterparts := map[string]reflect.Value{}
	marts := reflect.ValueOf(transforms.DefaultMetrics())
	for i := range marts.NumField() {
		counterparts[marts.Type().Field(i).Tag.Get("col")] = marts.Field(i)
	}
	settings := reflect.ValueOf(cfg.Metrics)
	for i := range settings.NumField() {
		name, value := settings.Type().Field(i).Tag.Get("yaml"), settings.Field(i)
		switch value.Kind() {
		case reflect.String, reflect.Int, reflect.Float64, reflect.Bool:
		default:
			continue // structured settings become tables
		}
		switch other, ok := counterparts[name]; {
		case !ok:
			t.Errorf("metrics.%s is no column of core.settings", name)
		case other.Kind() != value.Kind() || !other.Equal(value):
			t.Errorf("metrics.%s: default %v in the configuration, %v in the marts", name, value, other)
		}
	}
}
