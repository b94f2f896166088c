package transforms

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// TableDifference is a table two files do not have alike.
type TableDifference struct {
	Table string `json:"table"`
	// OnlyFirst and OnlySecond count the rows only one of them has.
	OnlyFirst  int64 `json:"only_first"`
	OnlySecond int64 `json:"only_second"`
	// Columns is set when the tables cannot be compared: they have other columns,
	// or one file has no such table.
	Columns bool `json:"columns,omitempty"`
}

// CompareMarts compares every published table of two files, row by row, and
// returns how many there are and those that differ.
func CompareMarts(ctx context.Context, first, second string) (tables int, differences []TableDifference, err error) {
	db, err := sql.Open("duckdb", "")
	if err != nil {
		return 0, nil, fmt.Errorf("compare marts: %w", err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1)
	for _, statement := range []string{
		"ATTACH " + literal(first) + " AS a (READ_ONLY)", "ATTACH " + literal(second) + " AS b (READ_ONLY)",
		`CREATE TEMP VIEW shapes AS SELECT database_name, schema_name || '.' || table_name AS name,
    string_agg(column_name || ' ' || data_type, ', ' ORDER BY column_index) AS columns
FROM duckdb_columns() WHERE database_name IN ('a', 'b') AND schema_name IN ('core', 'marts') AND NOT internal GROUP BY ALL`,
	} {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return 0, nil, fmt.Errorf("compare marts: %w", err)
		}
	}
	rows, err := db.QueryContext(ctx, `SELECT coalesce(a.name, b.name), coalesce(a.columns = b.columns, false)
FROM (FROM shapes WHERE database_name = 'a') a FULL JOIN (FROM shapes WHERE database_name = 'b') b ON a.name = b.name ORDER BY 1`)
	if err != nil {
		return 0, nil, fmt.Errorf("compare marts: %w", err)
	}
	var all []TableDifference
	for rows.Next() {
		var one TableDifference
		var alike bool
		if err := rows.Scan(&one.Table, &alike); err != nil {
			return 0, nil, errors.Join(fmt.Errorf("compare marts: %w", err), rows.Close())
		}
		one.Columns = !alike
		all = append(all, one)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return 0, nil, fmt.Errorf("compare marts: %w", err)
	}
	differences = []TableDifference{}
	for _, one := range all {
		if !one.Columns {
			query := fmt.Sprintf(`SELECT (SELECT count(*) FROM (FROM a.%[1]s EXCEPT ALL FROM b.%[1]s)), (SELECT count(*) FROM (FROM b.%[1]s EXCEPT ALL FROM a.%[1]s))`, one.Table)
			if err := db.QueryRowContext(ctx, query).Scan(&one.OnlyFirst, &one.OnlySecond); err != nil {
				return 0, nil, fmt.Errorf("compare %s: %w", one.Table, err)
			}
		}
		if one.Columns || one.OnlyFirst+one.OnlySecond > 0 {
			differences = append(differences, one)
		}
	}
	return len(all), differences, nil
}
