package pipeline

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"quarterdeck/transforms"
)

// Explained is where one published number comes from.
type Explained struct {
	RunID   string    `json:"run_id"`
	AsOf    string    `json:"as_of"`
	KnownAt time.Time `json:"known_at"`
	transforms.Figure
	Definition Definition `json:"definition"`
	// Mart and Evidence are the queries, Parameters what they were asked about.
	MartSQL     string `json:"mart_sql"`
	EvidenceSQL string `json:"evidence_sql"`
	// RowsMean says what a row is, Adds the expression that makes the figure of them.
	RowsMean   string                   `json:"rows_mean"`
	Adds       string                   `json:"adds"`
	Parameters map[string]any           `json:"parameters"`
	Rows       []transforms.EvidenceRow `json:"rows"`
	// Loads are what was read of the sources the rows are from.
	Loads []ReadLoad `json:"loads"`
	// Rebuilt is the figure computed again from the lake, Sum what the rows add up to.
	Rebuilt *float64 `json:"rebuilt"`
	Sum     *float64 `json:"sum"`
	// AddsUp: the rows give the published value. Same: so does the mart, built again.
	AddsUp bool `json:"adds_up"`
	Same   bool `json:"same_as_published"`
}

// ReadLoad is a load of the lake a figure was computed from.
type ReadLoad struct {
	Source     string    `json:"source"`
	Stream     string    `json:"stream"`
	LoadID     string    `json:"load_id"`
	FinishedAt time.Time `json:"finished_at"`
	Rows       int64     `json:"rows"`
}

