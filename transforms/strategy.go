package transforms

import (
	"io/fs"
	"strconv"
)

// StrategyLink is an arrow of the strategy map: more of the driver's measure is
// expected to go with more (plus) or less (minus) of the outcome's, so many months
// later. Without a measure at both ends it cannot be tested.
type StrategyLink struct {
	From, To               string // objectives
	FromMeasure, ToMeasure string // metrics; empty where the objective has none
	Expected               string // plus or minus
	LagMonths              int
	Kind                   string // hypothesis, feedback or arithmetic
}

// strategyCanon are the tables of the strategy map that come from the configuration.
func strategyCanon() []CanonicalTable {
	return []CanonicalTable{
		// place is the order of the configuration. kind is hypothesis, feedback (which
		// may point downwards) or arithmetic (true by its formula, never tested).
		{Name: "strategy_links", Key: []string{"place"}, Columns: columns(
			"place INTEGER, from_objective VARCHAR, to_objective VARCHAR, from_measure VARCHAR, to_measure VARCHAR, " +
				"expected VARCHAR, lag_months INTEGER, kind VARCHAR")},
	}
}

func (s Settings) linkRows() [][]string {
	var rows [][]string
	for i, l := range s.Links {
		rows = append(rows, []string{
			strconv.Itoa(i + 1), literal(l.From), literal(l.To), literalOrNull(l.FromMeasure), literalOrNull(l.ToMeasure),
			literal(l.Expected), strconv.Itoa(l.LagMonths), literal(l.Kind),
		})
	}
	return rows
}

// literalOrNull is a text as SQL; an empty one is null.
func literalOrNull(s string) string {
	if s == "" {
		return "NULL"
	}
	return literal(s)
}

// DefinedMetrics are the names of all metrics, the user's own among them.
func DefinedMetrics(overrides fs.FS) ([]string, error) {
	c, err := loadCatalog(overrides)
	if err != nil {
		return nil, err
	}
	return sortedKeys(c.definitions), nil
}
