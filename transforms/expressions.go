package transforms

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// ExpressionError is an expression of the configuration that cannot be used.
type ExpressionError struct {
	// At is where the configuration has it, Subject what it belongs to, such as
	// segment motion.
	At, Subject string
	Err         error
	// Mend says what to do about it.
	Mend string
}

func (e *ExpressionError) Error() string {
	text := fmt.Sprintf("%s: %v", e.Subject, e.Err)
	if e.At != "" {
		text = e.At + ": " + text
	}
	if e.Mend != "" {
		text += "; " + e.Mend
	}
	return text
}

func (e *ExpressionError) Unwrap() error { return e.Err }

// scope is what an expression may read: columns by their names in lower case.
type scope struct {
	columns []Column
	// mend says how to get a column that is not there.
	mend string
}

func (s scope) names() []string {
	names := make([]string, len(s.columns))
	for i, c := range s.columns {
		names[i] = c.Name
	}
	return names
}

// expression is SQL of the configuration, over one row of a scope and nothing else.
type expression struct {
	at, subject, text string
	scope             scope
	// gives is the type its value is cast to, example one that is right.
	gives, example string
	// drop takes what it belongs to out of the settings.
	drop func(*Settings)
}

// expressions are all those of the settings.
func (s Settings) expressions() []expression {
	return slices.Concat(s.segmentExpressions(), s.profileExpressions(), s.alertExpressions())
}

// expressionFunctions are what an expression may call: functions of its arguments
// alone, so that the same customer gets the same value every night.
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

// refusedExpression is an expression and why it cannot be used.
type refusedExpression struct {
	expression
	err *ExpressionError
}

// checkExpressions refuses every expression that is no SQL, reads anything but the
// columns of its scope, or calls a function that is not of its arguments alone. It
// knows no data: what only some value breaks is found at night to have no value.
func checkExpressions(ctx context.Context, s Settings) (refused []refusedExpression, err error) {
	all := s.expressions()
	if len(all) == 0 {
		return nil, nil
	}
	db, err := openDatabase(ctx, Options{})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	for _, e := range all {
		if problem := db.checkExpression(ctx, e); problem != nil {
			refused = append(refused, refusedExpression{e, problem})
		}
	}
	return refused, nil
}

// table is a SELECT's source with the columns of the scope and no row.
func (s scope) table() string {
	values := make([]string, len(s.columns))
	for i, c := range s.columns {
		values[i] = fmt.Sprintf("CAST(NULL AS %s) AS %q", c.Type, c.Name)
	}
	return "(SELECT " + strings.Join(values, ", ") + " WHERE false) AS inputs"
}

func (db *database) checkExpression(ctx context.Context, e expression) *ExpressionError {
	problem := func(mend, format string, args ...any) *ExpressionError {
		return &ExpressionError{At: e.at, Subject: e.subject, Err: fmt.Errorf(format, args...), Mend: mend}
	}
	tree, err := db.parse(ctx, e.text)
	if err != nil {
		return problem("write one SQL expression, such as "+e.example, "%w", err)
	}
	known := e.scope.names()
	switch name, what := tree.refused(known); what {
	case "column":
		return problem("it may read "+strings.Join(known, ", ")+"; "+e.scope.mend, "there is no column or attribute %s", name)
	case "function":
		return problem("call only functions of the values, such as lower, round or date_diff", "function %s cannot be used here", name)
	case "part":
		return problem("write one expression of the customer's columns and attributes", "it contains a %s", name)
	}
	err = db.exec(ctx, "SELECT CAST((\n"+e.text+"\n) AS "+e.gives+") FROM "+e.scope.table())
	if err != nil {
		message, _, _ := strings.Cut(err.Error(), "\n")
		return problem("mend the expression, or give an attribute its type where the source declares it", "%s", message)
	}
	if e.gives != "BOOLEAN" {
		return nil
	}
	// A number would be cast without a word, and be true wherever it is not 0.
	var kind string
	if err := db.scan(ctx, "SELECT column_type FROM (DESCRIBE SELECT (\n"+e.text+"\n) AS value FROM "+e.scope.table()+")", &kind); err != nil {
		return problem("", "%w", err)
	}
	if kind != "BOOLEAN" {
		return problem("compare it with something, such as "+e.example, "it is neither true nor false but %s", kind)
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
