package state

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// Scrub changes the texts of every table by change, which tells whether it did, and
// leaves no old copy in the file. It returns how many values it changed.
func (db *DB) Scrub(ctx context.Context, change func(text string) (string, bool)) (changed int, err error) {
	tables, err := queryAll(ctx, db.sql, `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'migrations'`, nil, scanText)
	if err != nil {
		return 0, fmt.Errorf("scrub state: %w", err)
	}
	for _, table := range tables {
		columns, err := queryAll(ctx, db.sql, `SELECT name FROM pragma_table_info(?) WHERE upper(type) IN ('TEXT', 'BLOB')`, []any{table}, scanText)
		if err != nil {
			return changed, fmt.Errorf("scrub state: %w", err)
		}
		for _, column := range columns {
			n, err := db.scrubColumn(ctx, quoted(table), quoted(column), change)
			changed += n
			if err != nil {
				return changed, fmt.Errorf("scrub %s.%s: %w", table, column, err)
			}
		}
	}
	for _, tidy := range []string{`VACUUM`, `PRAGMA wal_checkpoint(TRUNCATE)`} {
		if _, err := db.sql.ExecContext(ctx, tidy); err != nil {
			return changed, fmt.Errorf("scrub state: %w", err)
		}
	}
	return changed, nil
}

func (db *DB) scrubColumn(ctx context.Context, table, column string, change func(string) (string, bool)) (changed int, err error) {
	type value struct {
		row  int64
		kind string
		text string
	}
	values, err := queryAll(ctx, db.sql, `SELECT rowid, typeof(`+column+`), CAST(`+column+` AS TEXT) FROM `+table+` WHERE length(`+column+`) > 0`, nil, func(scan scanner) (value, error) {
		var v value
		return v, scan(&v.row, &v.kind, &v.text)
	})
	if err != nil {
		return 0, err
	}
	tx, err := db.sql.BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, rollback(tx)) }()
	for _, v := range values {
		text, differs := change(v.text)
		if !differs {
			continue
		}
		var to any = text
		if v.kind == "blob" {
			to = []byte(text)
		}
		if _, err := tx.ExecContext(ctx, `UPDATE `+table+` SET `+column+` = ? WHERE rowid = ?`, to, v.row); err != nil {
			return 0, err
		}
		changed++
	}
	return changed, tx.Commit()
}

func scanText(scan scanner) (string, error) {
	var text string
	return text, scan(&text)
}

// quoted is a name as SQL takes it.
func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
