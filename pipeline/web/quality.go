package web

import (
	"context"
	"database/sql"
	"net/url"
	"time"

	"quarterdeck/reports/web"
)

// findings are what the checks of a publication found.
type findings struct {
	failing []web.Check
	passed  int
	held    int
}

func checkPath(name string) string { return "/quality/check?name=" + url.QueryEscape(name) }

// failing reads the checks once per publication: those that found something in full,
// the others as a number.
func failing(ctx context.Context, b *book) (*findings, error) {
	return once(ctx, b, "checks", func(ctx context.Context, db *sql.DB) (*findings, error) {
		f := &findings{}
		var err error
		f.failing, err = list(ctx, db, checkSQL+` WHERE failed > 0 ORDER BY severity, holds DESC, failed DESC, check_name`, checkInto)
		if err != nil {
			return nil, err
		}
		err = db.QueryRowContext(ctx, `SELECT count(*) FILTER (WHERE failed = 0) FROM marts.data_quality`).Scan(&f.passed)
		if err != nil {
			return nil, err
		}
		return f, db.QueryRowContext(ctx, `SELECT count(DISTINCT customer_id) FROM marts.held_customers`).Scan(&f.held)
	})
}

const checkSQL = `SELECT check_name, meaning, severity, source, detail, coalesce(failed, 0), coalesce(total, 0), coalesce(holds, 0) FROM marts.data_quality`

func checkInto(c *web.Check) []any {
	return []any{&c.Name, text{&c.Meaning}, text{&c.Severity}, text{&c.Source}, text{&c.Detail}, &c.Failed, &c.Total, &c.Holds}
}

// freshness are the streams as they were when the numbers were computed.
func freshness(ctx context.Context, b *book) ([]web.Stream, error) {
	return once(ctx, b, "freshness", func(ctx context.Context, db *sql.DB) ([]web.Stream, error) {
		type row struct {
			web.Stream
			warn, fail *float64
			known      time.Time
		}
		rows, err := list(ctx, db, `SELECT f.source, f.stream, f.last_loaded_at, f.rows, f.live_rows, f.rejected_rows, f.invalid_values, f.unfinished, f.warn_hours, f.error_hours, s.known_at
FROM core.source_freshness f, core.settings s ORDER BY f.source, f.stream`, func(r *row) []any {
			return []any{text{&r.Source}, text{&r.Name}, day{&r.Loaded}, &r.Rows, &r.Live, &r.Rejected, &r.Invalid, text{&r.Unfinished}, &r.warn, &r.fail, day{&r.known}}
		})
		var out []web.Stream
		for _, r := range rows {
			r.Age = max(0, r.known.Sub(r.Loaded))
			hours := r.Age.Hours()
			switch {
			case r.Loaded.IsZero():
				r.State, r.Age = "stale", 0
			case r.fail != nil && hours > *r.fail, r.warn != nil && hours > *r.warn, r.Unfinished != "":
				r.State = "stale"
			default:
				r.State = "fresh"
			}
			out = append(out, r.Stream)
		}
		return out, err
	})
}

// trust is the rest of the page of data quality.
type trust struct {
	areas   []web.AreaCoverage
	whole   *web.AreaCoverage
	matched *float64
	records int64
}

func coverage(ctx context.Context, b *book) (*trust, error) {
	return once(ctx, b, "coverage", func(ctx context.Context, db *sql.DB) (*trust, error) {
		t := &trust{}
		all, err := list(ctx, db, `SELECT area, source, reason, customers, with_data, fresh, share, mrr_share, newest, last_loaded_at, is_stale FROM marts.data_maturity
WHERE dimension = 'all' ORDER BY area, source`, func(c *web.AreaCoverage) []any {
			return []any{&c.Area, text{&c.Source}, text{&c.Reason}, &c.Customers, &c.WithData, &c.Fresh, &c.Share, &c.MRRShare, day{&c.Newest}, day{&c.Loaded}, flag{&c.Stale}}
		})
		if err != nil {
			return nil, err
		}
		for i, c := range all {
			switch {
			case c.Area == "all":
				t.whole = &all[i]
			case c.Source != "all" || c.Reason != "":
				t.areas = append(t.areas, c)
			}
		}
		type match struct {
			rate    *float64
			records int64
		}
		m, err := one(ctx, db, `SELECT match_rate, coalesce(records, 0) FROM marts.matching`, func(m *match) []any { return []any{&m.rate, &m.records} })
		if m != nil {
			t.matched, t.records = m.rate, m.records
		}
		return t, err
	})
}

// quality is how far the data can be trusted.
func (s *Site) quality(ctx context.Context, v *visit) (web.Page, error) {
	b, err := v.published()
	if err != nil {
		return nil, err
	}
	page := web.Quality{Frame: v.frame}
	page.Title = "Data quality"
	checks, err := failing(ctx, b)
	if err != nil {
		return nil, err
	}
	t, err := coverage(ctx, b)
	if err != nil {
		return nil, err
	}
	page.Failing, page.Passed, page.Held = checks.failing, checks.passed, checks.held
	page.Coverage, page.Complete, page.Matched, page.Records = t.areas, t.whole, t.matched, t.records
	if page.Streams, err = freshness(ctx, b); err != nil {
		return nil, err
	}
	page.HeldRun, err = s.opts.Pipeline.HeldRun()
	return page, err
}

// check are the rows one check failed.
func (s *Site) check(ctx context.Context, v *visit) (web.Page, error) {
	b, err := v.published()
	if err != nil {
		return nil, err
	}
	found, err := one(ctx, b.db, checkSQL+` WHERE check_name = ?`, checkInto, v.request.URL.Query().Get("name"))
	if err != nil {
		return nil, err
	}
	if found == nil {
		return nil, notFound("There is no such check.")
	}
	page := web.CheckPage{Frame: v.frame, Check: *found}
	page.Title = found.Name
	type row struct {
		web.FailedRow
		customer string
	}
	rows, err := list(ctx, b.db, `SELECT key, detail, customer_id, CAST(amount AS DOUBLE) FROM marts.failing_rows WHERE check_name = ? ORDER BY position`, func(r *row) []any {
		return []any{text{&r.Key}, text{&r.Detail}, text{&r.customer}, &r.Amount}
	}, found.Name)
	for _, r := range rows {
		if r.customer != "" {
			r.Customer = v.named(ctx, r.customer)
		}
		page.Rows = append(page.Rows, r.FailedRow)
	}
	page.More = found.Failed - int64(len(rows))
	return page, err
}
