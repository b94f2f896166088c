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

// The states of a tick. A claimed one whose holder is gone is to be run again.
const (
	TickClaimed TickState = "claimed"
	TickDone    TickState = "done"
	TickFailed  TickState = "failed"
	TickHeld    TickState = "held"
	TickSkipped TickState = "skipped" // not run: Reason says why
)

// Tick is one instant at which a schedule names a job.
type Tick struct {
	// Schedule is its schedule's name, Job what it runs.
	Schedule, Job string
	ScheduledAt   time.Time
	// LocalTime is the wall clock then, without zone: a tick of the hour that is
	// repeated when summer ends is the same as that of the hour before.
	LocalTime string
	State     TickState
	RunID     string
	// Attempts is how often it was begun, RetryAt when a failed attempt is followed
	// by another.
	Attempts int
	RetryAt  time.Time
	// Reason is why it failed or was skipped.
	Reason string
	// Holder is the process that runs it, as long as LeaseUntil.
	Holder     string
	LeaseUntil time.Time
	EndedAt    time.Time
}

// Lease is how a process has ticks: under its name, for so long at a time.
type Lease struct {
	Holder string
	Span   time.Duration
}

// ClaimTick reports whether the tick is the caller's to run. It is false when
// anybody claimed the instant, or the same wall-clock time, before, and while
// another tick of the schedule is under way.
func (db *DB) ClaimTick(ctx context.Context, tick Tick, lease Lease) (bool, error) {
	now := db.now()
	result, err := db.sql.ExecContext(ctx, `INSERT INTO ticks (schedule, job, scheduled_at, local_time, claimed_at, state, holder, lease_until)
		SELECT ?1, ?2, ?3, ?4, ?5, 'claimed', ?6, ?7
		WHERE NOT EXISTS (SELECT 1 FROM ticks WHERE schedule = ?1 AND (state = 'claimed' OR scheduled_at > ?3)) ON CONFLICT DO NOTHING`,
		tick.Schedule, tick.Job, FormatTime(tick.ScheduledAt), tick.LocalTime, FormatTime(now), lease.Holder, FormatTime(now.Add(lease.Span)))
	return changed(result, err, "claim tick of", tick)
}

// TakeTick reports whether a claimed tick whose holder let its lease run out is
// the caller's from now on.
func (db *DB) TakeTick(ctx context.Context, tick Tick, lease Lease) (bool, error) {
	now := db.now()
	result, err := db.sql.ExecContext(ctx, `UPDATE ticks SET holder = ?, lease_until = ?
		WHERE schedule = ? AND scheduled_at = ? AND state = 'claimed' AND lease_until <= ?`,
		lease.Holder, FormatTime(now.Add(lease.Span)), tick.Schedule, FormatTime(tick.ScheduledAt), FormatTime(now))
	return changed(result, err, "take over tick of", tick)
}

// RenewTick moves the lease on. It is false when the tick is the holder's no more.
func (db *DB) RenewTick(ctx context.Context, tick Tick, lease Lease) (bool, error) {
	return db.ofHolder(ctx, "renew tick of", tick, lease.Holder, `lease_until = ?`, FormatTime(db.now().Add(lease.Span)))
}

// BeginAttempt counts another attempt of a claimed tick.
func (db *DB) BeginAttempt(ctx context.Context, tick Tick, holder string) (bool, error) {
	return db.ofHolder(ctx, "begin attempt of", tick, holder, `attempts = attempts + 1, retry_at = ''`)
}

// PostponeTick says that a failed attempt is followed by another at the given instant.
func (db *DB) PostponeTick(ctx context.Context, tick Tick, holder string, until time.Time, reason string) (bool, error) {
	return db.ofHolder(ctx, "postpone tick of", tick, holder, `retry_at = ?, reason = ?`, FormatTime(until), reason)
}

// ReleaseTick lets a claimed tick be taken over at once.
func (db *DB) ReleaseTick(ctx context.Context, tick Tick, holder string) (bool, error) {
	return db.ofHolder(ctx, "release tick of", tick, holder, `lease_until = '', holder = ''`)
}

// EndTick records what became of a claimed tick. It is false when the tick is the
// holder's no more: whoever took it over says how it ended.
func (db *DB) EndTick(ctx context.Context, tick Tick, holder string, as TickState, runID, reason string) (bool, error) {
	return db.ofHolder(ctx, "end tick of", tick, holder, `state = ?, run_id = ?, reason = ?, retry_at = '', lease_until = '', ended_at = ?`,
		as, runID, reason, FormatTime(db.now()))
}

// MendTicks records that the job of ticks that had failed or were held was done
// after all, by a run outside of the schedule.
func (db *DB) MendTicks(ctx context.Context, job string, scheduledAt time.Time, runID string) error {
	_, err := db.sql.ExecContext(ctx, `UPDATE ticks SET state = 'done', run_id = ?, reason = '', ended_at = ?
		WHERE job = ? AND scheduled_at = ? AND state IN ('failed', 'held')`, runID, FormatTime(db.now()), job, FormatTime(scheduledAt))
	if err != nil {
		return fmt.Errorf("mend ticks of %s: %w", job, err)
	}
	return nil
}