// Explain rebuilds what one published figure rests on, from the loads, settings
// and own models of the publication, and gathers its input records. A value that comes
// out differently is no error: ask AddsUp and Same.
func (p *Pipeline) Explain(ctx context.Context, id string) (explained *Explained, err error) {
	current, err := p.Current()
	if err != nil {
		return nil, err
	}
	db, err := p.OpenCurrent(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	published, err := publishedFigure(ctx, db, id)
	if err != nil {
		return nil, err
	}
	explained = &Explained{RunID: current.RunID, AsOf: current.AsOf, KnownAt: current.KnownAt, Figure: published}
	definitions, err := readDefinitions(ctx, db, published.Metric)
	if err != nil {
		return nil, err
	}
	explained.Definition = definitions[0]
	settings, err := current.settings()
	if err != nil {
		return nil, err
	}
	explained.Parameters = parameters(current, settings, published, definitions[0])
	return explained, p.computeAgain(ctx, current, explained)
}

// computeAgain computes the figure anew and fills in what was found.
func (p *Pipeline) computeAgain(ctx context.Context, current Publication, into *Explained) error {
	return p.explaining(ctx, current, []string{into.Metric}, func(e *transforms.Explainer, from landing) error {
		found, err := e.Explain(ctx, into.ID)
		if errors.Is(err, transforms.ErrNoFigure) {
			return fmt.Errorf("explain %s: it was published by run %s, but the same loads do not give it any more: the program "+
				"or a source of the configuration has changed since; publish again with 'quarterdeck transform'", into.ID, current.RunID)
		}
		if err != nil {
			return err
		}
		into.fill(found)
		into.Loads = readLoads(from, into.Rows)
		p.link(into.Rows)
		return nil
	})
}

// explaining rebuilds what the evidence of some metrics reads, from the loads,
// the settings and the user's own models of a publication, and lets it go after the work.
func (p *Pipeline) explaining(ctx context.Context, current Publication, metrics []string, work func(*transforms.Explainer, landing) error) (err error) {
	settings, err := current.settings()
	if err != nil {
		return err
	}
	store, _, err := p.open(ctx)
	if err != nil {
		return err
	}
	from, err := p.tables(store, knownAt(current.KnownAt))
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "quarterdeck-explain-")
	if err != nil {
		return fmt.Errorf("explain: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	models, err := writeModels(filepath.Join(dir, "models"), current.Models)
	if err != nil {
		return err
	}
	e, err := transforms.NewExplainer(ctx, transforms.Options{
		WorkDir: dir, Tables: from.tables, Settings: settings, Overrides: models, Log: p.deps.Log,
	}, metrics...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, e.Close()) }()
	return work(e, from)
}

func (x *Explained) fill(found *transforms.Explanation) {
	x.MartSQL, x.EvidenceSQL, x.RowsMean, x.Adds = found.MartSQL, found.EvidenceSQL, found.Meaning, found.Adds
	x.Rows, x.Sum, x.Rebuilt = found.Rows, found.Sum, found.Figure.Value
	x.AddsUp = transforms.SameValue(x.Value, x.Sum)
	x.Same = transforms.SameValue(x.Value, x.Rebuilt)
}

// settings are what the publication was computed with.
func (p Publication) settings() (s transforms.Settings, err error) {
	if len(p.Settings) == 0 {
		return s, fmt.Errorf("read settings of run %s: it did not record them; publish again with 'quarterdeck transform'", p.RunID)
	}
	if err := json.Unmarshal(p.Settings, &s); err != nil {
		return s, fmt.Errorf("read settings of run %s: %w", p.RunID, err)
	}
	return s, nil
}

// link gives every landed record its page at the vendor.
func (p *Pipeline) link(rows []transforms.EvidenceRow) {
	for _, row := range rows {
		source, configured := p.sourceNamed(row.Source)
		for i, landed := range row.Landed {
			if configured {
				row.Landed[i].Link = source.RecordLink(landed.Stream, landed.Key)
			}
		}
	}
}

// readLoads lists the loads of the streams the rows were landed by, of every stream
// of their sources where that is not known.
func readLoads(from landing, rows []transforms.EvidenceRow) []ReadLoad {
	type stream struct{ source, name string }
	wanted := map[stream]bool{}
	for _, row := range rows {
		for _, landed := range row.Landed {
			wanted[stream{row.Source, landed.Stream}] = true
		}
		if len(row.Landed) == 0 {
			wanted[stream{row.Source, ""}] = true
		}
	}
	loads := []ReadLoad{}
	for _, m := range from.loads {
		if wanted[stream{m.Source, m.Stream}] || wanted[stream{m.Source, ""}] {
			loads = append(loads, ReadLoad{Source: m.Source, Stream: m.Stream, LoadID: m.LoadID, FinishedAt: m.FinishedAt, Rows: m.Rows})
		}
	}
	slices.SortFunc(loads, func(a, b ReadLoad) int {
		return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.Stream, b.Stream), cmp.Compare(a.LoadID, b.LoadID))
	})
	return loads
}

// parameters are everything the queries were asked about.
func parameters(current Publication, settings transforms.Settings, f transforms.Figure, d Definition) map[string]any {
	all := map[string]any{
		"as_of": current.AsOf, "known_at": current.KnownAt, "span": f.Span,
		"period_start": f.PeriodStart.Format(time.DateOnly), "period_end": f.PeriodEnd.Format(time.DateOnly),
	}
	for name, value := range map[string]string{"dimension": f.Dimension, "segment": f.Segment, "customer_id": f.CustomerID} {
		if value != "" {
			all[name] = value
		}
	}
	all["currency"], all["timezone"] = settings.Currency, settings.Timezone
	for name, value := range d.Settings {
		all[name] = value
	}
	return all
}

// publishedFigure finds a figure of the publication; the error names the nearest ids.
func publishedFigure(ctx context.Context, db *sql.DB, id string) (transforms.Figure, error) {
	found, err := transforms.ReadFigures(ctx, db, "WHERE figure_id = ?", id)
	if err != nil {
		return transforms.Figure{}, err
	}
	if len(found) == 1 {
		return found[0], nil
	}
	near, err := nearestFigures(ctx, db, id)
	if err != nil {
		return transforms.Figure{}, err
	}
	return transforms.Figure{}, &UsageError{fmt.Errorf("there is no figure %q in the publication%s", id, near)}
}
