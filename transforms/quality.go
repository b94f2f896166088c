package transforms

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// writeQuality makes marts.data_quality, a row per check, and marts.held_customers,
// a row per customer a check holds.
func (db *database) writeQuality(ctx context.Context, s Settings, checks []CheckResult) error {
	statements := []string{
		`CREATE TABLE marts.data_quality (as_of DATE, check_name VARCHAR, severity VARCHAR, source VARCHAR,
    failed BIGINT, total BIGINT, holds BIGINT, detail VARCHAR, meaning VARCHAR)`,
		`CREATE TABLE marts.held_customers (as_of DATE, customer_id VARCHAR, check_name VARCHAR)`,
	}
	day := "DATE " + literal(s.AsOf.Format(time.DateOnly))
	var quality, held []string
	for _, c := range checks {
		quality = append(quality, fmt.Sprintf("(%s, %s, %s, %s, %d, %d, %d, %s, %s)", day, literal(c.Name), literal(string(c.Severity)),
			literal(c.Source), c.Failed, c.Total, len(c.Holds), literal(c.Detail), literal(c.Meaning)))
		for _, customer := range c.Holds {
			held = append(held, fmt.Sprintf("(%s, %s, %s)", day, literal(customer), literal(c.Name)))
		}
	}
	statements = append(statements, insertAll("marts.data_quality", quality)...)
	statements = append(statements, insertAll("marts.held_customers", held)...)
	for _, statement := range statements {
		if err := db.exec(ctx, statement); err != nil {
			return fmt.Errorf("write data quality: %w", err)
		}
	}
	return nil
}

func insertAll(table string, rows []string) []string {
	if len(rows) == 0 {
		return nil
	}
	return []string{"INSERT INTO " + table + " VALUES\n" + strings.Join(rows, ",\n")}
}
