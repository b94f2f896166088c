// Package state keeps what the program did and must do: runs and their steps,
// claimed ticks and the outbox, in one SQLite file.
//
// It holds no data of the company's numbers: those come from the lake. Every
// write is durable when its call returns (WAL with synchronous=FULL), so a step
// recorded as done was done.
package state

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/cenkalti/backoff/v5"
	"modernc.org/sqlite" // and the driver "sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

//go:embed migrations/*.sql
var migrations embed.FS

// DB is an open state file. It is safe for concurrent use, also by several processes.
type DB struct {
	sql *sql.DB
	now func() time.Time
}

// Open opens the state file at path, makes it when it is missing and brings its
// tables up to date. now is the clock of everything recorded.
func Open(ctx context.Context, path string, now func() time.Time) (*DB, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("open state: %w", err)
	}
	// Made here, and not by SQLite, for its mode: the outbox holds messages about customers.
	file, err := os.OpenFile(abs, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open state: %w", err)
	}
	if err := file.Close(); err != nil {
		return nil, fmt.Errorf("open state: %w", err)
	}
	dsn := url.URL{Scheme: "file", Path: filepath.ToSlash(abs), RawQuery: url.Values{
		"_pragma": {"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(ON)"},
		"_txlock": {"immediate"},
	}.Encode()}
	pool, err := sql.Open("sqlite", dsn.String())
	if err != nil {
		return nil, fmt.Errorf("open state: %w", err)
	}
	db := &DB{sql: pool, now: now}
	if err := patient(ctx, db.migrate); err != nil {
		return nil, errors.Join(fmt.Errorf("open state %s: %w", abs, err), pool.Close())
	}
	return db, nil
}

// patience is how long an opening waits for others that open the same new file.
const patience = 10 * time.Second

// patient tries again while the file is locked. The busy timeout alone does not
// do: SQLite refuses at once where waiting could be a deadlock, which is how the
// switch of a new file to write-ahead logging looks when two processes do it.
func patient(ctx context.Context, work func(context.Context) error) error {
	_, err := backoff.Retry(ctx, func() (struct{}, error) {
		err := work(ctx)
		var refused *sqlite.Error
		if err != nil && !(errors.As(err, &refused) && refused.Code()&0xff == sqlite3.SQLITE_BUSY) {
			err = backoff.Permanent(err)
		}
		return struct{}{}, err
	}, backoff.WithBackOff(backoff.NewConstantBackOff(10*time.Millisecond)), backoff.WithMaxElapsedTime(patience))
	return err
}

// Close closes the file.
func (db *DB) Close() error { return db.sql.Close() }

// SQL is the database itself, for the outbox, which keeps its own table in it.
func (db *DB) SQL() *sql.DB { return db.sql }

// migrate runs, each in a transaction and in order, the files not yet recorded.
func (db *DB) migrate(ctx context.Context) error {
	const table = `CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, applied_at TEXT NOT NULL) STRICT`
	if _, err := db.sql.ExecContext(ctx, table); err != nil {
		return fmt.Errorf("create migrations: %w", err)
	}
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return fmt.Errorf("list migrations: %w", err)
	}
	applied, err := db.applied(ctx)
	if err != nil {
		return err
	}
	for _, name := range applied {
		if !slices.Contains(names, name) {
			return fmt.Errorf("it was written by a newer quarterdeck (%s): use that version", name)
		}
	}
	for _, name := range names { // Glob sorts
		if err := db.apply(ctx, name); err != nil {
			return fmt.Errorf("migrate %s: %w", name, err)
		}
	}
	return nil
}

func (db *DB) applied(ctx context.Context) ([]string, error) {
	return queryAll(ctx, db.sql, `SELECT name FROM migrations ORDER BY name`, nil, func(scan scanner) (string, error) {
		var name string
		return name, scan(&name)
	})
}

// apply runs one file unless it is recorded; the look and the run are one
// transaction, because another process may be starting too.
func (db *DB) apply(ctx context.Context, name string) (err error) {
	text, err := fs.ReadFile(migrations, name)
	if err != nil {
		return err
	}
	tx, err := db.sql.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rollback(tx)) }()
	var count int
	if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM migrations WHERE name = ?`, name).Scan(&count); err != nil {
		return err
	}
	if count > 0 {
		return nil
	}
	if _, err := tx.ExecContext(ctx, string(text)); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO migrations (name, applied_at) VALUES (?, ?)`, name, FormatTime(db.now())); err != nil {
		return err
	}
	return tx.Commit()
}

// rollback ends a transaction that was not committed.
func rollback(tx *sql.Tx) error {
	if err := tx.Rollback(); err != nil && !errors.Is(err, sql.ErrTxDone) {
		return err
	}
	return nil
}

type scanner func(dest ...any) error

func queryAll[T any](ctx context.Context, db *sql.DB, query string, args []any, read func(scanner) (T, error)) (all []T, err error) {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		one, err := read(rows.Scan)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err()
}

const timeLayout = "2006-01-02T15:04:05.000000Z"

// FormatTime writes an instant as state.db keeps it: RFC 3339, UTC, fixed
// width, so that text order is time order. The zero time is "".
func FormatTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(timeLayout)
}

// ParseTime reads what FormatTime wrote.
func ParseTime(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(timeLayout, text)
	if err != nil {
		return time.Time{}, fmt.Errorf("read time in state: %w", err)
	}
	return t, nil
}
