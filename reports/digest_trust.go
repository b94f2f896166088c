package reports

import (
	"context"
	"database/sql"
)

// A source is as fresh as the stream of it that was loaded longest ago.
const freshnessSQL = `
SELECT source, min(last_loaded_at), CAST(sum(rows) AS BIGINT)
FROM core.source_freshness
GROUP BY source
ORDER BY source`

func (r digestReader) sources(ctx context.Context, d *Digest) error {
	return r.each(ctx, freshnessSQL, func(rows *sql.Rows) error {
		var s SourceFreshness
		var loaded sql.NullTime
		var count sql.NullInt64
		if err := rows.Scan(&s.Source, &loaded, &count); err != nil {
			return err
		}
		s.Rows = count.Int64
		if loaded.Valid {
			s.LastLoaded = loaded.Time.UTC().In(r.asOf.Location())
			if !r.opts.At.IsZero() {
				s.Age = r.opts.At.Sub(loaded.Time.UTC())
			}
		}
		s.Stale = !loaded.Valid || s.Age > r.opts.StaleAfter
		d.Sources = append(d.Sources, s)
		return nil
	})
}

const checksSQL = `
SELECT check_name, severity, coalesce(source, ''), CAST(failed AS BIGINT), CAST(total AS BIGINT),
       CAST(coalesce(holds, 0) AS BIGINT), coalesce(nullif(detail, ''), meaning, '')
FROM marts.data_quality
WHERE as_of = CAST(? AS DATE)
ORDER BY CASE severity WHEN 'error' THEN 0 ELSE 1 END, failed DESC, check_name`

func (r digestReader) checks(ctx context.Context, d *Digest) error {
	return r.eachToday(ctx, checksSQL, func(rows *sql.Rows) error {
		var f Finding
		var failed, total sql.NullInt64
		if err := rows.Scan(&f.Check, &f.Severity, &f.Source, &failed, &total, &f.Holds, &f.Detail); err != nil {
			return err
		}
		f.Failed, f.Total = failed.Int64, total.Int64
		d.Checks.Total++
		switch {
		case f.Failed == 0:
			d.Checks.Passed++
			return nil
		case f.Severity == "error":
			d.Checks.Failed++
		default:
			d.Checks.Warned++
		}
		d.Findings = append(d.Findings, f)
		return nil
	})
}
