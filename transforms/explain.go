package transforms

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// EvidenceRow is one input of a figure. Part and Base are what it adds.
type EvidenceRow struct {
	CustomerID string    `json:"customer_id,omitempty"`
	Record     string    `json:"record"`
	Source     string    `json:"source"`
	RecordID   string    `json:"record_id"`
	Day        time.Time `json:"day,omitzero"`
	Detail     string    `json:"detail,omitempty"`
	Part       *float64  `json:"part"`
	Base       *float64  `json:"base"`
	Landed     []Landed  `json:"landed"`
}

// Explanation is where one figure comes from.
type Explanation struct {
	Figure     Figure
	Definition *Definition
	// Meaning and Adds say what the rows are and how they give the figure.
	Meaning, Adds string
	// EvidenceSQL gives the rows, MartSQL made the mart.
	EvidenceSQL, MartSQL string
	Rows                 []EvidenceRow
	// Sum is what the rows add up to; nil where that is nothing.
	Sum *float64
}

// AddsUp tells whether the rows give the figure, to six digits.
func (e *Explanation) AddsUp() bool { return SameValue(e.Figure.Value, e.Sum) }

// SameValue compares two values to six digits; nil only equals nil.
func SameValue(a, b *float64) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return math.Abs(*a-*b) <= 1e-6*max(1, math.Abs(*a))
}

// ErrNoFigure says that no figure has the id.
var ErrNoFigure = errors.New("there is no such figure")

// Explainer has rebuilt what the evidence of some metrics reads.
type Explainer struct {
	db      *database
	catalog *catalog
	opts    Options
}

// NewExplainer builds in memory, from the same tables and settings as a
// publication, the models the figures and evidence of some metrics read (none
// named: of all that have evidence), and no others.
// Path is not used; WorkDir takes what does not fit into memory.
func NewExplainer(ctx context.Context, opts Options, metrics ...string) (*Explainer, error) {
	opts.Path = ""
	plan, err := newPlan(opts)
	if err != nil {
		return nil, err
	}
	only, err := plan.evidenced(metrics)
	if err != nil {
		return nil, err
	}
	if err := plan.restrict(&opts, only); err != nil {
		return nil, err
	}
	opts.Tables = plan.read(opts.Tables)
	b, err := plan.begin(ctx, opts)
	if err != nil {
		return nil, err
	}
	if err := b.makeModels(ctx); err != nil {
		return nil, errors.Join(err, b.db.Close())
	}
	return &Explainer{db: b.db, catalog: plan.catalog, opts: opts}, nil
}

// Close lets the database go.
func (e *Explainer) Close() error { return e.db.Close() }

// evidenced is what the metrics' figures and evidence need.
func (p *plan) evidenced(metrics []string) (Only, error) {
	if len(metrics) == 0 {
		metrics = sortedKeys(p.catalog.evidence)
	}
	only := Only{Models: []string{"marts.figures", "marts.definitions", "core.identity"}, Metrics: metrics}
	for _, metric := range metrics {
		if p.catalog.definitions[metric] == nil {
			return only, fmt.Errorf("explain %s: there is no such metric", metric)
		}
		e := p.catalog.evidence[metric]
		if e == nil {
			return only, fmt.Errorf("explain %s: there is no evidence/%s.sql", metric, metric)
		}
		for _, table := range e.tables() {
			if p.catalog.models[table] != nil { // the runner's own tables are always made
				only.Models = append(only.Models, table)
			}
		}
	}
	return only, nil
}

// read leaves of the landed tables those the models read. A model that asks how
// fresh the sources are needs them all.
func (p *plan) read(all []Table) []Table {
	if p.wants("core.source_freshness") {
		return all
	}
	return slices.DeleteFunc(slices.Clone(all), func(t Table) bool { return !p.wants("raw."+t.Name) && !p.wants("raw."+t.Name+goneSuffix) })
}

// Explain gathers the evidence of one figure. The error is ErrNoFigure when there
// is none of that id.
func (e *Explainer) Explain(ctx context.Context, id string) (*Explanation, error) {
	figure, sum, err := e.Add(ctx, id)
	if err != nil {
		return nil, err
	}
	about := e.catalog.evidence[figure.Metric]
	out := &Explanation{
		Figure: figure, Definition: e.catalog.definitions[figure.Metric], Sum: sum,
		Meaning: about.meaning, Adds: about.adds, EvidenceSQL: about.text, MartSQL: e.catalog.models["marts."+figure.Mart].text,
	}
	if out.Rows, err = e.db.evidenceRows(ctx); err != nil {
		return nil, fmt.Errorf("explain %s: %w", id, err)
	}
	return out, e.trace(ctx, out.Rows)
}

