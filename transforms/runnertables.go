package transforms

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// createRunnerTables fills the tables models read their settings from.
func (db *database) createRunnerTables(ctx context.Context, s Settings) error {
	if err := db.exec(ctx, s.settingsSQL()); err != nil {
		return fmt.Errorf("create core.settings: %w", err)
	}
	schedules, err := s.scheduleTables()
	if err != nil {
		return err
	}
	rows := map[string][][]string{
		"attribute_fields": s.attributeRows(), "segment_dimensions": s.dimensionRows(), "segment_bands": s.bandRows(),
		"tiers": s.tierRows(), "strategy_links": s.linkRows(), "sla_targets": s.targetRows(),
		"survey_questions": s.surveyRows(), "survey_words": s.wordRows(),
		"schedules": schedules.schedules, "schedule_rules": schedules.rules, "schedule_days": schedules.days, "schedule_openings": schedules.openings,
	}
	maps.Copy(rows, s.scorecardTables())
	maps.Copy(rows, s.pillarTables())
	maps.Copy(rows, s.healthRows())
	maps.Copy(rows, s.alertRows())
	for _, t := range RunnerTables() {
		switch t.Name {
		case "source_freshness", "load_history", "load_nulls":
			continue // which tell of the landed tables
		}
		if err := db.createTable(ctx, t, rows[t.Name]); err != nil {
			return err
		}
	}
	return db.createQuality(ctx)
}

// createTable makes a table of the schema core from SQL literals.
func (db *database) createTable(ctx context.Context, t CanonicalTable, rows [][]string) error {
	defs := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		defs[i] = fmt.Sprintf("%q %s", c.Name, c.Type)
	}
	if err := db.exec(ctx, fmt.Sprintf("CREATE TABLE core.%s (%s)", t.Name, strings.Join(defs, ", "))); err != nil {
		return fmt.Errorf("create core.%s: %w", t.Name, err)
	}
	for chunk := range slices.Chunk(rows, 1000) {
		values := make([]string, len(chunk))
		for i, row := range chunk {
			values[i] = "(" + strings.Join(row, ", ") + ")"
		}
		if err := db.exec(ctx, fmt.Sprintf("INSERT INTO core.%s VALUES %s", t.Name, strings.Join(values, ", "))); err != nil {
			return fmt.Errorf("fill core.%s: %w", t.Name, err)
		}
	}
	return nil
}

func (s Settings) settingsSQL() string {
	parts := []string{
		"DATE " + literal(s.AsOf.Format(time.DateOnly)) + " AS as_of",
		// The first instant that is after the as-of day: what happened at or after it is not known.
		"day_start(DATE " + literal(s.AsOf.AddDate(0, 0, 1).Format(time.DateOnly)) + ") AS as_of_end",
		instant(s.KnownAt) + " AS known_at",
		literal(s.RunID) + " AS run_id", strconv.FormatBool(s.LookingBack) + " AS looking_back", literal(s.Company) + " AS company",
		literal(strings.ToUpper(s.Currency)) + " AS currency", literal(s.Timezone) + " AS timezone",
		"CAST(" + strconv.Itoa(s.FiscalYearStart) + " AS INTEGER) AS fiscal_year_start",
	}
	v := reflect.ValueOf(s.Metrics)
	for i := range v.NumField() {
		name := v.Type().Field(i).Tag.Get("col")
		if name == "-" {
			continue
		}
		switch field := v.Field(i); field.Kind() {
		case reflect.Int:
			parts = append(parts, fmt.Sprintf("CAST(%d AS INTEGER) AS %s", field.Int(), name))
		case reflect.Float64:
			parts = append(parts, fmt.Sprintf("CAST(%s AS DOUBLE) AS %s", number(field.Float()), name))
		case reflect.Bool:
			parts = append(parts, fmt.Sprintf("CAST(%t AS BOOLEAN) AS %s", field.Bool(), name))
		case reflect.String:
			parts = append(parts, literal(field.String())+" AS "+name)
		case reflect.Slice:
			parts = append(parts, fmt.Sprintf("CAST([%s] AS VARCHAR[]) AS %s", sqlList(field.Interface().([]string)), name))
		}
	}
	return "CREATE TABLE core.settings AS SELECT " + strings.Join(parts, ", ")
}

func (s Settings) tierRows() [][]string {
	var rows [][]string
	add := func(basis string, tiers []Band) {
		for _, t := range tiers {
			rows = append(rows, []string{literal(basis), literal(t.Name), number(t.LowerBound)})
		}
	}
	add("limit", s.Metrics.Tiers)
	add("quantile", s.Metrics.TierQuantiles)
	return rows
}

func (s Settings) targetRows() [][]string {
	var rows [][]string
	for _, priority := range sortedKeys(s.Metrics.FirstReplyTargets) {
		rows = append(rows, []string{literal(priority), number(s.Metrics.FirstReplyTargets[priority])})
	}
	return rows
}

func number(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

func instant(t time.Time) string {
	return "TIMESTAMP " + literal(t.UTC().Format("2006-01-02 15:04:05.000000"))
}
