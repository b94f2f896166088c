package transforms

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// qualityTables are where the checks leave what they find: marts.data_quality has a
// row per check, marts.held_customers one per customer a check holds, and
// marts.failing_rows the rows that failed, by their key, with the customer, the
// money and a word on each where the check tells them. They are there from the
// start and filled by the checks; what reads them is made after those.
func qualityTables() map[string]string {
	return map[string]string{
		"marts.data_quality": `as_of DATE, check_name VARCHAR, severity VARCHAR, source VARCHAR,
    failed BIGINT, total BIGINT, holds BIGINT, detail VARCHAR, meaning VARCHAR`,
		"marts.held_customers": "as_of DATE, customer_id VARCHAR, check_name VARCHAR",
		"marts.failing_rows": `as_of DATE, check_name VARCHAR, severity VARCHAR, position BIGINT,
    key VARCHAR, customer_id VARCHAR, amount DECIMAL(18, 6), detail VARCHAR`,
	}
}

func (db *database) createQuality(ctx context.Context) error {
	tables := qualityTables()
	for _, name := range sortedKeys(tables) {
		if err := db.exec(ctx, "CREATE TABLE "+name+" ("+tables[name]+")"); err != nil {
			return fmt.Errorf("create %s: %w", name, err)
		}
	}
	return nil
}

// writeQuality records what checks found.
func (db *database) writeQuality(ctx context.Context, s Settings, checks []CheckResult) error {
	var statements []string
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
