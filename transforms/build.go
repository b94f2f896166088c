package transforms

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Options is what one build needs.
type Options struct {
	// Path is the DuckDB file to make. What a broken build left there is removed.
	Path string
	// WorkDir holds DuckDB's temporary files.
	WorkDir  string
	Tables   []Table
	Settings Settings
	// Overrides holds the user's own SQL files, laid out as ours (staging/, core/,
	// marts/, checks/); nil when there are none.
	Overrides fs.FS
	// Select names models, as marts.retention. When it names any, only these are made,
	// with all they rest on, and checked by what reads nothing else; a mart that reads
	// what the checks find then sees no more than that.
	Select []string
	// MemoryLimit (as "2GB") and Threads bound DuckDB; zero is four fifths of the
	// machine's memory, but at most MostMemory, and all its threads.
	MemoryLimit string
	Threads     int
	// Now times the models for the report; nil leaves durations at zero.
	Now func() time.Time
	Log *slog.Logger
	// Progress, when not nil, is told each finished table.
	Progress func(table string, done, total int)
}

// Build makes a new DuckDB file from landed tables: raw tables, models in the
// order they read each other, checks, marts.data_quality, and then what reads that,
// with checks of its own. A failing check is no error: ask Report.Blocking.
func Build(ctx context.Context, opts Options) (*Report, error) {
	refused, err := checkExpressions(ctx, opts.Settings)
	if err != nil {
		return nil, err
	}
	if len(refused) > 0 {
		return nil, refused[0].err
	}
	plan, err := newPlan(opts)
	if err != nil {
		return nil, err
	}
	if unknown := plan.catalog.checkMetrics(opts.Settings); len(unknown) > 0 {
		return nil, unknown[0]
	}
	if len(opts.Select) > 0 {
		if err := plan.selected(&opts); err != nil {
			return nil, err
		}
	}
	return plan.build(ctx, opts, func(b *builder) error { return b.run(ctx) })
}

// build makes the file of opts anew and does the work in it.
func (p *plan) build(ctx context.Context, opts Options, work func(*builder) error) (report *Report, err error) {
	if err := removeLeftovers(opts.Path); err != nil {
		return nil, err
	}
	b, err := p.begin(ctx, opts)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, b.db.Close()) }()
	if err := work(b); err != nil {
		return nil, err
	}
	if err := b.dropViews(ctx); err != nil {
		return nil, err
	}
	if err := b.db.exec(ctx, "CHECKPOINT"); err != nil {
		return nil, fmt.Errorf("write database: %w", err)
	}
	return b.report, nil
}

// dropViews takes the views out of the file: what they read stays behind.
func (b *builder) dropViews(ctx context.Context) error {
	for _, m := range b.plan.models {
		if !m.view || !published(m.schema()) {
			continue
		}
		if err := b.db.exec(ctx, "DROP VIEW "+m.name); err != nil {
			return fmt.Errorf("leave out %s: %w", m.name, err)
		}
	}
	return nil
}

// begin opens the database of a build; the caller closes it.
func (p *plan) begin(ctx context.Context, opts Options) (*builder, error) {
	if err := os.MkdirAll(opts.WorkDir, 0o750); err != nil {
		return nil, fmt.Errorf("make work folder: %w", err)
	}
	db, err := openDatabase(ctx, opts)
	if err != nil {
		return nil, err
	}
	return &builder{db: db, opts: opts, plan: p, report: &Report{}}, nil
}

func removeLeftovers(path string) error {
	for _, name := range []string{path, path + ".wal"} {
		if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("remove leftover database: %w", err)
		}
	}
	return nil
}

// builder carries one build through its steps.
type builder struct {
	db     *database
	opts   Options
	plan   *plan
	report *Report
	done   int
	rows   map[string]int64 // of the models made
}

func (b *builder) run(ctx context.Context) error {
	if err := b.prepare(ctx); err != nil {
		return err
	}
	early, late := b.plan.aroundChecks()
	for _, part := range []phase{early, late} {
		if err := b.makeTables(ctx, part.models); err != nil {
			return err
		}
		checked := len(b.report.Checks)
		if err := b.runChecks(ctx, part); err != nil {
			return err
		}
		if err := b.db.writeQuality(ctx, b.opts.Settings, b.report.Checks[checked:]); err != nil {
			return err
		}
	}
	return nil
}

// makeModels makes everything the plan has, from the settings to the last mart.
func (b *builder) makeModels(ctx context.Context) error {
	if err := b.prepare(ctx); err != nil {
		return err
	}
	return b.makeTables(ctx, b.plan.models)
}

// prepare makes what the models read: macros, settings and landed tables.
func (b *builder) prepare(ctx context.Context) error {
	if err := b.db.createMacros(ctx, b.plan.catalog.macros, b.opts.Settings); err != nil {
		return err
	}
	if err := b.db.createRunnerTables(ctx, b.opts.Settings); err != nil {
		return err
	}
	if err := b.loadTables(ctx); err != nil {
		return err
	}
	return b.db.lock(ctx, b.opts)
}

// explainModel looks for a damaged file behind a failed model, because a view
// reads its files only when a model does.
func (b *builder) explainModel(ctx context.Context, failed *model, cause error) error {
	for _, t := range b.opts.Tables {
		reads := slices.ContainsFunc(failed.refs, func(r reference) bool { return r.name == "raw."+t.Name })
		if !reads {
			continue
		}
		if err := b.db.damaged(ctx, t); err != nil {
			return err
		}
	}
	return cause
}

// sharedRows is how many landed rows it takes for a second thread to save more
// than the threads cost each other: below, a build is mostly planning.
const sharedRows = 20_000

func (b *builder) loadTables(ctx context.Context) error {
	var landed int64
	for _, t := range b.opts.Tables {
		started := b.now()
		rows, err := b.db.loadRaw(ctx, t, b.plan.wants("raw."+t.Name+goneSuffix))
		if err != nil {
			return err
		}
		landed += rows
		result := ModelResult{Name: "raw." + t.Name, Rows: rows, Duration: b.now().Sub(started)}
		b.report.Models = append(b.report.Models, result)
		b.finished(ctx, result)
	}
	if b.opts.Threads == 0 && landed < sharedRows {
		if err := b.db.exec(ctx, "SET threads = 1"); err != nil {
			return fmt.Errorf("bound threads: %w", err)
		}
	}
	if err := b.db.createFreshness(ctx, b.opts.Tables); err != nil {
		return err
	}
	return b.db.createHistory(ctx, b.opts.Tables)
}

// finished tells that a table is there.
func (b *builder) finished(ctx context.Context, result ModelResult) {
	b.tell(ctx, "built table", "table", result.Name, "rows", result.Rows, "duration", result.Duration)
	b.done++
	if b.opts.Progress != nil {
		b.opts.Progress(result.Name, b.done, len(b.opts.Tables)+len(b.plan.models))
	}
}

func (b *builder) now() time.Time {
	if b.opts.Now == nil {
		return time.Time{}
	}
	return b.opts.Now()
}

// createMacros runs the macro file, one statement per semicolon at a line's end.
func (db *database) createMacros(ctx context.Context, text string, s Settings) error {
	filled := strings.NewReplacer("${timezone}", literal(s.Timezone), "${fiscal_year_start}", strconv.Itoa(s.FiscalYearStart)).Replace(text)
	for _, statement := range strings.Split(filled, ";\n") {
		if strings.TrimSpace(blankLiterals(statement)) == "" {
			continue
		}
		if err := db.exec(ctx, statement); err != nil {
			return fmt.Errorf("create macros: %w", err)
		}
	}
	return nil
}
