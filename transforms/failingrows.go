package transforms

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// keptFailingRows is how many failing rows of each check marts.failing_rows keeps.
const keptFailingRows = 1000

// keepFailingRows stores the first rows, by key, of a query with the columns key,
// customer_id, amount and detail.
func (db *database) keepFailingRows(ctx context.Context, s Settings, result CheckResult, rows string) error {
	return db.exec(ctx, fmt.Sprintf(`INSERT INTO marts.failing_rows
SELECT DATE %s, %s, %s, row_number() OVER rows, key, customer_id, amount, detail FROM (
%s
) WINDOW rows AS (ORDER BY key, customer_id, amount, detail) ORDER BY 4 LIMIT %d`,
		literal(s.AsOf.Format(time.DateOnly)), literal(result.Name), literal(string(result.Severity)), rows, keptFailingRows))
}

// failingModelRows are the rows of a table that break one of its own checks.
func failingModelRows(m *model, c columnCheck) string {
	return fmt.Sprintf("SELECT DISTINCT %s AS key, NULL AS customer_id, NULL AS amount, NULL AS detail FROM %s WHERE %s",
		m.keyText(), m.name, c.failing(m.name))
}

// failingPlainRows are the rows a plain check found, in the columns it gave.
func failingPlainRows(has []string) string {
	column := func(name, as string) string {
		if slices.Contains(has, name) {
			return fmt.Sprintf("CAST(%q AS %s)", name, as)
		}
		return "CAST(NULL AS " + as + ")"
	}
	return fmt.Sprintf("SELECT %s AS key, %s AS customer_id, %s AS amount, %s AS detail FROM failing",
		shownKey(has), column("customer_id", "VARCHAR"), column("amount", "DECIMAL(18, 6)"), column("detail", "VARCHAR"))
}
