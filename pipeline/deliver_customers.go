package pipeline

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// customerBook is who looks after each customer, and in which segments it is.
type customerBook map[string]customerEntry

type customerEntry struct {
	owner, email string
	segments     map[string]string // by dimension
}

const bookSQL = `
SELECT c.customer_id, coalesce(c.owner, ''), coalesce(c.csm_email, ''), coalesce(s.dimension, ''), coalesce(s.segment, '')
FROM marts.customers c
CROSS JOIN core.settings t
LEFT JOIN core.segments s ON s.customer_id = c.customer_id AND s.valid_from <= t.as_of AND coalesce(s.valid_to, DATE '9999-12-31') > t.as_of`

func readCustomerBook(ctx context.Context, db *sql.DB) (book customerBook, err error) {
	rows, err := db.QueryContext(ctx, bookSQL)
	if err != nil {
		return nil, fmt.Errorf("read owners of customers: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	book = customerBook{}
	for rows.Next() {
		var id, dimension, segment string
		var entry customerEntry
		if err := rows.Scan(&id, &entry.owner, &entry.email, &dimension, &segment); err != nil {
			return nil, fmt.Errorf("read owners of customers: %w", err)
		}
		if known, is := book[id]; is {
			entry = known
		} else {
			entry.segments = map[string]string{}
		}
		if dimension != "" {
			entry.segments[dimension] = segment
		}
		book[id] = entry
	}
	return book, rows.Err()
}
