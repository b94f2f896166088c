package transforms

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// shownKeys is how many failing keys a check's detail lists.
const shownKeys = 10

// runChecks runs the checks of a phase: every model's in the order the models were
// built, then the plain checks by name.
func (b *builder) runChecks(ctx context.Context, part phase) error {
	for _, m := range part.models {
		if err := b.checkModel(ctx, m); err != nil {
			return err
		}
		b.tell(ctx, "checked table", "table", m.name)
	}
	for _, c := range part.checks {
		name := c.name
		result, has, err := b.db.checkPlain(ctx, c)
		if err == nil && result.Failed > 0 {
			if err = b.db.keepFailingRows(ctx, b.opts.Settings, result, failingPlainRows(has)); err != nil {
				err = newModelError(c.name, c.file, 0, fmt.Errorf("keep failing rows: %w", err))
			}
		}
		if err != nil {
			return err
		}
		b.report.Checks = append(b.report.Checks, result)
		b.tell(ctx, "ran check", "check", name)
	}
	return nil
}

// tell logs a step that is done.
func (b *builder) tell(ctx context.Context, message string, about ...any) {
	if b.opts.Log != nil {
		b.opts.Log.DebugContext(ctx, message, about...)
	}
}

// checkModel runs a model's checks and keeps the rows that fail.
func (b *builder) checkModel(ctx context.Context, m *model) error {
	if !m.view && b.rows[m.name] == 0 {
		b.report.Checks = append(b.report.Checks, m.nothingChecked()...)
		return nil
	}
	results, err := b.db.checkModel(ctx, m)
	if err != nil {
		return err
	}
	checks := m.allChecks()
	for i, result := range results {
		if result.Failed == 0 {
			continue
		}
		if err := b.db.keepFailingRows(ctx, b.opts.Settings, result, failingModelRows(m, checks[i])); err != nil {
			return newModelError(m.name, m.file, 0, fmt.Errorf("keep failing rows: %w", err))
		}
	}
	b.report.Checks = append(b.report.Checks, results...)
	return nil
}

// nothingChecked are the results of a model without rows: nothing can fail in it.
func (m *model) nothingChecked() []CheckResult {
	var results []CheckResult
	for _, c := range m.allChecks() {
		results = append(results, m.result(c))
	}
	return results
}

// result is what a check of the model says before a row was looked at.
func (m *model) result(c columnCheck) CheckResult {
	return CheckResult{Name: m.name + "." + c.text, Severity: c.severity, Source: m.name, Meaning: m.grain}
}

// allChecks are a model's checks, the uniqueness of its key first.
func (m *model) allChecks() []columnCheck {
	unique := columnCheck{kind: "unique", severity: SeverityError, columns: m.key, text: "unique(" + strings.Join(m.key, ", ") + ")"}
	return append([]columnCheck{unique}, m.checks...)
}

// keyText is a row's key as text.
func (m *model) keyText() string { return "concat_ws(' / ', " + strings.Join(m.key, ", ") + ")" }

// checkModel tells the failing rows of all of a model's checks in one scan and
// only then looks up the keys of those that fail. Those who read a view check its rows.
func (db *database) checkModel(ctx context.Context, m *model) ([]CheckResult, error) {
	if m.view {
		return nil, nil
	}
	checks := m.allChecks()
	counts := []string{"count(*)"}
	for _, c := range checks {
		counts = append(counts, c.countSQL(m.name))
	}
	failed := make([]int64, len(counts))
	into := make([]any, len(counts))
	for i := range failed {
		into[i] = &failed[i]
	}
	if err := db.scan(ctx, fmt.Sprintf("SELECT %s\nFROM %s", strings.Join(counts, ",\n"), m.name), into...); err != nil {
		return nil, newModelError(m.name, m.file, 0, fmt.Errorf("run checks: %w", err))
	}
	results := make([]CheckResult, 0, len(checks))
	for i, c := range checks {
		result := m.result(c)
		result.Failed, result.Total = failed[i+1], failed[0]
		if c.kind == "unique" && result.Failed > 0 {
			if err := db.scan(ctx, "SELECT "+c.repeatedSQL(m.name), &result.Failed); err != nil {
				return nil, newModelError(m.name, m.file, 0, fmt.Errorf("run checks: %w", err))
			}
		}
		if result.Failed > 0 {
			detail, err := db.failingKeys(ctx, m, c, result.Failed)
			if err != nil {
				return nil, err
			}
			result.Detail = detail
			result.Blocks = c.severity == SeverityError
		}
		results = append(results, result)
	}
	return results, nil
}

// repeatedSQL counts the keys that are not unique.
func (c columnCheck) repeatedSQL(table string) string {
	list := strings.Join(c.columns, ", ")
	return fmt.Sprintf("(SELECT count(*) FROM (SELECT %[1]s FROM %[2]s GROUP BY %[1]s HAVING count(*) > 1))", list, table)
}

