package transforms

import (
	"reflect"
	"regexp"
	"testing"
)

// columnNames are the columns of core.settings a metric can be shaped by.
func columnNames() []string {
	var names []string
	for i := range reflect.TypeFor[Metrics]().NumField() {
		if name := reflect.TypeFor[Metrics]().Field(i).Tag.Get("col"); name != "-" {
			names = append(names, name)
		}
	}
	return names
}

// readers are the models and checks that read a setting.
func readers(c *catalog, setting string) map[string]bool {
	word := regexp.MustCompile(`\b` + setting + `\b`)
	found := map[string]bool{}
	look := func(name, text string, refs []reference) {
		for _, ref := range refs {
			if ref.name == "core.settings" && word.MatchString(text) {
				found[name] = true
			}
		}
	}
	for name, m := range c.models {
		look(name, m.text, m.refs)
	}
	for name, check := range c.checks {
		look("check "+name, check.text, check.refs)
	}
	return found
}

// A setting nobody reads would promise what it does not do. Schedules are worked
// out before any model runs; core.settings only keeps what they are.
func TestEverySettingIsRead(t *testing.T) {
	t.Parallel()
	c, err := loadCatalog(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range columnNames() {
		if name != "schedule" && len(readers(c, name)) == 0 {
			t.Errorf("nothing reads the setting %s", name)
		}
	}
}

// A definition names only settings that can reach its figures.
func TestSettingsReachTheirMetrics(t *testing.T) {
	t.Parallel()
	c, err := loadCatalog(nil)
	if err != nil {
		t.Fatal(err)
	}
	scalar := map[string]map[string]bool{}
	for _, name := range columnNames() {
		scalar[name] = readers(c, name)
	}
	delete(scalar, "schedule")
	for _, d := range c.definitions {
		var marts []string
		for _, f := range d.Figures {
			marts = append(marts, "marts."+f.Mart)
		}
		behind := withDependencies(c.models, marts)
		for _, setting := range d.Settings {
			reached := scalar[setting] == nil // structured: it stands in a table of its own
			for model := range scalar[setting] {
				reached = reached || behind[model] != nil
			}
			if !reached {
				t.Errorf("%s: the setting %s reaches none of its figures", d.file, setting)
			}
		}
	}
}
