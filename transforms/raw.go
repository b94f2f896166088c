package transforms

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// goneSuffix names the companion of a raw table that holds the last live version
// of every key that is deleted now. It is only made for tables a model asks.
const goneSuffix = "_gone"

// landedColumns are the columns every landed row has beside the declared ones.
// Models may read all of them but _deleted.
const (
	landedColumns   = "_load_id VARCHAR, _loaded_at TIMESTAMP, _seq BIGINT, _deleted BOOLEAN, _extra VARCHAR"
	readableColumns = "_load_id VARCHAR, _loaded_at TIMESTAMP, _seq BIGINT, _extra VARCHAR"
)

// loadRaw makes raw.<table>: of every key of every source the newest version,
// without the deleted ones, in the declared types.
func (db *database) loadRaw(ctx context.Context, t Table, wantGone bool) error {
	if !t.hasFiles() {
		return db.createEmpty(ctx, t, wantGone)
	}
	if err := db.exec(ctx, t.createSQL("versions", landedColumns)); err != nil {
		return fmt.Errorf("declare raw.%s: %w", t.Name, err)
	}
	for _, source := range t.Sources {
		if len(source.Files) == 0 {
			continue
		}
		if err := db.exec(ctx, t.insertSQL(source)); err != nil {
			return db.explainLoad(ctx, t, source, err)
		}
	}
	statements := []string{t.liveSQL()}
	if wantGone {
		statements = append(statements, t.goneSQL())
	}
	statements = append(statements, "DROP TABLE raw.versions")
	for _, statement := range statements {
		if err := db.exec(ctx, statement); err != nil {
			return fmt.Errorf("build raw.%s: %w", t.Name, err)
		}
	}
	return nil
}

// createEmpty makes the tables of a stream nobody gives.
func (db *database) createEmpty(ctx context.Context, t Table, wantGone bool) error {
	names := []string{t.Name}
	if wantGone {
		names = append(names, t.Name+goneSuffix)
	}
	for _, name := range names {
		if err := db.exec(ctx, t.createSQL(name, readableColumns)); err != nil {
			return fmt.Errorf("declare raw.%s: %w", name, err)
		}
	}
	return nil
}

func (t Table) hasFiles() bool {
	return slices.ContainsFunc(t.Sources, func(s TableSource) bool { return len(s.Files) > 0 })
}

// createSQL declares a raw table of the given name with the declared columns and more.
func (t Table) createSQL(name, more string) string {
	defs := []string{"_source VARCHAR"}
	for _, c := range slices.Concat(t.Columns, columns(more)) {
		defs = append(defs, fmt.Sprintf("%q %s", c.Name, c.Type))
	}
	return "CREATE TABLE raw." + name + " (" + strings.Join(defs, ", ") + ")"
}

// insertSQL reads a source's files. Files of different ages may have different
// columns, so they are joined by name onto an empty table that has them all:
// columns a file lacks become null, and columns nobody declares any more are
// left out.
func (t Table) insertSQL(source TableSource) string {
	names := []string{literal(source.Source)}
	for _, c := range slices.Concat(t.Columns, columns(landedColumns)) {
		names = append(names, fmt.Sprintf("CAST(%q AS %s)", c.Name, c.Type))
	}
	return fmt.Sprintf(`INSERT INTO raw.versions
SELECT %s FROM (
    SELECT * FROM raw.versions WHERE false
    UNION ALL BY NAME
    SELECT * FROM read_parquet([%s], union_by_name = true)
)`, strings.Join(names, ", "), sqlList(source.Files))
}

// explainLoad finds the file that cannot be read, so that the message names it.
func (db *database) explainLoad(ctx context.Context, t Table, source TableSource, cause error) error {
	for _, file := range source.Files {
		single := t.insertSQL(TableSource{Source: source.Source, Files: []string{file}})
		if err := db.exec(ctx, single); err != nil {
			return fmt.Errorf("read %s of source %s: file %s: %w", source.stream(t.Name), source.Source, file, err)
		}
	}
	return fmt.Errorf("read %s of source %s: %w", source.stream(t.Name), source.Source, cause)
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

// liveSQL ranks only the keys that have several versions: ranking is the dear
// part, and most keys have one.
func (t Table) liveSQL() string {
	return fmt.Sprintf(`CREATE TABLE raw.%[1]s AS
WITH repeated AS (
    SELECT %[2]s FROM raw.versions GROUP BY %[2]s HAVING count(*) > 1
), ranked AS (
    SELECT v.*, row_number() OVER (PARTITION BY %[3]s ORDER BY %[4]s) AS _newest
    FROM raw.versions AS v SEMI JOIN repeated AS r ON %[5]s
)
SELECT * EXCLUDE (_deleted, _newest) FROM ranked WHERE _newest = 1 AND NOT coalesce(_deleted, false)
UNION ALL
SELECT * EXCLUDE (_deleted) FROM raw.versions AS v ANTI JOIN repeated AS r ON %[5]s
WHERE NOT coalesce(_deleted, false)`, t.Name, t.keyList(), t.keyList(), t.newestFirst(), t.sameKey())
}

func (t Table) sameKey() string {
	on := []string{"v._source IS NOT DISTINCT FROM r._source"}
	for _, k := range t.Key {
		on = append(on, fmt.Sprintf("v.%[1]q IS NOT DISTINCT FROM r.%[1]q", k))
	}
	return strings.Join(on, " AND ")
}

func (t Table) goneSQL() string {
	return fmt.Sprintf(`CREATE TABLE raw.%[1]s%[2]s AS
WITH live_versions AS (
    SELECT *, row_number() OVER (PARTITION BY %[3]s ORDER BY %[4]s) AS _newest
    FROM raw.versions WHERE NOT coalesce(_deleted, false)
)
SELECT * EXCLUDE (_deleted, _newest) FROM live_versions AS v
ANTI JOIN raw.%[1]s AS r ON %[5]s
WHERE _newest = 1`, t.Name, goneSuffix, t.keyList(), t.newestFirst(), t.sameKey())
}
