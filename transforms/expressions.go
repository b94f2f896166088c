package transforms

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// SegmentError is a segment expression that cannot be used.
type SegmentError struct {
	// At is where the configuration has the segment.
	At, Segment string
	Err         error
	// Mend says what to do about it.
	Mend string
}

func (e *SegmentError) Error() string {
	text := fmt.Sprintf("segment %s: %v", e.Segment, e.Err)
	if e.At != "" {
		text = e.At + ": " + text
	}
	if e.Mend != "" {
		text += "; " + e.Mend
	}
	return text
}

func (e *SegmentError) Unwrap() error { return e.Err }

// expressionFunctions are what an expression may call: functions of its arguments
// alone, so that the same customer gets the same segment every night.
func expressionFunctions() []string {
	return strings.Fields(`+ - * / % // ** || ~~ !~~ ~~* !~~* ~~~ regexp_full_match
		abs ceil ceiling floor greatest least ln log log10 mod pow power round sign sqrt trunc
		array_extract concat concat_ws contains ends_with ilike_escape instr left length like_escape lower lpad ltrim not_ilike_escape not_like_escape
		prefix regexp_extract regexp_matches regexp_replace replace reverse right rpad rtrim split_part starts_with strip_accents strpos
		substr substring suffix trim upper
		date_diff date_part date_sub date_trunc datediff datepart datesub datetrunc day dayofweek isodow last_day make_date month quarter strftime
		to_days to_months to_years week year
		if ifnull list_value nullif`)
}

// expressionNodes are the parts an expression may be made of.
func expressionNodes() []string {
	return []string{"CASE", "COMPARISON", "CONJUNCTION", "CONSTANT", "COLUMN_REF", "FUNCTION", "CAST", "OPERATOR", "BETWEEN"}
}

// checkExpressions refuses every segment expression that is no SQL, reads anything
// but the customer's own columns and attributes, or calls a function that is not of
// its arguments alone. It knows no data: what only some value breaks is found to be
// '(none)' at night.
func checkExpressions(ctx context.Context, s Settings) (problems []*SegmentError, err error) {
	expressions := slices.DeleteFunc(slices.Clone(s.Segments), func(d Segment) bool { return d.Expression == "" })
	if len(expressions) == 0 {
		return nil, nil
	}
	db, err := openDatabase(ctx, Options{})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.exec(ctx, s.expressionTable()); err != nil {
		return nil, fmt.Errorf("declare what segments read: %w", err)
	}
	for _, d := range expressions {
		if problem := db.checkExpression(ctx, s, d); problem != nil {
			problems = append(problems, problem)
		}
	}
	return problems, nil
}

// expressionTable declares, as a table, what an expression may read.
func (s Settings) expressionTable() string {
	types := s.expressionAttributes()
	var defs []string
	for _, c := range expressionColumns() {
		if _, shadowed := types[c.Name]; !shadowed {
			defs = append(defs, fmt.Sprintf("%q %s", c.Name, c.Type))
		}
	}
	for _, name := range sortedKeys(types) {
		defs = append(defs, fmt.Sprintf("%q %s", name, attributeColumn(types[name]).Type))
	}
	return "CREATE TABLE core.expression_inputs (" + strings.Join(defs, ", ") + ")"
}

func (db *database) checkExpression(ctx context.Context, s Settings, d Segment) *SegmentError {
	problem := func(mend, format string, args ...any) *SegmentError {
		return &SegmentError{At: d.At, Segment: d.Name, Err: fmt.Errorf(format, args...), Mend: mend}
	}
	tree, err := db.parse(ctx, d.Expression)
	if err != nil {
		return problem("write one SQL expression, such as CASE WHEN plan = 'Enterprise' THEN 'high touch' ELSE 'tech touch' END", "%w", err)
	}
	known := sortedKeys(s.expressionAttributes())
	for _, c := range expressionColumns() {
		known = append(known, c.Name)
	}
	switch name, what := tree.refused(known); what {
	case "column":
		return problem("it may read "+strings.Join(known, ", ")+"; add another under the source's attributes", "there is no column or attribute %s", name)
	case "function":
		return problem("call only functions of the values, such as lower, round or date_diff", "function %s cannot be used here", name)
	case "part":
		return problem("write one expression of the customer's columns and attributes", "it contains a %s", name)
	}
	err = db.exec(ctx, "SELECT CAST((\n"+d.Expression+"\n) AS VARCHAR) FROM core.expression_inputs")
	if err != nil {
		message, _, _ := strings.Cut(err.Error(), "\n")
		return problem("mend the expression, or give an attribute its type where the source declares it", "%s", message)
	}
	return nil
}

// syntaxNode is a part of a parsed expression.
type syntaxNode map[string]any

// parse gives the syntax tree of an expression.
func (db *database) parse(ctx context.Context, expression string) (syntaxNode, error) {
	var text string
	query := "SELECT CAST(json_serialize_sql(" + literal("SELECT (\n"+expression+"\n)") + ") AS VARCHAR)"
	if err := db.scan(ctx, query, &text); err != nil {
		return nil, fmt.Errorf("read expression: %w", err)
	}
	var parsed struct {
		Error        bool
		ErrorMessage string `json:"error_message"`
		Statements   []struct {
			Node struct {
				SelectList []syntaxNode `json:"select_list"`
			}
		}
	}
	if err := json.Unmarshal([]byte(text), &parsed); err != nil {
		return nil, fmt.Errorf("read expression: %w", err)
	}
	if parsed.Error {
		return nil, errors.New(parsed.ErrorMessage)
	}
	if len(parsed.Statements) != 1 || len(parsed.Statements[0].Node.SelectList) != 1 {
		return nil, errors.New("this is not one expression")
	}
	return parsed.Statements[0].Node.SelectList[0], nil
}

// refused finds the first part that may not be there: the name of a column or
// function, or the kind of part.
func (n syntaxNode) refused(columns []string) (name, what string) {
	class, isNode := n["class"].(string)
	if isNode && !slices.Contains(expressionNodes(), class) {
		return strings.ToLower(class), "part"
	}
	switch class {
	case "COLUMN_REF":
		var path []string
		parts, _ := n["column_names"].([]any)
		for _, part := range parts {
			path = append(path, fmt.Sprint(part))
		}
		if name = strings.Join(path, "."); len(path) != 1 || !slices.Contains(columns, strings.ToLower(name)) {
			return name, "column"
		}
	case "FUNCTION":
		if name = fmt.Sprint(n["function_name"]); !slices.Contains(expressionFunctions(), name) {
			return name, "function"
		}
	}
	for _, key := range sortedKeys(n) {
		if name, what = refusedIn(n[key], columns); what != "" {
			return name, what
		}
	}
	return "", ""
}

func refusedIn(value any, columns []string) (name, what string) {
	switch v := value.(type) {
	case map[string]any:
		return syntaxNode(v).refused(columns)
	case []any:
		for _, one := range v {
			if name, what = refusedIn(one, columns); what != "" {
				return name, what
			}
		}
	}
	return "", ""
}
