package transforms

import (
	"context"
	"fmt"
	"strconv"
	"strings"
)

// PastLoad is one load of a stream's own history, against which the newest is judged.
type PastLoad struct {
	LoadID string
	// Full is set when the load gave everything, not what had changed.
	Full bool
	Rows int64
	// Files are its Parquet files, whose footers count the nulls of each column.
	Files []string
}

// createHistory records the newest loads of every stream, place 1 being the newest,
// and how many nulls each of their columns had. A file of the past that cannot be
// read any more leaves its load without counts: it is no input of the marts.
func (db *database) createHistory(ctx context.Context, tables []Table) error {
	loads, nulls := runnerTable("load_history"), runnerTable("load_nulls")
	for _, table := range []CanonicalTable{loads, nulls} {
		if err := db.createTable(ctx, table, nil); err != nil {
			return err
		}
	}
	for _, t := range tables {
		for _, source := range t.Sources {
			for i, load := range source.History {
				row := fmt.Sprintf("%s, %s, %d, %s, %t, %d", literal(source.Source), literal(source.stream(t.Name)),
					len(source.History)-i, literal(load.LoadID), load.Full, load.Rows)
				if err := db.exec(ctx, "INSERT INTO core.load_history VALUES ("+row+")"); err != nil {
					return fmt.Errorf("record load %s of %s: %w", load.LoadID, t.Name, err)
				}
			}
			if err := db.countNulls(ctx, t, source); err != nil && ctx.Err() != nil {
				return fmt.Errorf("count nulls of %s: %w", t.Name, err)
			}
		}
	}
	return nil
}

// countNulls reads the footers of a stream's past loads.
func (db *database) countNulls(ctx context.Context, t Table, source TableSource) error {
	var files, loads, names []string
	for i, load := range source.History {
		for _, file := range load.Files {
			files = append(files, file)
			loads = append(loads, "("+literal(file)+", "+strconv.Itoa(len(source.History)-i)+")")
		}
	}
	if len(files) == 0 {
		return nil
	}
	for _, c := range t.Columns {
		names = append(names, c.Name)
	}
	return db.exec(ctx, fmt.Sprintf(`INSERT INTO core.load_nulls
SELECT %s, %s, l.place, m.path_in_schema, CAST(sum(m.stats_null_count) AS BIGINT)
FROM parquet_metadata([%s]) m
JOIN (VALUES %s) AS l(file, place) ON l.file = m.file_name
WHERE m.path_in_schema IN (%s)
GROUP BY l.place, m.path_in_schema
HAVING count(*) = count(m.stats_null_count)`,
		literal(source.Source), literal(source.stream(t.Name)), sqlList(files), strings.Join(loads, ", "), sqlList(names)))
}

// runnerTable is the runner's table of a name.
func runnerTable(name string) CanonicalTable {
	for _, t := range RunnerTables() {
		if t.Name == name {
			return t
		}
	}
	panic("transforms: there is no runner table " + name)
}
