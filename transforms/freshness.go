package transforms

import (
	"context"
	"fmt"
	"strconv"
)

// createFreshness records, per stream, when it was loaded last, what it holds and
// what its newest pull said of itself.
func (db *database) createFreshness(ctx context.Context, tables []Table) error {
	if err := db.createTable(ctx, runnerTable("source_freshness"), nil); err != nil {
		return err
	}
	for _, t := range tables {
		if t.Own {
			continue
		}
		for _, source := range t.Sources {
			if len(source.Files) == 0 && source.LoadedAt.IsZero() {
				continue // a stream the source does not have
			}
			if err := db.exec(ctx, "INSERT INTO core.source_freshness "+source.freshnessSQL(t.Name)); err != nil {
				return fmt.Errorf("record freshness of %s: %w", t.Name, err)
			}
		}
	}
	return nil
}

// freshnessSQL selects the row for what s gives to a table.
func (s TableSource) freshnessSQL(table string) string {
	loadedAt, live := "max(_loaded_at)", "NULL"
	if !s.LoadedAt.IsZero() {
		loadedAt = instant(s.LoadedAt)
	}
	if s.LiveRows != nil {
		live = strconv.FormatInt(*s.LiveRows, 10)
	}
	return fmt.Sprintf(`SELECT %[1]s, %[2]s, %[3]s, count(*), nullif(%[4]d, 0), %[5]s, %[6]d, nullif(%[7]s, ''), %[8]d, nullif(%[9]s, ''), %[11]s, %[12]s, %[13]s
FROM raw.%[10]s WHERE _source = %[1]s`, literal(s.Source), literal(s.stream(table)), loadedAt, s.PreviousRows, live,
		s.RejectedRows, literal(s.RejectFile), s.InvalidValues, literal(s.Unfinished), table,
		hours(s.WarnHours), hours(s.ErrorHours), literal(table))
}

// hours is an age; null where the source gives none.
func hours(h float64) string {
	if h == 0 {
		return "NULL"
	}
	return number(h)
}
