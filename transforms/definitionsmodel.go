package transforms

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// definitionsHeader is the header of marts.definitions.
const definitionsHeader = `-- grain: one row per metric
-- key: metric
-- meaning: what each metric means, as it is computed here and now: settings is a
--   JSON object of the values in force, rests_on the areas of sources it is made of.
--   fingerprint changes when the text, the
--   formula or a setting does, and only then.
`

// definitionsModel makes marts.definitions.
func (c *catalog) definitionsModel(s Settings) (*model, error) {
	columns := []string{"metric", "name", "area", "unit", "better", "definition", "formula", "customer", "variants", "settings", "source", "rests_on", "fingerprint"}
	var rows []string
	for _, metric := range sortedKeys(c.definitions) {
		d := c.definitions[metric]
		settings, err := s.settingsOf(d.Settings)
		if err != nil {
			return nil, err
		}
		fingerprint, err := d.fingerprint(settings)
		if err != nil {
			return nil, err
		}
		values := []string{d.Metric, d.Name, d.Area, d.Unit, d.Better, d.Text, d.Formula, d.Customer, strings.Join(d.Variants, "; "), settings, d.Source, strings.Join(d.restsOn(), ", "), fingerprint}
		parts := make([]string, len(values))
		for i, value := range values {
			parts[i] = literal(value)
		}
		rows = append(rows, "("+strings.Join(parts, ", ")+")")
	}
	text := "SELECT '' AS " + strings.Join(columns, ", '' AS ") + " WHERE false"
	if len(rows) > 0 {
		text = "SELECT * FROM (VALUES\n" + strings.Join(rows, ",\n") + "\n) AS defined(" + strings.Join(columns, ", ") + ")"
	}
	return parseModel("marts", "definitions/definitions.sql", definitionsHeader+text)
}

// fingerprint names what a definition says, so that a change of it can be told.
func (d *Definition) fingerprint(settings string) (string, error) {
	text, err := json.Marshal([]string{d.Unit, d.Better, d.Text, d.Formula, settings})
	if err != nil {
		return "", fmt.Errorf("name definition of %s: %w", d.Metric, err)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8]), nil
}

// addGenerated files the models whose text comes from settings and definitions.
// figures says of which metrics marts.figures holds the values, nil of all.
func (c *catalog) addGenerated(s Settings, figures []string) error {
	expressions, err := s.segmentModel()
	if err != nil {
		return err
	}
	profiles, err := s.profilesModel()
	if err != nil {
		return err
	}
	alerts, err := s.alertModel()
	if err != nil {
		return err
	}
	definitions, err := c.definitionsModel(s)
	if err != nil {
		return err
	}
	values, err := c.figuresModel(figures)
	if err != nil {
		return err
	}
	parts, err := c.kpiPartsModel(s)
	if err != nil {
		return err
	}
	for _, m := range []*model{expressions, profiles, alerts, definitions, values, parts} {
		if old := c.models[m.name]; old != nil {
			return fmt.Errorf("%s:1: %s is made by the program itself", old.file, m.name)
		}
		c.models[m.name] = m
	}
	return nil
}

// checkDefinitions makes sure that every table the definitions and the evidence
// speak of exists, and that no evidence is about a metric nobody defines.
func (c *catalog) checkDefinitions(known map[string]bool) error {
	for _, metric := range sortedKeys(c.definitions) {
		d := c.definitions[metric]
		i := slices.IndexFunc(d.Figures, func(f FigureSource) bool { return c.models["marts."+f.Mart] == nil })
		if i >= 0 {
			return fmt.Errorf("%s:1: figures[%d]: there is no marts.%s", d.file, i, d.Figures[i].Mart)
		}
	}
	for _, metric := range sortedKeys(c.evidence) {
		e := c.evidence[metric]
		if c.definitions[metric] == nil {
			return fmt.Errorf("%s:1: there is no definitions/%s.yml it could be the evidence of", e.file, metric)
		}
		for _, ref := range e.refs {
			if ref.name != figureTable && c.models[ref.name] == nil && !known[ref.name] {
				return fmt.Errorf("%s:%d: unknown table %s", e.file, ref.line, ref.name)
			}
		}
	}
	return nil
}
