package pipeline

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"quarterdeck/transforms"
)

// Definition is what a metric means, as the current publication was computed.
type Definition struct {
	Metric     string         `json:"metric"`
	Name       string         `json:"name"`
	Area       string         `json:"area"`
	Unit       string         `json:"unit"`
	Better     string         `json:"better"`
	Definition string         `json:"definition"`
	Formula    string         `json:"formula"`
	Customer   string         `json:"customer,omitempty"`
	Variants   string         `json:"variants,omitempty"`
	Settings   map[string]any `json:"settings"`
	Source     string         `json:"source"`
	// Version counts the definitions the metric has had, Since is the day the
	// present one came into force; empty where there is no record of it.
	Version string `json:"version,omitempty"`
	Since   string `json:"since,omitempty"`
}

// Setting is a setting's value to read: a word or number as it stands, a structure as JSON.
func (d Definition) Setting(name string) string {
	value := d.Settings[name]
	switch v := value.(type) {
	case nil:
		return "not set"
	case string, float64, bool:
		if v == "" {
			return "not set"
		}
		return fmt.Sprint(v)
	}
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprint(value)
	}
	return string(text)
}

// FiguresOptions choose figures; an empty field chooses all.
type FiguresOptions struct {
	Metric string
	// Segment is dimension=segment; all is the total.
	Segment  string
	Customer string
	Span     string
}

// Definitions lists the metrics, or only the one named.
func (p *Pipeline) Definitions(ctx context.Context, metric string) (all []Definition, err error) {
	db, err := p.OpenCurrent(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return readDefinitions(ctx, db, metric)
}

// Figures lists figures with their values, the newest periods first. A choice no
// figure has is a wrong argument.
func (p *Pipeline) Figures(ctx context.Context, opts FiguresOptions) (all []transforms.Figure, err error) {
	db, err := p.OpenCurrent(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if opts.Metric != "" {
		if _, err := readDefinitions(ctx, db, opts.Metric); err != nil {
			return nil, err
		}
	}
	where, args := opts.where()
	all, err = transforms.ReadFigures(ctx, db, where+" ORDER BY metric, period_end DESC, span, figure_id", args...)
	if err == nil && len(all) == 0 {
		err = whyNoFigures(ctx, db, opts)
	}
	return all, err
}

func (o FiguresOptions) where() (clause string, args []any) {
	parts := []string{"true"}
	add := func(condition string, values ...any) { parts, args = append(parts, condition), append(args, values...) }
	if o.Metric != "" {
		add("metric = ?", o.Metric)
	}
	if o.Customer != "" {
		add("customer_id = ?", o.Customer)
	}
	if o.Span != "" {
		add("span = ?", o.Span)
	}
	dimension, segment, both := strings.Cut(o.Segment, "=")
	switch {
	case both:
		add("dimension = ? AND segment = ?", dimension, segment)
	case dimension != "":
		add("dimension = ?", dimension)
	}
	return "WHERE " + strings.Join(parts, " AND "), args
}

// readDefinitions lists all metrics, or the one named: one there is not is a
// wrong argument.
func readDefinitions(ctx context.Context, db *sql.DB, metric string) ([]Definition, error) {
	versions, err := definitionVersions(ctx, db)
	if err != nil {
		return nil, err
	}
	rows, err := db.QueryContext(ctx, `SELECT metric, name, area, unit, better, definition, formula, customer, variants, settings, source
FROM marts.definitions WHERE ? IN ('', metric) ORDER BY area, metric`, metric)
	if err != nil {
		return nil, fmt.Errorf("read definitions: %w", err)
	}
	defer rows.Close()
	var all []Definition
	for rows.Next() {
		var d Definition
		var settings string
		err := rows.Scan(&d.Metric, &d.Name, &d.Area, &d.Unit, &d.Better, &d.Definition, &d.Formula, &d.Customer, &d.Variants, &settings, &d.Source)
		if err == nil {
			err = json.Unmarshal([]byte(settings), &d.Settings)
		}
		if err != nil {
			return nil, fmt.Errorf("read definitions: %w", err)
		}
		d.Version, d.Since = versions[d.Metric][0], versions[d.Metric][1]
		all = append(all, d)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read definitions: %w", err)
	}
	if len(all) == 0 && metric != "" {
		return nil, unknownMetric(ctx, db, metric)
	}
	return all, nil
}

func unknownMetric(ctx context.Context, db *sql.DB, metric string) error {
	near, err := nearest(ctx, db, "SELECT metric AS id, name AS also FROM marts.definitions", metric)
	if err != nil {
		return err
	}
	return &UsageError{fmt.Errorf("there is no metric %q%s; 'quarterdeck define' lists them all", metric, didYouMean(near))}
}

// definitionVersions are version and first day of each metric's present
// definition. A publication without such a record has none.
func definitionVersions(ctx context.Context, db *sql.DB) (map[string][2]string, error) {
	var there bool
	err := db.QueryRowContext(ctx, "SELECT count(*) > 0 FROM duckdb_tables() WHERE schema_name = 'marts' AND table_name = 'definition_versions'").Scan(&there)
	if err != nil || !there {
		return nil, err
	}
	rows, err := db.QueryContext(ctx, `SELECT metric, CAST(max(version) AS VARCHAR), CAST(max_by(valid_from, version) AS VARCHAR)
FROM marts.definition_versions GROUP BY metric`)
	if err != nil {
		return nil, fmt.Errorf("read definition versions: %w", err)
	}
	defer rows.Close()
	versions := map[string][2]string{}
	for rows.Next() {
		var metric string
		var version, since sql.NullString
		if err := rows.Scan(&metric, &version, &since); err != nil {
			return nil, fmt.Errorf("read definition versions: %w", err)
		}
		versions[metric] = [2]string{version.String, since.String}
	}
	return versions, rows.Err()
}

// nearestFigures suggests ids for a wrong one: those of its metric it is most
// like, for a bare metric the newest of all customers.
func nearestFigures(ctx context.Context, db *sql.DB, id string) (string, error) {
	metric, _, isID := strings.Cut(id, "@")
	if _, err := readDefinitions(ctx, db, metric); err != nil {
		return "", err
	}
	ids := "SELECT figure_id AS id, figure_id AS also, period_end FROM marts.figures WHERE metric = '" + strings.ReplaceAll(metric, "'", "''") + "'"
	if !isID {
		ids = "SELECT id, also FROM (" + ids + " AND customer_id IS NULL AND coalesce(dimension, 'all') = 'all') ORDER BY period_end DESC LIMIT 3"
	}
	near, err := nearest(ctx, db, ids, id)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s; 'quarterdeck figures %s' lists them", didYouMean(near), metric), nil
}

// nearest are the ids of a query most like one, by the letters to change in the id
// or in what it is also called.
func nearest(ctx context.Context, db *sql.DB, ids, like string) ([]string, error) {
	rows, err := db.QueryContext(ctx, "SELECT id FROM ("+ids+") ORDER BY least(levenshtein(lower(id), lower($1)), levenshtein(lower(also), lower($1))), id LIMIT 3", like)
	if err != nil {
		return nil, fmt.Errorf("find the nearest of %q: %w", like, err)
	}
	defer rows.Close()
	var near []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, fmt.Errorf("find the nearest of %q: %w", like, err)
		}
		near = append(near, id)
	}
	return near, rows.Err()
}

func didYouMean(near []string) string {
	if len(near) == 0 {
		return ""
	}
	return "; did you mean " + strings.Join(near, ", ") + "?"
}
