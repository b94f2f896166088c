package transforms

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"
)

// Cause is why a figure of a published period is said otherwise.
type Cause string

// The causes, in the order they are taken one after the other.
const (
	LateData      Cause = "late_data"      // what came in later, of days already computed
	NewMapping    Cause = "new_mapping"    // which record is whose
	LaterFacts    Cause = "later_facts"    // what happened since
	NewDefinition Cause = "new_definition" // text, settings, own models or program
)

// Step is a build with one more cause in it than the step before.
type Step struct {
	Cause Cause
	// Path is the file of the build; empty for the last one, which is the
	// publication itself.
	Path string
}

// Restated lists the metrics of which the file restates figures.
func Restated(ctx context.Context, path string) (metrics []string, err error) {
	db, err := OpenReadOnly(ctx, path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	rows, err := db.QueryContext(ctx, `SELECT DISTINCT r.metric FROM marts.restatements r JOIN core.settings s ON s.run_id = r.run_id ORDER BY 1`)
	if err != nil {
		return nil, fmt.Errorf("list restated metrics: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var metric string
		if err := rows.Scan(&metric); err != nil {
			return nil, fmt.Errorf("list restated metrics: %w", err)
		}
		metrics = append(metrics, metric)
	}
	return metrics, rows.Err()
}

// SplitRestatements fills in why the figures a run restates are others now: what each step
// adds to the one before. A step without a value leaves it where it was.
func SplitRestatements(ctx context.Context, path string, steps []Step) (err error) {
	if len(steps) == 0 {
		return errors.New("split restatements: no cause is given")
	}
	db, err := sql.Open("duckdb", path)
	if err != nil {
		return fmt.Errorf("split restatements: %w", err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1)
	var statements []string
	for i, step := range steps {
		if step.Path != "" {
			statements = append(statements, fmt.Sprintf("ATTACH %s AS step%d (READ_ONLY)", literal(step.Path), i))
		}
	}
	statements = append(statements, valuesSQL(steps), partsSQL(steps), updateRestatements, "CHECKPOINT")
	for _, statement := range statements {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("split restatements: %w", err)
		}
	}
	return nil
}

// valuesSQL gathers for every restated figure what each step says of it.
func valuesSQL(steps []Step) string {
	columns, joins := []string{"r.figure_id", "r.published_value AS v0"}, ""
	for i, step := range steps {
		if step.Path == "" {
			columns = append(columns, fmt.Sprintf("r.value AS v%d", i+1))
			continue
		}
		columns = append(columns, fmt.Sprintf("TRY_CAST(f%d.value AS DECIMAL(18, 6)) AS v%d", i, i+1))
		joins += fmt.Sprintf("\nLEFT JOIN step%[1]d.marts.figures f%[1]d ON f%[1]d.figure_id = r.figure_id", i)
	}
	return "CREATE TEMP TABLE step_values AS SELECT " + strings.Join(columns, ", ") +
		"\nFROM marts.restatements r JOIN core.settings s ON s.run_id = r.run_id" + joins
}

// partsSQL adds up the steps' differences by cause. Where a value is null there
// is no difference to take: the first step that says otherwise is the reason.
func partsSQL(steps []Step) string {
	sums := map[Cause][]string{}
	var first []string
	for i, step := range steps {
		sums[step.Cause] = append(sums[step.Cause], fmt.Sprintf("coalesce(w%d - w%d, 0)", i+1, i))
		first = append(first, fmt.Sprintf("WHEN v%d IS DISTINCT FROM v%d THEN %s", i+1, i, literal(string(step.Cause))))
	}
	filled := []string{"v0 AS w0"}
	for i := range steps {
		back := make([]string, 0, i+2)
		for j := i + 1; j >= 0; j-- {
			back = append(back, fmt.Sprintf("v%d", j))
		}
		filled = append(filled, fmt.Sprintf("coalesce(%s) AS w%d", strings.Join(back, ", "), i+1))
	}
	var parts []string
	for _, cause := range []Cause{LateData, NewMapping, LaterFacts, NewDefinition} {
		sum := "0"
		if len(sums[cause]) > 0 {
			sum = strings.Join(sums[cause], " + ")
		}
		parts = append(parts, fmt.Sprintf("CASE WHEN v0 IS NOT NULL AND v%d IS NOT NULL THEN CAST(%s AS DECIMAL(18, 6)) END AS %s", len(steps), sum, cause))
	}
	return fmt.Sprintf("CREATE TEMP TABLE step_parts AS SELECT figure_id, %s, CASE %s END AS first_cause\nFROM (SELECT *, %s FROM step_values)",
		strings.Join(parts, ", "), strings.Join(first, " "), strings.Join(filled, ", "))
}

const updateRestatements = `UPDATE marts.restatements AS r
SET late_data = p.late_data, new_mapping = p.new_mapping, later_facts = p.later_facts, new_definition = p.new_definition,
  reason = CASE
    WHEN p.late_data IS NULL THEN p.first_cause
    WHEN abs(p.new_definition) >= greatest(abs(p.late_data), abs(p.new_mapping), abs(p.later_facts)) THEN 'new_definition'
    WHEN abs(p.late_data) >= greatest(abs(p.new_mapping), abs(p.later_facts)) THEN 'late_data'
    WHEN abs(p.new_mapping) >= abs(p.later_facts) THEN 'new_mapping'
    ELSE 'later_facts'
  END
FROM step_parts p, core.settings s
WHERE p.figure_id = r.figure_id AND s.run_id = r.run_id`

// Fingerprint names the models and definitions this program brings.
func Fingerprint() (string, error) {
	h := sha256.New()
	err := fs.WalkDir(embedded, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(embedded, name)
		fmt.Fprintf(h, "%q %q\n", name, text)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("name models: %w", err)
	}
	return hex.EncodeToString(h.Sum(nil)[:8]), nil
}

// Former is the publication a file's restatements are measured against.
type Former struct {
	RunID            string
	AsOf, KnownAt    time.Time
	Settings, Models string // as JSON
	Program          string
}

// LastPublication is the one the file knows of that speaks of the latest day; nil
// when it knows none.
func LastPublication(ctx context.Context, path string) (last *Former, err error) {
	db, err := OpenReadOnly(ctx, path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	last = &Former{}
	err = db.QueryRowContext(ctx, `SELECT run_id, as_of, known_at, settings, models, program FROM marts.publications
ORDER BY as_of DESC, published_at DESC, run_id DESC LIMIT 1`).Scan(&last.RunID, &last.AsOf, &last.KnownAt, &last.Settings, &last.Models, &last.Program)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the publication before: %w", err)
	}
	return last, nil
}
