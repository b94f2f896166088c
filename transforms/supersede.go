package transforms

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// Superseded calls yield for every landed row that no raw table shows and none
// will show whatever is loaded later: it is neither the newest version of its key
// nor the last live one of a deleted key. Rows without a key are never named.
func Superseded(ctx context.Context, opts Options, t Table, yield func(loadID string, seq int64) error) (err error) {
	if !t.hasFiles() {
		return nil
	}
	db, err := openDatabase(ctx, opts)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	versions, _, err := db.versionsSQL(ctx, t)
	if err != nil {
		return err
	}
	if err := db.exec(ctx, "CREATE TABLE raw._keys_"+t.Name+" AS "+t.suspectKeysSQL(versions)); err != nil {
		return db.explainLoad(ctx, t, err)
	}
	rows, err := db.conn.QueryContext(ctx, t.supersededSQL(versions))
	if err != nil {
		return db.explainLoad(ctx, t, err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var load string
		var seq int64
		if err := rows.Scan(&load, &seq); err != nil {
			return fmt.Errorf("read %s: %w", t.Name, err)
		}
		if err := yield(load, seq); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (t Table) supersededSQL(versions string) string {
	keyed := []string{"true"}
	for _, k := range t.Key {
		keyed = append(keyed, fmt.Sprintf("%q IS NOT NULL", k))
	}
	return fmt.Sprintf(`SELECT _load_id, _seq FROM (
SELECT _load_id, _seq, coalesce(_deleted, false) AS gone,
    row_number() OVER (PARTITION BY %[1]s ORDER BY %[2]s) AS place,
    row_number() OVER (PARTITION BY %[1]s, coalesce(_deleted, false) ORDER BY %[2]s) AS place_of_its_kind,
    first_value(coalesce(_deleted, false)) OVER (PARTITION BY %[1]s ORDER BY %[2]s) AS key_is_gone
FROM (%[3]s) WHERE %[5]s AND hash(%[1]s) IN (SELECT key_hash FROM raw._keys_%[4]s)
) WHERE place > 1 AND NOT (key_is_gone AND NOT gone AND place_of_its_kind = 1)`,
		t.keyList(), t.newestFirst(), versions, t.Name, strings.Join(keyed, " AND "))
}

// SameRows fails unless two sets of files give the same raw table, row by row,
// and the same last live versions of deleted keys. It returns how many rows the
// raw table has.
func SameRows(ctx context.Context, opts Options, before, after Table) (rows int64, err error) {
	db, err := openDatabase(ctx, opts)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	before.Name, after.Name = "before", "after"
	for _, t := range []Table{before, after} {
		if _, err := db.loadRaw(ctx, t, true); err != nil {
			return 0, err
		}
	}
	names := []string{"_source"}
	for _, c := range append(columns(readableColumns), before.Columns...) {
		names = append(names, fmt.Sprintf("%q", c.Name))
	}
	digest := func(table string) string {
		return fmt.Sprintf("SELECT _load_id, _seq, hash(%s) FROM raw.%s", strings.Join(names, ", "), table)
	}
	for _, suffix := range []string{"", goneSuffix} {
		for _, pair := range [][2]string{{"before", "after"}, {"after", "before"}} {
			differ, err := db.count(ctx, "("+digest(pair[0]+suffix)+" EXCEPT ALL "+digest(pair[1]+suffix)+")")
			if err != nil {
				return 0, fmt.Errorf("compare rows: %w", err)
			}
			if differ > 0 {
				return 0, fmt.Errorf("compare rows: %d rows are only in what is read %s", differ, pair[0])
			}
		}
	}
	return db.count(ctx, "raw.before")
}
