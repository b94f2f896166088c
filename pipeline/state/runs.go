package state

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// RunState is how a run stands.
type RunState string

// The states of a run. A failed one, and a running one whose process is gone,
// is resumed by the next run of the same identity; the others are over.
const (
	Running   RunState = "running"
	Done      RunState = "done"
	Failed    RunState = "failed"
	Held      RunState = "held"      // a check held the result back
	Abandoned RunState = "abandoned" // the config changed before it was resumed
)

// Identity says which run it is. Two runs of one identity that did not end are the same run.
type Identity struct {
	Job         string
	AsOf        string    // YYYY-MM-DD
	KnownAt     time.Time // zero: everything loaded so far
	ScheduledAt time.Time // zero: started by hand
}

// Run is one row of the history.
type Run struct {
	ID string
	Identity
	State      RunState
	Attempts   int
	StartedAt  time.Time
	FinishedAt time.Time
	Error      string
}

// BeginRun takes up the run of this identity that did not end, when its config
// is still the same, and reports true; else it begins one with the given id.
// The caller holds the lock of the data folder, so no other process is at it.
func (db *DB) BeginRun(ctx context.Context, id string, who Identity, configHash string) (run Run, resumed bool, err error) {
	tx, err := db.sql.BeginTx(ctx, nil)
	if err != nil {
		return Run{}, false, fmt.Errorf("begin run: %w", err)
	}
	defer func() { err = errors.Join(err, rollback(tx)) }()
	run, hash, err := openRun(ctx, tx, who)
	switch {
	case errors.Is(err, sql.ErrNoRows):
	case err != nil:
		return Run{}, false, fmt.Errorf("begin run: %w", err)
	case hash == configHash:
		resumed = true
	default:
		if err := endRun(ctx, tx, run.ID, Abandoned, "the configuration changed", db.now()); err != nil {
			return Run{}, false, fmt.Errorf("begin run: %w", err)
		}
	}
	if resumed {
		run.State, run.Error, run.FinishedAt = Running, "", time.Time{}
		run.Attempts++
		_, err = tx.ExecContext(ctx, `UPDATE runs SET state = 'running', attempts = ?, finished_at = '', error = '' WHERE id = ?`, run.Attempts, run.ID)
	} else {
		run = Run{ID: id, Identity: who, State: Running, Attempts: 1, StartedAt: db.now().UTC()}
		_, err = tx.ExecContext(ctx, `INSERT INTO runs (id, job, as_of, known_at, scheduled_at, config_hash, state, started_at) VALUES (?, ?, ?, ?, ?, ?, 'running', ?)`,
			id, who.Job, who.AsOf, FormatTime(who.KnownAt), FormatTime(who.ScheduledAt), configHash, FormatTime(run.StartedAt))
	}
	if err != nil {
		return Run{}, false, fmt.Errorf("begin run: %w", err)
	}
	if err := tx.Commit(); err != nil {
		return Run{}, false, fmt.Errorf("begin run: %w", err)
	}
	return run, resumed, nil
}

const runColumns = `id, job, as_of, known_at, scheduled_at, state, attempts, started_at, finished_at, error`

func openRun(ctx context.Context, tx *sql.Tx, who Identity) (run Run, hash string, err error) {
	row := tx.QueryRowContext(ctx, `SELECT `+runColumns+`, config_hash FROM runs
		WHERE job = ? AND as_of = ? AND known_at = ? AND scheduled_at = ? AND state IN ('running', 'failed')`,
		who.Job, who.AsOf, FormatTime(who.KnownAt), FormatTime(who.ScheduledAt))
	run, err = scanRun(func(dest ...any) error { return row.Scan(append(dest, &hash)...) })
	return run, hash, err
}

func scanRun(scan scanner) (Run, error) {
	var r Run
	var knownAt, scheduledAt, startedAt, finishedAt string
	if err := scan(&r.ID, &r.Job, &r.AsOf, &knownAt, &scheduledAt, &r.State, &r.Attempts, &startedAt, &finishedAt, &r.Error); err != nil {
		return Run{}, err
	}
	err := parseTimes(map[*time.Time]string{&r.KnownAt: knownAt, &r.ScheduledAt: scheduledAt, &r.StartedAt: startedAt, &r.FinishedAt: finishedAt})
	return r, err
}

