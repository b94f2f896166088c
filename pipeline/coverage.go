package pipeline

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// CoverageOptions choose what of the coverage by data is wanted.
type CoverageOptions struct {
	// Dimension parts the customers; all is the total.
	Dimension string
	Clocks    Clocks
}

// Coverage is of how many paying customers of a segment a source has data.
type Coverage struct {
	AsOf      string `json:"as_of"`
	Dimension string `json:"dimension"`
	Segment   string `json:"segment"`
	// Area is all where it is asked who has data in each of the five.
	Area string `json:"area"`
	// Source is all for any source of the area.
	Source    string   `json:"source"`
	Customers int      `json:"customers"`
	Known     int      `json:"known"`
	WithData  int      `json:"with_data"`
	Fresh     int      `json:"fresh"`
	MRR       float64  `json:"mrr"`
	Share     *float64 `json:"share"`
	MRRShare  *float64 `json:"mrr_share"`
	Newest    string   `json:"newest,omitempty"`
	LoadedAt  string   `json:"last_loaded_at,omitempty"`
	Stale     bool     `json:"is_stale"`
	Reason    string   `json:"reason,omitempty"`
}

// AccountCoverage is what one source has of one customer.
type AccountCoverage struct {
	AsOf       string `json:"as_of"`
	CustomerID string `json:"customer_id"`
	Area       string `json:"area"`
	Source     string `json:"source"`
	Known      bool   `json:"is_known"`
	HasData    bool   `json:"has_data"`
	Fresh      bool   `json:"is_fresh"`
	Newest     string `json:"newest,omitempty"`
	Records    int64  `json:"records"`
}

// areaOrder puts the areas in the order of a customer's life, the whole of them last.
const areaOrder = "list_position(['crm', 'billing', 'helpdesk', 'survey', 'usage', 'all'], area), source <> 'all', source"

// Coverage says how much of the paying customers each source tells of, by the
// segments of a dimension.
func (p *Pipeline) Coverage(ctx context.Context, opts CoverageOptions) (all []Coverage, err error) {
	marts, err := p.Marts(ctx, opts.Clocks)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, marts.Close()) }()
	if all, err = readCoverage(ctx, marts.DB, opts.Dimension); err != nil {
		return nil, fmt.Errorf("read marts.data_maturity: %w", err)
	}
	if len(all) > 0 || opts.Dimension == "all" {
		return all, nil
	}
	near, err := nearest(ctx, marts.DB, "SELECT DISTINCT dimension AS id, dimension AS also FROM marts.data_maturity", opts.Dimension)
	if err != nil {
		return nil, err
	}
	return nil, &UsageError{fmt.Errorf("there is no dimension %q%s", opts.Dimension, didYouMean(near))}
}

func readCoverage(ctx context.Context, db *sql.DB, dimension string) (all []Coverage, err error) {
	rows, err := db.QueryContext(ctx, `
		SELECT CAST(as_of AS VARCHAR), dimension, segment, area, source, customers, known, with_data, fresh, coalesce(CAST(mrr AS DOUBLE), 0),
		  share, mrr_share, coalesce(CAST(newest AS VARCHAR), ''), coalesce(strftime(last_loaded_at, '%Y-%m-%dT%H:%M:%SZ'), ''),
		  coalesce(is_stale, FALSE), coalesce(reason, '')
		FROM marts.data_maturity
		WHERE dimension = $1
		ORDER BY segment, `+areaOrder, dimension)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var c Coverage
		if err := rows.Scan(&c.AsOf, &c.Dimension, &c.Segment, &c.Area, &c.Source, &c.Customers, &c.Known, &c.WithData, &c.Fresh, &c.MRR,
			&c.Share, &c.MRRShare, &c.Newest, &c.LoadedAt, &c.Stale, &c.Reason); err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, rows.Err()
}

// AccountCoverage says what each source has of one customer.
func (p *Pipeline) AccountCoverage(ctx context.Context, customer string, clocks Clocks) (all []AccountCoverage, err error) {
	marts, err := p.Marts(ctx, clocks)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, marts.Close()) }()
	if all, err = readAccountCoverage(ctx, marts.DB, customer); err != nil {
		return nil, fmt.Errorf("read marts.data_coverage: %w", err)
	}
	if len(all) > 0 {
		return all, nil
	}
	near, err := nearest(ctx, marts.DB, "SELECT customer_id AS id, coalesce(name, customer_id) AS also FROM marts.customers", customer)
	if err != nil {
		return nil, err
	}
	return nil, &UsageError{fmt.Errorf("there is no customer %q%s", customer, didYouMean(near))}
}

func readAccountCoverage(ctx context.Context, db *sql.DB, customer string) (all []AccountCoverage, err error) {
	rows, err := db.QueryContext(ctx, `
		SELECT CAST(as_of AS VARCHAR), customer_id, area, source, is_known, has_data, is_fresh, coalesce(CAST(newest AS VARCHAR), ''), records
		FROM marts.data_coverage
		WHERE customer_id = $1
		ORDER BY `+areaOrder, customer)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var c AccountCoverage
		if err := rows.Scan(&c.AsOf, &c.CustomerID, &c.Area, &c.Source, &c.Known, &c.HasData, &c.Fresh, &c.Newest, &c.Records); err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, rows.Err()
}