// countSQL counts failing rows as one column of a scan over the table. Of unique
// it only tells whether to count: distinct hashes, cheaper than distinct keys,
// prove that no key is repeated.
func (c columnCheck) countSQL(table string) string {
	switch c.kind {
	case "unique":
		return fmt.Sprintf("count(*) - count(DISTINCT hash(%s))", strings.Join(c.columns, ", "))
	case "references":
		return fmt.Sprintf("(SELECT count(*) FROM %s WHERE %s)", table, c.failing(table))
	default:
		return fmt.Sprintf("count(*) FILTER (WHERE %s)", c.failing(table))
	}
}

func (db *database) failingKeys(ctx context.Context, m *model, c columnCheck, failed int64) (string, error) {
	keys, err := db.strings(ctx, fmt.Sprintf("SELECT DISTINCT %s AS k FROM %s WHERE %s ORDER BY k LIMIT %d",
		m.keyText(), m.name, c.failing(m.name), shownKeys))
	if err != nil {
		return "", newModelError(m.name, m.file, 0, fmt.Errorf("list failing keys: %w", err))
	}
	return listed(keys, failed), nil
}

// checkPlain leaves the failing rows in the table failing and tells its columns.
func (db *database) checkPlain(ctx context.Context, c *plainCheck) (result CheckResult, has []string, err error) {
	result = CheckResult{Name: c.name, Severity: c.severity, Source: c.source, Meaning: c.meaning}
	if err := db.exec(ctx, "CREATE OR REPLACE TEMP TABLE failing AS SELECT * FROM (\n"+c.text+"\n)"); err != nil {
		return result, nil, newModelError(c.name, c.file, 1, err)
	}
	if c.total != "" {
		if err := db.scan(ctx, c.totalSQL(), &result.Total); err != nil {
			return result, nil, newModelError(c.name, c.file, 0, fmt.Errorf("count total: %w", err))
		}
	}
	has, err = db.columns(ctx, "failing")
	if err == nil {
		err = db.summarize(ctx, c, has, &result)
	}
	if err != nil {
		return result, nil, newModelError(c.name, c.file, 0, err)
	}
	return result, has, nil
}

// summarize turns the failing rows into counts, holds and detail.
func (db *database) summarize(ctx context.Context, c *plainCheck, has []string, result *CheckResult) error {
	failed, amount, unowned := "count(*)", "''", "count(*)"
	if slices.Contains(has, "failed") {
		failed = "coalesce(CAST(sum(failed) AS BIGINT), 0)"
	}
	if slices.Contains(has, "amount") {
		amount = "coalesce(CAST(CAST(sum(amount) AS DECIMAL(18, 2)) AS VARCHAR), '')"
	}
	if slices.Contains(has, "customer_id") {
		unowned = "count(*) FILTER (WHERE customer_id IS NULL)"
	}
	var money string
	var rowsWithoutCustomer int64
	summary := fmt.Sprintf("SELECT %s, %s, %s FROM failing", failed, amount, unowned)
	if err := db.scan(ctx, summary, &result.Failed, &money, &rowsWithoutCustomer); err != nil || result.Failed == 0 {
		return err
	}
	keys, err := db.strings(ctx, detailSQL(has))
	if err != nil {
		return err
	}
	result.Detail = listed(keys, result.Failed)
	if money != "" {
		result.Detail = "amount " + money + ": " + result.Detail
	}
	if c.severity != SeverityError {
		return nil
	}
	result.Blocks = rowsWithoutCustomer > 0
	if slices.Contains(has, "customer_id") {
		result.Holds, err = db.strings(ctx, "SELECT DISTINCT customer_id FROM failing WHERE customer_id IS NOT NULL ORDER BY 1")
	}
	return err
}

// detailSQL shows of each failing row its key and, in brackets, its detail.
func detailSQL(has []string) string {
	shown := shownKey(has)
	if slices.Contains(has, "detail") {
		shown += " || coalesce(' (' || CAST(detail AS VARCHAR) || ')', '')"
	}
	return fmt.Sprintf("SELECT %s AS shown FROM failing ORDER BY shown LIMIT %d", shown, shownKeys)
}

// shownKey names a failing row: by its column key, or else by its first.
func shownKey(has []string) string {
	key := has[0]
	if slices.Contains(has, "key") {
		key = "key"
	}
	return fmt.Sprintf("coalesce(CAST(%q AS VARCHAR), '(null)')", key)
}

func listed(keys []string, failed int64) string {
	text := strings.Join(keys, ", ")
	if int64(len(keys)) < failed && len(keys) == shownKeys {
		text += ", …"
	}
	return text
}

// columns names a table's columns. It does not ask the catalog, which would list
// those of every table there is.
func (db *database) columns(ctx context.Context, table string) ([]string, error) {
	rows, err := db.conn.QueryContext(ctx, "SELECT * FROM "+table+" LIMIT 0")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	return rows.Columns()
}

// strings reads the one text column of a query.
func (db *database) strings(ctx context.Context, query string) ([]string, error) {
	rows, err := db.conn.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}