// SkipTicks records ticks that are not run; those on record already are left alone.
func (db *DB) SkipTicks(ctx context.Context, ticks []Tick, reason string) (err error) {
	if len(ticks) == 0 {
		return nil
	}
	tx, err := db.sql.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("skip ticks: %w", err)
	}
	defer func() { err = errors.Join(err, rollback(tx)) }()
	now := FormatTime(db.now())
	for _, t := range ticks {
		_, err := tx.ExecContext(ctx, `INSERT INTO ticks (schedule, job, scheduled_at, local_time, state, reason, ended_at)
			VALUES (?, ?, ?, ?, 'skipped', ?, ?) ON CONFLICT DO NOTHING`, t.Schedule, t.Job, FormatTime(t.ScheduledAt), t.LocalTime, reason, now)
		if err != nil {
			return fmt.Errorf("skip tick of %s: %w", t.Schedule, err)
		}
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("skip ticks: %w", err)
	}
	return nil
}

// ofHolder changes a claimed tick that is still the holder's.
func (db *DB) ofHolder(ctx context.Context, what string, tick Tick, holder, set string, args ...any) (bool, error) {
	result, err := db.sql.ExecContext(ctx, `UPDATE ticks SET `+set+` WHERE schedule = ? AND scheduled_at = ? AND state = 'claimed' AND holder = ?`,
		append(args, tick.Schedule, FormatTime(tick.ScheduledAt), holder)...)
	return changed(result, err, what, tick)
}

func changed(result sql.Result, err error, what string, tick Tick) (bool, error) {
	if err != nil {
		return false, fmt.Errorf("%s %s: %w", what, tick.Schedule, err)
	}
	n, err := result.RowsAffected()
	if err != nil {
		return false, fmt.Errorf("%s %s: %w", what, tick.Schedule, err)
	}
	return n == 1, nil
}

const tickColumns = `schedule, job, scheduled_at, local_time, state, run_id, attempts, retry_at, reason, holder, lease_until, ended_at`

// LastTick is the newest tick of a schedule on record; false when there is none.
func (db *DB) LastTick(ctx context.Context, schedule string) (Tick, bool, error) {
	row := db.sql.QueryRowContext(ctx, `SELECT `+tickColumns+` FROM ticks WHERE schedule = ? ORDER BY scheduled_at DESC LIMIT 1`, schedule)
	tick, err := scanTick(row.Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return Tick{}, false, nil
	}
	if err != nil {
		return Tick{}, false, fmt.Errorf("read last tick of %s: %w", schedule, err)
	}
	return tick, true, nil
}

// ClaimedTicks lists a schedule's ticks that were claimed and not ended, oldest first.
func (db *DB) ClaimedTicks(ctx context.Context, schedule string) ([]Tick, error) {
	ticks, err := queryAll(ctx, db.sql, `SELECT `+tickColumns+` FROM ticks WHERE state = 'claimed' AND schedule = ? ORDER BY scheduled_at`, []any{schedule}, scanTick)
	if err != nil {
		return nil, fmt.Errorf("list claimed ticks: %w", err)
	}
	return ticks, nil
}

// Ticks lists the newest ticks of all schedules first, at most limit.
func (db *DB) Ticks(ctx context.Context, limit int) ([]Tick, error) {
	ticks, err := queryAll(ctx, db.sql, `SELECT `+tickColumns+` FROM ticks ORDER BY scheduled_at DESC, schedule LIMIT ?`, []any{limit}, scanTick)
	if err != nil {
		return nil, fmt.Errorf("list ticks: %w", err)
	}
	return ticks, nil
}

// Schedule notes that there is a schedule and returns since when it is as it is. One
// that an earlier version ran has been there since its last tick.
func (db *DB) Schedule(ctx context.Context, name, timing string) (since time.Time, err error) {
	now := FormatTime(db.now())
	_, err = db.sql.ExecContext(ctx, `INSERT INTO schedules (name, timing, since)
		VALUES (?1, ?2, coalesce((SELECT max(scheduled_at) FROM ticks WHERE schedule = ?1), ?3))
		ON CONFLICT (name) DO UPDATE SET timing = excluded.timing, since = ?3 WHERE timing <> excluded.timing`, name, timing, now)
	if err != nil {
		return since, fmt.Errorf("note schedule %s: %w", name, err)
	}
	var text string
	if err := db.sql.QueryRowContext(ctx, `SELECT since FROM schedules WHERE name = ?`, name).Scan(&text); err != nil {
		return since, fmt.Errorf("read schedule %s: %w", name, err)
	}
	return ParseTime(text)
}

func scanTick(scan scanner) (Tick, error) {
	var t Tick
	var scheduledAt, retryAt, leaseUntil, endedAt string
	if err := scan(&t.Schedule, &t.Job, &scheduledAt, &t.LocalTime, &t.State, &t.RunID, &t.Attempts, &retryAt, &t.Reason, &t.Holder, &leaseUntil, &endedAt); err != nil {
		return Tick{}, err
	}
	return t, parseTimes(map[*time.Time]string{&t.ScheduledAt: scheduledAt, &t.RetryAt: retryAt, &t.LeaseUntil: leaseUntil, &t.EndedAt: endedAt})
}
