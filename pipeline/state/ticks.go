package state

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// TickState is how a tick stands.
type TickState string

// The states of a tick. A claimed one whose process is gone is to be run again.
const (
	TickClaimed TickState = "claimed"
	TickDone    TickState = "done"
	TickFailed  TickState = "failed"
	TickHeld    TickState = "held"
	TickSkipped TickState = "skipped" // missed for too long, or replaced by a later one
)

// Tick is one instant at which a schedule names a job.
type Tick struct {
	Job         string
	ScheduledAt time.Time
	// LocalTime is the wall clock then, without zone: a tick of the hour that is
	// repeated when summer ends is the same as that of the hour before.
	LocalTime string
	State     TickState
	RunID     string
}

// ClaimTick reports whether the tick is the caller's to run. It is false when
// anybody claimed the instant, or the same wall-clock time, before.
func (db *DB) ClaimTick(ctx context.Context, job string, scheduledAt time.Time, localTime string) (bool, error) {
	result, err := db.sql.ExecContext(ctx, `INSERT INTO ticks (job, scheduled_at, local_time, claimed_at, state)
		VALUES (?, ?, ?, ?, 'claimed') ON CONFLICT DO NOTHING`,
		job, FormatTime(scheduledAt), localTime, FormatTime(db.now()))
	if err != nil {
		return false, fmt.Errorf("claim tick of %s: %w", job, err)
	}
	n, err := result.RowsAffected()
	if err != nil {
		return false, fmt.Errorf("claim tick of %s: %w", job, err)
	}
	return n == 1, nil
}

// EndTick records what became of a claimed tick.
func (db *DB) EndTick(ctx context.Context, job string, scheduledAt time.Time, as TickState, runID string) error {
	result, err := db.sql.ExecContext(ctx, `UPDATE ticks SET state = ?, run_id = ? WHERE job = ? AND scheduled_at = ?`,
		as, runID, job, FormatTime(scheduledAt))
	if err == nil {
		err = oneRow(result, "tick")
	}
	if err != nil {
		return fmt.Errorf("end tick of %s: %w", job, err)
	}
	return nil
}

const tickColumns = `job, scheduled_at, local_time, state, run_id`

// LastTick is the newest tick of a job anybody claimed; false when there is none.
func (db *DB) LastTick(ctx context.Context, job string) (Tick, bool, error) {
	row := db.sql.QueryRowContext(ctx, `SELECT `+tickColumns+` FROM ticks WHERE job = ? ORDER BY scheduled_at DESC LIMIT 1`, job)
	tick, err := scanTick(row.Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return Tick{}, false, nil
	}
	if err != nil {
		return Tick{}, false, fmt.Errorf("read last tick of %s: %w", job, err)
	}
	return tick, true, nil
}

// ClaimedTicks lists the ticks that were claimed and not ended, oldest first.
func (db *DB) ClaimedTicks(ctx context.Context) ([]Tick, error) {
	ticks, err := queryAll(ctx, db.sql, `SELECT `+tickColumns+` FROM ticks WHERE state = 'claimed' ORDER BY scheduled_at, job`, nil, scanTick)
	if err != nil {
		return nil, fmt.Errorf("list claimed ticks: %w", err)
	}
	return ticks, nil
}

func scanTick(scan scanner) (Tick, error) {
	var t Tick
	var scheduledAt string
	if err := scan(&t.Job, &scheduledAt, &t.LocalTime, &t.State, &t.RunID); err != nil {
		return Tick{}, err
	}
	at, err := ParseTime(scheduledAt)
	t.ScheduledAt = at
	return t, err
}
