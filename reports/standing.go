package reports

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Standing is what decides whether a customer's review may leave, beside what is in
// it. No page prints it.
type Standing struct {
	// Checks are the data checks that hold the customer, by name.
	Checks []string
	// Left is set when the customer pays nothing on the as-of day.
	Left bool
}

// ReadStandings reads the standing of every customer that has one to speak of, by id.
func ReadStandings(ctx context.Context, db *sql.DB) (standings map[string]Standing, err error) {
	rows, err := db.QueryContext(ctx, `
SELECT customer_id, '', NOT paying FROM marts.customers WHERE NOT paying
UNION ALL SELECT DISTINCT customer_id, check_name, FALSE FROM marts.held_customers
ORDER BY 1, 2`)
	if err != nil {
		return nil, fmt.Errorf("read standings: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	standings = map[string]Standing{}
	for rows.Next() {
		var id, check string
		var left bool
		if err := rows.Scan(&id, &check, &left); err != nil {
			return nil, fmt.Errorf("read standings: %w", err)
		}
		s := standings[id]
		s.Left = s.Left || left
		if check != "" {
			s.Checks = append(s.Checks, check)
		}
		standings[id] = s
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read standings: %w", err)
	}
	return standings, nil
}
