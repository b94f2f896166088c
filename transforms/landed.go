package transforms

import (
	"context"
	"errors"
	"fmt"
	"os"
)

// LandedPairs asks one landed table, of which every key's newest version is
// there, a query of two text columns, the first of which does not repeat.
func LandedPairs(ctx context.Context, opts Options, t Table, query string) (pairs map[string]string, err error) {
	if err := os.MkdirAll(opts.WorkDir, 0o750); err != nil {
		return nil, fmt.Errorf("make work folder: %w", err)
	}
	db, err := openDatabase(ctx, opts)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if _, err := db.loadRaw(ctx, t, false); err != nil {
		return nil, err
	}
	rows, err := db.conn.QueryContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("ask %s: %w", t.Name, err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	pairs = map[string]string{}
	for rows.Next() {
		var name, value string
		if err := rows.Scan(&name, &value); err != nil {
			return nil, fmt.Errorf("ask %s: %w", t.Name, err)
		}
		pairs[name] = value
	}
	return pairs, rows.Err()
}
