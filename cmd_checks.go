package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"quarterdeck/pipeline"
)

func (a *app) checksCommand() *cobra.Command {
	var all, asJSON bool
	cmd := &cobra.Command{
		Use:   "checks [CHECK]",
		Short: "Show what the data checks of the newest build found, or the rows one of them failed",
		Long: `Show what the data checks of the newest build found: of the publication or, when a
check has held a newer build back, of that build. With the name of a check, the
failing rows by their key, with customer and money where the check tells them.
A part of a name will do where only one check has it.`,
		Example: "  quarterdeck checks\n  quarterdeck checks unmatched_billing",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.withChecks(cmd.Context(), asJSON, func(c checksOf) error {
				if len(args) == 1 {
					return c.rows(cmd.Context(), args[0])
				}
				return c.list(cmd.Context(), all)
			})
		},
	}
	cmd.Flags().BoolVar(&all, "all", false, "list the checks that passed as well")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the result as JSON")
	return cmd
}

// checksOf are the checks of one build.
type checksOf struct {
	app    *app
	db     *sql.DB
	run    string // of a held build; empty for the publication
	asJSON bool
}

func (a *app) withChecks(ctx context.Context, asJSON bool, work func(checksOf) error) error {
	return a.with(func(p *pipeline.Pipeline) error {
		db, run, err := p.OpenHeld(ctx)
		if errors.Is(err, pipeline.ErrNothingHeld) {
			db, err = p.OpenCurrent(ctx)
		}
		if err != nil {
			return err
		}
		defer db.Close() // read-only: nothing can be lost
		if run != "" && !asJSON {
			fmt.Fprintf(a.stdout, "the build of run %s is held back; this is what its checks found\n\n", run)
		}
		return work(checksOf{a, db, run, asJSON})
	})
}

// list shows a line per check: what it holds, how many rows of how many failed, and the first.
func (c checksOf) list(ctx context.Context, all bool) error {
	columns, rows, err := readAll(ctx, c.db, `
SELECT check_name, severity, failed, total, holds, detail, meaning
FROM marts.data_quality ORDER BY failed = 0, severity, check_name`)
	if err != nil {
		return fmt.Errorf("read checks: %w", err)
	}
	if c.asJSON {
		return writeJSON(c.app.stdout, columns, rows)
	}
	var shown [][]string
	passed := 0
	for _, row := range printed(rows) {
		if row[2] == "0" {
			passed++
			if !all {
				continue
			}
		}
		shown = append(shown, []string{row[0], row[1], outOf(row[2], row[3]), holds(row[1], row[2], row[4]), shorten(row[5], 100)})
	}
	if len(shown) > 0 {
		if err := printTable(c.app.stdout, []string{"CHECK", "SEVERITY", "FAILED", "HOLDS", "FIRST"}, shown); err != nil {
			return err
		}
		fmt.Fprintln(c.app.stdout)
	}
	fmt.Fprintf(c.app.stdout, "%d of %d checks passed\n", passed, len(rows))
	if passed < len(rows) {
		fmt.Fprintln(c.app.stdout, "quarterdeck checks CHECK lists its failing rows")
	}
	return nil
}

// holds is what a check holds back: so many customers' reports, or, where an error
// names none, the whole publication.
func holds(severity, failed, customers string) string {
	if severity == "error" && failed != "0" && customers == "0" {
		return "all"
	}
	return customers
}

// rows shows the rows a check failed.
func (c checksOf) rows(ctx context.Context, name string) error {
	check, err := c.find(ctx, name)
	if err != nil {
		return err
	}
	columns, rows, err := readAll(ctx, c.db, `
SELECT key, customer_id, CAST(amount AS DECIMAL(18, 2)) AS amount, detail
FROM marts.failing_rows WHERE check_name = ? ORDER BY position`, check[0])
	if err != nil {
		return fmt.Errorf("read failing rows: %w", err)
	}
	if c.asJSON {
		return writeJSON(c.app.stdout, columns, rows)
	}
	fmt.Fprintf(c.app.stdout, "%s (%s): %s\n%s rows fail\n", check[0], check[1], check[4], outOf(check[2], check[3]))
	if len(rows) == 0 {
		return nil
	}
	fmt.Fprintln(c.app.stdout)
	if err := printTable(c.app.stdout, []string{"KEY", "CUSTOMER", "AMOUNT", "DETAIL"}, printed(rows)); err != nil {
		return err
	}
	if count(len(rows)) != check[2] && len(rows) >= 1000 {
		fmt.Fprintln(c.app.stdout, "… and more: the first thousand are kept")
	}
	return nil
}

// find is the check of a name, or the one whose name has it as a part: its name,
// severity, failed and total rows, and meaning.
func (c checksOf) find(ctx context.Context, name string) ([]string, error) {
	_, rows, err := readAll(ctx, c.db, "SELECT check_name, severity, failed, total, meaning FROM marts.data_quality ORDER BY check_name")
	if err != nil {
		return nil, fmt.Errorf("read checks: %w", err)
	}
	var like [][]string
	for _, row := range printed(rows) {
		if row[0] == name {
			return row, nil
		}
		if strings.Contains(row[0], name) {
			like = append(like, row)
		}
	}
	switch len(like) {
	case 0:
		return nil, usagef("there is no check %q; quarterdeck checks --all lists them", name)
	case 1:
		return like[0], nil
	}
	names := make([]string, len(like))
	for i, row := range like {
		names[i] = row[0]
	}
	return nil, usagef("%d checks are named like %q: %s", len(like), name, shorten(strings.Join(names, ", "), 300))
}

// outOf is how many rows of how many; a check of many tables at once has no total.
func outOf(failed, total string) string {
	if total == "0" {
		return failed
	}
	return failed + " of " + total
}
