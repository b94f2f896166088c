package pipeline

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// whyNoFigures says which choice no figure of the metric has, and what there is
// instead; nil where every choice is known and only their combination is empty.
func whyNoFigures(ctx context.Context, db *sql.DB, o FiguresOptions) error {
	type choice struct {
		column, chosen, noun string
		among                FiguresOptions
	}
	var choices []choice
	all := FiguresOptions{Metric: o.Metric}
	if o.Customer != "" {
		choices = append(choices, choice{"customer_id", o.Customer, "customer", all})
	}
	if o.Span != "" {
		choices = append(choices, choice{"span", o.Span, "span", all})
	}
	if dimension, segment, both := strings.Cut(o.Segment, "="); o.Segment != "" {
		choices = append(choices, choice{"dimension", dimension, "dimension", all})
		if both {
			choices = append(choices, choice{"segment", segment, "segment of " + dimension, FiguresOptions{Metric: o.Metric, Segment: dimension}})
		}
	}
	for _, choice := range choices {
		known, err := figureValues(ctx, db, choice.column, choice.among)
		if err != nil {
			return err
		}
		if known[choice.chosen] {
			continue
		}
		text := fmt.Sprintf("no figure has the %s %q", choice.noun, choice.chosen)
		if o.Metric != "" {
			text = fmt.Sprintf("no figure of %s has the %s %q", o.Metric, choice.noun, choice.chosen)
		}
		if list := slices.Sorted(maps.Keys(known)); choice.column != "customer_id" && len(list) > 0 && len(list) <= mostNamed {
			text += "; have " + strings.Join(list, ", ")
		}
		return &UsageError{fmt.Errorf("%s", text)}
	}
	return nil
}

// mostNamed is how many values a message names.
const mostNamed = 30

// figureValues are the values a column has in the figures chosen.
func figureValues(ctx context.Context, db *sql.DB, column string, among FiguresOptions) (map[string]bool, error) {
	where, args := among.where()
	rows, err := db.QueryContext(ctx, "SELECT DISTINCT "+column+" FROM marts.figures "+where+" AND "+column+" IS NOT NULL", args...)
	if err != nil {
		return nil, fmt.Errorf("read figures: %w", err)
	}
	defer rows.Close()
	known := map[string]bool{}
	for rows.Next() {
		var value string
		if err := rows.Scan(&value); err != nil {
			return nil, fmt.Errorf("read figures: %w", err)
		}
		known[value] = true
	}
	return known, rows.Err()
}
