package transforms

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// todaysColumns are the columns of a customer that change in its life and of which
// only the newest value is known.
func todaysColumns() []string { return []string{"lifecycle_stage", "owner", "owner_email"} }

// TodaysSegments finds the expression segments that judge the past by a value of
// today. Nothing is wrong with them for levels; but a rate from start to end would
// count customers by what became of them: all that left are in the segment of those
// that left. Expressions that cannot be used are passed over.
func TodaysSegments(ctx context.Context, s Settings) (found []*ExpressionError, err error) {
	db, err := openDatabase(ctx, Options{})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	for _, d := range s.Segments {
		if d.Expression == "" {
			continue
		}
		tree, err := db.parse(ctx, d.Expression)
		if err != nil {
			continue
		}
		read := slices.DeleteFunc(tree.columns(), func(name string) bool {
			_, isAttribute := s.expressionAttributes()[name]
			return isAttribute || !slices.Contains(todaysColumns(), name)
		})
		if len(read) > 0 {
			slices.Sort(read)
			names := strings.Join(slices.Compact(read), ", ")
			found = append(found, &ExpressionError{
				At: d.At, Subject: "segment " + d.Name,
				Err:  fmt.Errorf("it reads %s, of which only today's value is known, so customers count in the past as what they are now", names),
				Mend: "declare the field under the source's attributes, which keep their history, and read that instead",
			})
		}
	}
	return found, nil
}

// columns are the names a parsed expression reads, in lower case.
func (n syntaxNode) columns() []string {
	var names []string
	if n["class"] == "COLUMN_REF" {
		parts, _ := n["column_names"].([]any)
		for _, part := range parts {
			names = append(names, strings.ToLower(fmt.Sprint(part)))
		}
		return names
	}
	for _, key := range sortedKeys(n) {
		names = append(names, columnsIn(n[key])...)
	}
	return names
}

func columnsIn(value any) []string {
	var names []string
	switch v := value.(type) {
	case map[string]any:
		return syntaxNode(v).columns()
	case []any:
		for _, one := range v {
			names = append(names, columnsIn(one)...)
		}
	}
	return names
}
