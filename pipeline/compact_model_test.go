package pipeline

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"
)

// thing is one landed row of a random history.
type thing struct {
	id      *int64 // null where a record had no key
	version int64
	gone    bool
	load    string
	seq     int64
}

// newestOf is what a reader must see of rows: of every key the newest version
// unless it is a tombstone, and of the deleted keys the last live one.
func newestOf(rows []thing, versioned bool) (live, gone []string) {
	newer := func(a, b thing) int {
		if versioned && a.version != b.version {
			return int(b.version - a.version)
		}
		return -strings.Compare(fmt.Sprintf("%s %09d", a.load, a.seq), fmt.Sprintf("%s %09d", b.load, b.seq))
	}
	byKey := map[string][]thing{}
	for _, r := range rows {
		key := "none"
		if r.id != nil {
			key = fmt.Sprint(*r.id)
		}
		byKey[key] = append(byKey[key], r)
	}
	for key, versions := range byKey {
		slices.SortFunc(versions, newer)
		if !versions[0].gone {
			live = append(live, fmt.Sprintf("%s %d %s %d", key, versions[0].version, versions[0].load, versions[0].seq))
			continue
		}
		if i := slices.IndexFunc(versions, func(r thing) bool { return !r.gone }); i >= 0 {
			gone = append(gone, fmt.Sprintf("%s %d %s %d", key, versions[i].version, versions[i].load, versions[i].seq))
		}
	}
	slices.Sort(live)
	slices.Sort(gone)
	return live, gone
}

// readThings asks DuckDB for the same of the lake's files, in the plainest way.
func readThings(t *rapid.T, b *bench, db *sql.DB, versioned bool, knownAt time.Time) (live, gone []string) {
	parts, err := b.lake.Parts("crm", "deals", knownAt)
	if err != nil {
		t.Fatal(err)
	}
	if len(parts) == 0 {
		return nil, nil
	}
	order := "_load_id DESC, _seq DESC"
	if versioned {
		order = "changed DESC NULLS LAST, " + order
	}
	query := fmt.Sprintf(`WITH v AS (SELECT * FROM read_parquet(['%s'], hive_partitioning = false)),
newest AS (SELECT * FROM v QUALIFY row_number() OVER (PARTITION BY id ORDER BY %[2]s) = 1),
last_live AS (SELECT * FROM v WHERE NOT _deleted AND EXISTS (SELECT 1 FROM newest n WHERE n.id IS NOT DISTINCT FROM v.id AND n._deleted)
    QUALIFY row_number() OVER (PARTITION BY id ORDER BY %[2]s) = 1),
said AS (SELECT true AS live, * FROM newest WHERE NOT _deleted UNION ALL SELECT false, * FROM last_live),
lines AS (SELECT live, concat_ws(' ', coalesce(id::VARCHAR, 'none'), changed, _load_id, _seq) AS line FROM said)
SELECT coalesce(string_agg(line, ';') FILTER (live), ''), coalesce(string_agg(line, ';') FILTER (NOT live), '') FROM lines`,
		strings.Join(parts, "','"), order)
	var texts [2]string
	if err := db.QueryRow(query).Scan(&texts[0], &texts[1]); err != nil {
		t.Fatal(err)
	}
	return sortedLines(texts[0]), sortedLines(texts[1])
}

func sortedLines(text string) []string {
	if text == "" {
		return nil
	}
	lines := strings.Split(text, ";")
	slices.Sort(lines)
	return lines
}
