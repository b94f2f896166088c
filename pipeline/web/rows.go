package web

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"
)

// asked is what answers a query.
type asked interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// prepared answers queries that come again and again: each is understood once.
type prepared struct {
	db   *sql.DB
	mu   sync.Mutex
	kept map[string]*sql.Stmt
}

// QueryContext implements asked.
func (p *prepared) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	stmt, err := p.of(ctx, query)
	if err != nil {
		return nil, err
	}
	return stmt.QueryContext(ctx, args...)
}

// of is the statement of a query. It lives as long as the database is open.
func (p *prepared) of(ctx context.Context, query string) (*sql.Stmt, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if stmt := p.kept[query]; stmt != nil {
		return stmt, nil
	}
	stmt, err := p.db.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	if p.kept == nil {
		p.kept = map[string]*sql.Stmt{}
	}
	p.kept[query] = stmt
	return stmt, nil
}

// list reads all rows of a query.
func list[T any](ctx context.Context, db asked, query string, fields func(*T) []any, args ...any) (all []T, err error) {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var one T
		if err := rows.Scan(fields(&one)...); err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err()
}

// one reads the first row of a query; nil when there is none.
func one[T any](ctx context.Context, db asked, query string, fields func(*T) []any, args ...any) (*T, error) {
	all, err := list(ctx, db, query, fields, args...)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return &all[0], nil
}

// day reads a date; null is the zero time.
type day struct{ into *time.Time }

// Scan implements sql.Scanner.
func (d day) Scan(value any) error {
	switch v := value.(type) {
	case nil:
		*d.into = time.Time{}
	case time.Time:
		*d.into = v
	default:
		return fmt.Errorf("%T is no date", value)
	}
	return nil
}

// text reads words; null is none.
type text struct{ into *string }

// Scan implements sql.Scanner.
func (t text) Scan(value any) error {
	switch v := value.(type) {
	case nil:
		*t.into = ""
	case string:
		*t.into = v
	case []byte:
		*t.into = string(v)
	default:
		return fmt.Errorf("%T is no text", value)
	}
	return nil
}

// flag reads a truth; null is false.
type flag struct{ into *bool }

// Scan implements sql.Scanner.
func (f flag) Scan(value any) error {
	*f.into, _ = value.(bool)
	return nil
}
