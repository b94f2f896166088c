package transforms

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// goneSuffix names the companion of a raw table that holds the last live version
// of every key that is deleted now, and in _gone_at when it was deleted. It is only
// made for tables a model asks.
const goneSuffix = "_gone"

// viewRows is how many rows a landed table may have to be copied into memory.
// Bigger ones become views on their Parquet files: copying them would cost more
// than reading them again.
const viewRows = 200_000

// landedColumns are the columns every landed row has beside the declared ones.
// Models may read all of them but _deleted.
const (
	landedColumns   = "_load_id VARCHAR, _loaded_at TIMESTAMP, _seq BIGINT, _deleted BOOLEAN, _extra VARCHAR"
	readableColumns = "_load_id VARCHAR, _loaded_at TIMESTAMP, _seq BIGINT, _extra VARCHAR"
)

// loadRaw makes raw.<table>: of every key of every source the newest version,
// without the deleted ones, in the declared types.
//
// It first finds the rows that must not be seen, which are few or none, and then
// selects all others: ranking every row would be far dearer.
func (db *database) loadRaw(ctx context.Context, t Table, wantGone bool) (rows int64, err error) {
	if !t.hasFiles() {
		return 0, db.createEmpty(ctx, t, wantGone)
	}
	versions, landed, err := db.versionsSQL(ctx, t)
	if err != nil {
		return 0, err
	}
	shape := "TABLE"
	if landed > viewRows {
		shape = "VIEW"
	}
	var hidden int64
	plain, err := db.isPlain(ctx, t, versions)
	if err != nil {
		return 0, db.explainLoad(ctx, t, err)
	}
	if !plain {
		if hidden, err = db.hide(ctx, t, versions); err != nil {
			return 0, db.explainLoad(ctx, t, err)
		}
	}
	statements := []string{fmt.Sprintf("CREATE %s raw.%s AS %s", shape, t.Name, t.liveSQL(versions, plain))}
	if wantGone {
		statements = append(statements, "CREATE TABLE raw."+t.Name+goneSuffix+" AS "+t.goneSQL(versions, plain))
	}
	for _, statement := range statements {
		if err := db.exec(ctx, statement); err != nil {
			return 0, db.explainLoad(ctx, t, err)
		}
	}
	return landed - hidden, nil
}

// isPlain tells whether every key has one version and none is deleted, so that all
// rows are to be seen. Distinct hashes prove distinct keys.
func (db *database) isPlain(ctx context.Context, t Table, versions string) (plain bool, err error) {
	err = db.scan(ctx, fmt.Sprintf(`SELECT count(*) = count(DISTINCT hash(%s)) AND NOT coalesce(bool_or(_deleted), false)
FROM (%s)`, t.keyList(), versions), &plain)
	return plain, err
}

// hide notes which rows must not be seen, and tells how many they are.
func (db *database) hide(ctx context.Context, t Table, versions string) (rows int64, err error) {
	for _, statement := range []string{
		"CREATE TABLE raw._keys_" + t.Name + " AS " + t.suspectKeysSQL(versions),
		"CREATE TABLE raw._hidden_" + t.Name + " AS " + t.hiddenSQL(versions),
	} {
		if err := db.exec(ctx, statement); err != nil {
			return 0, err
		}
	}
	return db.count(ctx, "raw._hidden_"+t.Name)
}

// createEmpty makes the tables of a stream nobody gives.
func (db *database) createEmpty(ctx context.Context, t Table, wantGone bool) error {
	names := []string{t.Name}
	if wantGone {
		names = append(names, t.Name+goneSuffix)
	}
	defs := []string{"_source VARCHAR"}
	for _, c := range slices.Concat(t.Columns, columns(readableColumns)) {
		defs = append(defs, fmt.Sprintf("%q %s", c.Name, c.Type))
	}
	for _, name := range names {
		if strings.HasSuffix(name, goneSuffix) {
			defs = append(defs, "_gone_at TIMESTAMP")
		}
		if err := db.exec(ctx, "CREATE TABLE raw."+name+" ("+strings.Join(defs, ", ")+")"); err != nil {
			return fmt.Errorf("declare raw.%s: %w", name, err)
		}
	}
	return nil
}

func (t Table) hasFiles() bool {
	return slices.ContainsFunc(t.Sources, func(s TableSource) bool { return len(s.Files) > 0 })
}

// versionsSQL is a query over every landed row of the table, and how many there
// are. Files of different ages may have different columns; drift.go says what
// becomes of them.
func (db *database) versionsSQL(ctx context.Context, t Table) (query string, rows int64, err error) {
	var selects []string
	for _, source := range t.Sources {
		if len(source.Files) == 0 {
			continue
		}
		shapes, err := db.shapes(ctx, source.Files)
		if err != nil {
			return "", 0, db.explainLoad(ctx, t, err)
		}
		for _, one := range shapes {
			count, err := db.count(ctx, readParquet(one.files))
			if err != nil {
				return "", 0, db.explainLoad(ctx, t, err)
			}
			rows += count
			selects = append(selects, t.selectSQL(source.Source, one))
		}
	}
	return strings.Join(selects, "\nUNION ALL\n"), rows, nil
}

