package state

import (
	"context"
	"fmt"
	"time"
)

// Pull is what is known of the attempts at a stream.
type Pull struct {
	Source, Stream string
	// AttemptedAt is the newest attempt, Error what it failed with.
	AttemptedAt time.Time
	Error       string
	// FailedSince is the first of the attempts that failed in a row; zero after one
	// that went well.
	FailedSince time.Time
	// Attempts, Failures and Rows are of all attempts together.
	Attempts, Failures, Rows int64
}

// SavePull records an attempt at a stream: when it began, what it brought and, where
// it failed, with what.
func (db *DB) SavePull(ctx context.Context, source, stream string, at time.Time, rows int64, failure string) error {
	failed := 0
	if failure != "" {
		failed = 1
	}
	_, err := db.sql.ExecContext(ctx, `INSERT INTO pulls (source, stream, attempted_at, error, failed_since, attempts, failures, rows)
		VALUES (?1, ?2, ?3, ?4, CASE WHEN ?5 THEN ?3 ELSE '' END, 1, ?5, ?6)
		ON CONFLICT (source, stream) DO UPDATE SET attempted_at = excluded.attempted_at, error = excluded.error,
			failed_since = CASE WHEN NOT ?5 THEN '' WHEN failed_since <> '' THEN failed_since ELSE ?3 END,
			attempts = attempts + 1, failures = failures + ?5, rows = rows + ?6`,
		source, stream, FormatTime(at), failure, failed, rows)
	if err != nil {
		return fmt.Errorf("record pull of %s.%s: %w", source, stream, err)
	}
	return nil
}

// Pulls lists every stream anybody tried to pull.
func (db *DB) Pulls(ctx context.Context) ([]Pull, error) {
	pulls, err := queryAll(ctx, db.sql, `SELECT source, stream, attempted_at, error, failed_since, attempts, failures, rows
		FROM pulls ORDER BY source, stream`, nil, func(scan scanner) (Pull, error) {
		var p Pull
		var attempted, failed string
		if err := scan(&p.Source, &p.Stream, &attempted, &p.Error, &failed, &p.Attempts, &p.Failures, &p.Rows); err != nil {
			return Pull{}, err
		}
		return p, parseTimes(map[*time.Time]string{&p.AttemptedAt: attempted, &p.FailedSince: failed})
	})
	if err != nil {
		return nil, fmt.Errorf("list pulls: %w", err)
	}
	return pulls, nil
}