// Sample picks figures of every kind: of every metric, mart, length of period,
// dimension and customers or not, with a value and without, at most n. The same
// data gives the same sample.
func (e *Explainer) Sample(ctx context.Context, n int) ([]string, error) {
	rows, err := e.db.conn.QueryContext(ctx, fmt.Sprintf(`SELECT figure_id FROM (
SELECT figure_id, row_number() OVER (
    PARTITION BY metric, mart, span, dimension, customer_id IS NULL, value IS NULL, value = 0 ORDER BY md5(figure_id)) AS place
FROM marts.figures) WHERE place <= %d ORDER BY figure_id`, n))
	if err != nil {
		return nil, fmt.Errorf("choose figures: %w", err)
	}
	defer rows.Close()
	var ids []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, fmt.Errorf("choose figures: %w", err)
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}

// Add says what one figure is and what its rows add up to, without the rows.
func (e *Explainer) Add(ctx context.Context, id string) (Figure, *float64, error) {
	figure, err := e.db.figure(ctx, id)
	if err != nil {
		return figure, nil, err
	}
	about := e.catalog.evidence[figure.Metric]
	if err := e.db.collect(ctx, about, id); err != nil {
		return figure, nil, fmt.Errorf("explain %s: %w", id, err)
	}
	sum, err := e.db.sum(ctx, about)
	if err != nil {
		return figure, nil, fmt.Errorf("explain %s: %w", id, err)
	}
	return figure, sum, nil
}

// collect runs the evidence query for the figure.
func (db *database) collect(ctx context.Context, about *evidence, id string) error {
	err := db.exec(ctx, `CREATE OR REPLACE TABLE `+figureTable+` AS
SELECT f.metric, f.span, f.period_start, f.period_end, least(add_days(f.period_end, -1), s.as_of) AS last_day,
    f.dimension, f.segment, f.customer_id, s.as_of
FROM marts.figures f CROSS JOIN core.settings s WHERE f.figure_id = `+literal(id))
	if err != nil {
		return fmt.Errorf("find figure: %w", err)
	}
	err = db.exec(ctx, "CREATE OR REPLACE TABLE metrics.evidence_rows AS SELECT "+strings.Join(evidenceColumns(), ", ")+" FROM (\n"+about.text+"\n)")
	if err != nil {
		return newModelError("evidence of "+about.metric, about.file, 1, err)
	}
	return nil
}

// sum is what the collected rows add up to.
func (db *database) sum(ctx context.Context, about *evidence) (*float64, error) {
	var sum sql.NullFloat64
	if err := db.scan(ctx, "SELECT CAST(("+about.adds+") AS DOUBLE) FROM metrics.evidence_rows", &sum); err != nil {
		return nil, fmt.Errorf("%s:1: adds: %w", about.file, err)
	}
	return nullable(sum), nil
}

func (db *database) figure(ctx context.Context, id string) (Figure, error) {
	found, err := ReadFigures(ctx, db.conn, "WHERE figure_id = "+literal(id))
	if err == nil && len(found) == 0 {
		err = ErrNoFigure
	}
	if err != nil {
		return Figure{}, fmt.Errorf("explain %s: %w", id, err)
	}
	return found[0], nil
}

func (db *database) evidenceRows(ctx context.Context) ([]EvidenceRow, error) {
	rows, err := db.conn.QueryContext(ctx, `SELECT CAST(customer_id AS VARCHAR), CAST(record AS VARCHAR), CAST(source AS VARCHAR),
    CAST(record_id AS VARCHAR), CAST(day AS DATE), CAST(detail AS VARCHAR), CAST(part AS DOUBLE), CAST(base AS DOUBLE)
FROM metrics.evidence_rows ORDER BY customer_id NULLS LAST, record, source, record_id, day, detail`)
	if err != nil {
		return nil, fmt.Errorf("read evidence: %w", err)
	}
	defer rows.Close()
	all := []EvidenceRow{}
	for rows.Next() {
		var one EvidenceRow
		var customer, record, source, id, detail sql.NullString
		var day sql.NullTime
		var part, base sql.NullFloat64
		if err := rows.Scan(&customer, &record, &source, &id, &day, &detail, &part, &base); err != nil {
			return nil, fmt.Errorf("read evidence: %w", err)
		}
		one.CustomerID, one.Record, one.Source, one.RecordID, one.Detail = customer.String, record.String, source.String, id.String, detail.String
		one.Day, one.Part, one.Base = day.Time, nullable(part), nullable(base)
		all = append(all, one)
	}
	return all, rows.Err()
}

func nullable(v sql.NullFloat64) *float64 {
	if !v.Valid {
		return nil
	}
	return &v.Float64
}
