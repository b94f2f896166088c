package web

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// list reads all rows of a query.
func list[T any](ctx context.Context, db *sql.DB, query string, fields func(*T) []any, args ...any) (all []T, err error) {
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
func one[T any](ctx context.Context, db *sql.DB, query string, fields func(*T) []any, args ...any) (*T, error) {
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
