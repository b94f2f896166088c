package config

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml/parser"
)

// Assessment is what somebody judged on a day.
type Assessment struct {
	Date   string           `yaml:"date"`
	By     string           `yaml:"by"`
	Levels map[string]Level `yaml:"levels"`
}

// Level is the judgement of one pillar, and what shows it.
type Level struct {
	Level    string `yaml:"level"`
	Evidence string `yaml:"evidence"`
}

// loadAssessments reads the file of assessments, if one is configured.
func (c *Config) loadAssessments() error {
	path := c.Pillars.Assessments
	if path == "" {
		return nil
	}
	data, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return &Error{File: path, Message: "no such file", Mend: "write the assessments of the pillars there, or remove pillars.assessments"}
	}
	if err != nil {
		return &Error{File: path, Message: err.Error()}
	}
	c.Pillars.Judged, err = parseAssessments(path, data, c.Pillars.List)
	return err
}

// parseAssessments reads a list of assessments of the given pillars.
func parseAssessments(name string, data []byte, pillars []Pillar) ([]Assessment, error) {
	file, err := parser.ParseBytes(data, 0)
	if err != nil {
		return nil, located(name, err)
	}
	var all []Assessment
	if len(file.Docs) > 0 && file.Docs[0].Body != nil {
		if err := decode(file.Docs[0].Body, &all); err != nil {
			return nil, located(name, err)
		}
	}
	v := &validator{name: name, file: file}
	seen := map[string]bool{}
	for i, a := range all {
		path := fmt.Sprintf("$[%d]", i)
		switch _, err := time.Parse(time.DateOnly, a.Date); {
		case err != nil:
			return nil, v.fail(path, fmt.Sprintf("date %q is not a day", a.Date), "write YYYY-MM-DD")
		case a.By == "":
			return nil, v.fail(path, fmt.Sprintf("nobody signed the assessment of %s", a.Date), "add 'by:' with a name")
		}
		for _, pillar := range slices.Sorted(maps.Keys(a.Levels)) {
			if seen[a.Date+pillar] {
				return nil, v.fail(path+".levels."+pillar, fmt.Sprintf("pillar %s is judged twice on %s", pillar, a.Date), "keep one of them")
			}
			seen[a.Date+pillar] = true
		}
		if err := checkLevels(v, path, a, pillars); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func checkLevels(v *validator, path string, a Assessment, pillars []Pillar) error {
	names := make([]string, len(pillars))
	for i, p := range pillars {
		names[i] = p.Pillar
	}
	for _, pillar := range slices.Sorted(maps.Keys(a.Levels)) {
		level, path := a.Levels[pillar], path+".levels."+pillar
		switch {
		case !slices.Contains(names, pillar):
			return v.fail(path, fmt.Sprintf("there is no pillar %q", pillar), "use one of "+strings.Join(names, ", "))
		case !slices.Contains(Levels(), level.Level):
			return v.fail(path, fmt.Sprintf("pillar %s has unknown level %q", pillar, level.Level), "use one of "+strings.Join(Levels(), ", ")+", or leave the pillar out when nobody judged it")
		case level.Evidence == "" && level.Level != "none":
			return v.fail(path, fmt.Sprintf("pillar %s is %s without evidence", pillar, level.Level), "add 'evidence:' with what shows it")
		}
	}
	return nil
}