func readParquet(files []string) string {
	return "read_parquet([" + sqlList(files) + "], union_by_name = true, hive_partitioning = false)"
}

// suspectKeysSQL hashes the keys that have several versions or a tombstone. Two
// keys with one hash do no harm: they are ranked by the keys themselves.
func (t Table) suspectKeysSQL(versions string) string {
	return fmt.Sprintf(`SELECT key_hash FROM (
SELECT hash(%s) AS key_hash, coalesce(_deleted, false) AS gone FROM (%s)
) GROUP BY key_hash HAVING count(*) > 1 OR bool_or(gone)`, t.keyList(), versions)
}

// hiddenSQL names the rows that are not the newest of their key, or whose key is
// deleted, by the load and the place they came from.
func (t Table) hiddenSQL(versions string) string {
	return fmt.Sprintf(`SELECT _source, _load_id, _seq FROM (
SELECT _source, _load_id, _seq, coalesce(_deleted, false) AS gone,
    row_number() OVER (PARTITION BY %[1]s ORDER BY %[2]s) AS place
FROM (%[3]s) WHERE hash(%[1]s) IN (SELECT key_hash FROM raw._keys_%[4]s)
) WHERE place > 1 OR gone`, t.keyList(), t.newestFirst(), versions, t.Name)
}

func (t Table) liveSQL(versions string, plain bool) string {
	if plain {
		return fmt.Sprintf("SELECT * EXCLUDE (_deleted) FROM (%s)", versions)
	}
	return fmt.Sprintf(`SELECT v.* EXCLUDE (_deleted) FROM (%s) AS v
ANTI JOIN raw._hidden_%s AS h ON h._seq = v._seq AND h._load_id = v._load_id AND h._source = v._source`, versions, t.Name)
}

func (t Table) goneSQL(versions string, plain bool) string {
	if plain {
		return fmt.Sprintf("SELECT * EXCLUDE (_deleted), CAST(NULL AS TIMESTAMP) AS _gone_at FROM (%s) WHERE false", versions)
	}
	return fmt.Sprintf(`SELECT * EXCLUDE (_deleted, _place) FROM (
SELECT *, row_number() OVER (PARTITION BY %[1]s, coalesce(_deleted, false) ORDER BY %[2]s) AS _place,
    max(CASE WHEN _deleted THEN %[6]s END) OVER (PARTITION BY %[1]s) AS _gone_at
FROM (%[3]s) WHERE hash(%[1]s) IN (SELECT key_hash FROM raw._keys_%[4]s)
) AS v
WHERE NOT coalesce(_deleted, false) AND _place = 1 AND NOT EXISTS (SELECT 1 FROM raw.%[4]s AS r WHERE %[5]s)`,
		t.keyList(), t.newestFirst(), versions, t.Name, t.sameKey(), t.deletedAt())
}

// deletedAt is when a tombstone was made: as the vendor stamps it, else as it was
// loaded.
func (t Table) deletedAt() string {
	for _, c := range t.Columns {
		if c.Name == t.Version && c.Type == "TIMESTAMP" {
			return fmt.Sprintf("coalesce(%q, _loaded_at)", c.Name)
		}
	}
	return "_loaded_at"
}

// newestFirst orders the versions of one key: the version column decides, then
// the later load, then the later row.
func (t Table) newestFirst() string {
	order := "_load_id DESC, _seq DESC"
	if t.Version != "" {
		order = fmt.Sprintf("%q DESC NULLS LAST, ", t.Version) + order
	}
	return order
}

func (t Table) keyList() string {
	list := []string{"_source"}
	for _, k := range t.Key {
		list = append(list, fmt.Sprintf("%q", k))
	}
	return strings.Join(list, ", ")
}

func (t Table) sameKey() string {
	on := []string{"v._source = r._source"}
	for _, k := range t.Key {
		on = append(on, fmt.Sprintf("v.%[1]q IS NOT DISTINCT FROM r.%[1]q", k))
	}
	return strings.Join(on, " AND ")
}

// explainLoad finds the file that cannot be read, so that the message names it.
func (db *database) explainLoad(ctx context.Context, t Table, cause error) error {
	if err := db.damaged(ctx, t); err != nil {
		return err
	}
	return fmt.Errorf("read %s: %w", t.Name, cause)
}

// damaged reads every file of a table and reports the first that cannot be.
func (db *database) damaged(ctx context.Context, t Table) error {
	for _, source := range t.Sources {
		for _, file := range source.Files {
			if err := db.readAll(ctx, file); err != nil {
				return fmt.Errorf("read %s of source %s: file %s: %w", source.stream(t.Name), source.Source, file, err)
			}
		}
	}
	return nil
}

// readAll decodes every value of a file.
func (db *database) readAll(ctx context.Context, file string) error {
	rows, err := db.conn.QueryContext(ctx, "SELECT max(hash(COLUMNS(*))) FROM "+readParquet([]string{file}))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		continue
	}
	return rows.Err()
}