func parseTimes(texts map[*time.Time]string) error {
	var errs []error
	for to, text := range texts {
		t, err := ParseTime(text)
		*to = t
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// Run is the run of an id; false when there is none.
func (db *DB) Run(ctx context.Context, id string) (Run, bool, error) {
	return oneRun(ctx, db.sql, `WHERE id = ?`, id)
}

// OpenRun is the run of the identity that did not end well and is to be taken up.
func (db *DB) OpenRun(ctx context.Context, who Identity) (Run, bool, error) {
	return oneRun(ctx, db.sql, `WHERE job = ? AND as_of = ? AND known_at = ? AND scheduled_at = ? AND state IN ('running', 'failed')`,
		who.Job, who.AsOf, FormatTime(who.KnownAt), FormatTime(who.ScheduledAt))
}

// EndedRun is the newest run of the job at the tick that was done or held.
func (db *DB) EndedRun(ctx context.Context, job string, scheduledAt time.Time) (Run, bool, error) {
	return oneRun(ctx, db.sql, `WHERE job = ? AND scheduled_at = ? AND state IN ('done', 'held') ORDER BY finished_at DESC LIMIT 1`,
		job, FormatTime(scheduledAt))
}

func oneRun(ctx context.Context, db *sql.DB, where string, args ...any) (Run, bool, error) {
	run, err := scanRun(db.QueryRowContext(ctx, `SELECT `+runColumns+` FROM runs `+where, args...).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return Run{}, false, nil
	}
	if err != nil {
		return Run{}, false, fmt.Errorf("read run: %w", err)
	}
	return run, true, nil
}

// EndRun records how a run ended; message is empty unless it went wrong.
func (db *DB) EndRun(ctx context.Context, id string, as RunState, message string) error {
	if err := endRun(ctx, db.sql, id, as, message, db.now()); err != nil {
		return fmt.Errorf("end run %s: %w", id, err)
	}
	return nil
}

type execer interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

func endRun(ctx context.Context, db execer, id string, as RunState, message string, now time.Time) error {
	result, err := db.ExecContext(ctx, `UPDATE runs SET state = ?, finished_at = ?, error = ? WHERE id = ?`, as, FormatTime(now), message, id)
	if err != nil {
		return err
	}
	return oneRow(result, "run")
}

func oneRow(result sql.Result, what string) error {
	n, err := result.RowsAffected()
	if err != nil {
		return err
	}
	if n != 1 {
		return fmt.Errorf("there is no such %s", what)
	}
	return nil
}

// Runs lists the newest runs first, at most limit.
func (db *DB) Runs(ctx context.Context, limit int) ([]Run, error) {
	runs, err := queryAll(ctx, db.sql, `SELECT `+runColumns+` FROM runs ORDER BY started_at DESC, id DESC LIMIT ?`, []any{limit}, scanRun)
	if err != nil {
		return nil, fmt.Errorf("list runs: %w", err)
	}
	return runs, nil
}

// StepState is how a step stands.
type StepState string

// The states of a step. A running one whose process is gone counts as not done.
const (
	StepRunning StepState = "running"
	StepDone    StepState = "done"
	StepFailed  StepState = "failed"
)

// Step is one step of a run, or one item of a step.
type Step struct {
	Step, Item string
	State      StepState
	StartedAt  time.Time
	FinishedAt time.Time
	Rows       int64
	// Detail is what the step wants to know again when the run is resumed, as JSON.
	Detail string
	Error  string
}

// SaveStep records how a step of a run stands now.
func (db *DB) SaveStep(ctx context.Context, runID string, s Step) error {
	_, err := db.sql.ExecContext(ctx, `INSERT INTO steps (run_id, step, item, state, started_at, finished_at, rows, detail, error)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (run_id, step, item) DO UPDATE SET state = excluded.state, started_at = excluded.started_at,
			finished_at = excluded.finished_at, rows = excluded.rows, detail = excluded.detail, error = excluded.error`,
		runID, s.Step, s.Item, s.State, FormatTime(s.StartedAt), FormatTime(s.FinishedAt), s.Rows, s.Detail, s.Error)
	if err != nil {
		return fmt.Errorf("save step %s %s of run %s: %w", s.Step, s.Item, runID, err)
	}
	return nil
}

// Steps lists the steps of a run in the order they began.
func (db *DB) Steps(ctx context.Context, runID string) ([]Step, error) {
	steps, err := queryAll(ctx, db.sql, `SELECT step, item, state, started_at, finished_at, rows, detail, error FROM steps
		WHERE run_id = ? ORDER BY started_at, step, item`, []any{runID}, func(scan scanner) (Step, error) {
		var s Step
		var startedAt, finishedAt string
		if err := scan(&s.Step, &s.Item, &s.State, &startedAt, &finishedAt, &s.Rows, &s.Detail, &s.Error); err != nil {
			return Step{}, err
		}
		return s, parseTimes(map[*time.Time]string{&s.StartedAt: startedAt, &s.FinishedAt: finishedAt})
	})
	if err != nil {
		return nil, fmt.Errorf("list steps of run %s: %w", runID, err)
	}
	return steps, nil
}
