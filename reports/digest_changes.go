package reports

import (
	"context"
	"database/sql"
)

// Changes says which numbers do not compare with those of the day before.
type Changes struct {
	// Definitions are the metrics that are computed otherwise from this day on.
	Definitions []string
	// Restated counts figures of closed periods that were published and are others
	// now; Reason is what most of them are due to.
	Restated int64
	Reason   string
}

const newDefinitionsSQL = `
SELECT coalesce(d.name, v.metric)
FROM marts.definition_versions v
LEFT JOIN marts.definitions d ON d.metric = v.metric
WHERE v.valid_from = CAST(? AS DATE) AND v.version > 1
ORDER BY 1`

const restatedSQL = `
SELECT coalesce(reason, ''), count(*)
FROM marts.restatements
WHERE restated_on = CAST(? AS DATE)
GROUP BY 1
ORDER BY 2 DESC, 1`

func (r digestReader) changes(ctx context.Context, d *Digest) error {
	err := r.eachToday(ctx, newDefinitionsSQL, func(rows *sql.Rows) error {
		var name string
		err := rows.Scan(&name)
		d.Changes.Definitions = append(d.Changes.Definitions, name)
		return err
	})
	if err != nil {
		return err
	}
	return r.eachToday(ctx, restatedSQL, func(rows *sql.Rows) error {
		var reason string
		var n int64
		if err := rows.Scan(&reason, &n); err != nil {
			return err
		}
		if d.Changes.Restated == 0 {
			d.Changes.Reason = reason
		}
		d.Changes.Restated += n
		return nil
	})
}
