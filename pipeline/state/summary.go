package state

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Born is when the file was made; nothing was due before.
func (db *DB) Born(ctx context.Context) (time.Time, error) {
	var text string
	if err := db.sql.QueryRowContext(ctx, `SELECT min(applied_at) FROM migrations`).Scan(&text); err != nil {
		return time.Time{}, fmt.Errorf("read age of state: %w", err)
	}
	return ParseTime(text)
}

// Schedules tells since when each schedule is as it is, by name; those of processes
// that never served are not there.
func (db *DB) Schedules(ctx context.Context) (map[string]time.Time, error) {
	type noted struct{ name, since string }
	rows, err := queryAll(ctx, db.sql, `SELECT name, since FROM schedules`, nil, func(scan scanner) (noted, error) {
		var n noted
		return n, scan(&n.name, &n.since)
	})
	if err != nil {
		return nil, fmt.Errorf("list schedules: %w", err)
	}
	since := map[string]time.Time{}
	for _, n := range rows {
		if since[n.name], err = ParseTime(n.since); err != nil {
			return nil, err
		}
	}
	return since, nil
}

// LastRun is the newest run of a job in one of the given states, or in any; false
// when there is none.
func (db *DB) LastRun(ctx context.Context, job string, states ...RunState) (Run, bool, error) {
	query, args := `SELECT `+runColumns+` FROM runs WHERE job = ?`, []any{job}
	for i, s := range states {
		query += map[bool]string{true: ` AND state IN (?`, false: `, ?`}[i == 0]
		args = append(args, s)
	}
	if len(states) > 0 {
		query += `)`
	}
	row := db.sql.QueryRowContext(ctx, query+` ORDER BY started_at DESC, id DESC LIMIT 1`, args...)
	run, err := scanRun(row.Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return Run{}, false, nil
	}
	if err != nil {
		return Run{}, false, fmt.Errorf("read last run of %s: %w", job, err)
	}
	return run, true, nil
}

// Count is how many there are of a job, or of a kind, in a state.
type Count struct {
	Of, State string
	N         int64
}

// CountRuns counts the runs on record by job and state.
func (db *DB) CountRuns(ctx context.Context) ([]Count, error) {
	return db.count(ctx, `SELECT job, state, count(*) FROM runs GROUP BY 1, 2 ORDER BY 1, 2`)
}

// CountTicks counts the ticks on record by job and state.
func (db *DB) CountTicks(ctx context.Context) ([]Count, error) {
	return db.count(ctx, `SELECT job, state, count(*) FROM ticks GROUP BY 1, 2 ORDER BY 1, 2`)
}

// CountDeliveries counts the messages of the outbox by kind and state.
func (db *DB) CountDeliveries(ctx context.Context) ([]Count, error) {
	return db.count(ctx, `SELECT kind, state, count(*) FROM outbox GROUP BY 1, 2 ORDER BY 1, 2`)
}

func (db *DB) count(ctx context.Context, query string) ([]Count, error) {
	counts, err := queryAll(ctx, db.sql, query, nil, func(scan scanner) (Count, error) {
		var c Count
		return c, scan(&c.Of, &c.State, &c.N)
	})
	if err != nil {
		return nil, fmt.Errorf("count: %w", err)
	}
	return counts, nil
}
