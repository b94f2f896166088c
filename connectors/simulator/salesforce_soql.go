package simulator

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// sfQuery is a query of the part of SOQL that extracts use: one object, its own
// fields, comparisons, AND, OR, parentheses, ORDER BY and LIMIT, or COUNT().
type sfQuery struct {
	table  *sfTable
	fields []sfField // empty with COUNT()
	where  func(value func(field string) any) bool
	order  []sfOrder
	limit  int // negative: none
}

type sfOrder struct {
	field      string
	descending bool
}

// sfProblem is a refusal in Salesforce's words.
type sfProblem struct{ code, message string }

func (p *sfProblem) Error() string { return p.code + ": " + p.message }

func malformed(format string, args ...any) *sfProblem {
	return &sfProblem{"MALFORMED_QUERY", fmt.Sprintf(format, args...)}
}

// sfParse reads a query against the objects there are.
func sfParse(text string, tables map[string]*sfTable) (*sfQuery, error) {
	tokens, err := sfTokens(text)
	if err != nil {
		return nil, err
	}
	p := &sfParser{tokens: tokens, tables: tables}
	q, err := p.query()
	if err != nil {
		return nil, err
	}
	return q, nil
}

// sfTokens cuts a query into words, quoted texts (with their opening quote) and signs.
func sfTokens(text string) ([]string, error) {
	var tokens []string
	for i := 0; i < len(text); {
		c := rune(text[i])
		switch {
		case unicode.IsSpace(c):
			i++
		case c == '\'':
			end := i + 1
			var b strings.Builder
			for end < len(text) && text[end] != '\'' {
				if text[end] == '\\' && end+1 < len(text) {
					end++
				}
				b.WriteByte(text[end])
				end++
			}
			if end >= len(text) {
				return nil, malformed("unterminated string literal")
			}
			tokens, i = append(tokens, "'"+b.String()), end+1
		case strings.ContainsRune("(),", c):
			tokens, i = append(tokens, string(c)), i+1
		case strings.ContainsRune("=<>!", c):
			end := i + 1
			for end < len(text) && strings.ContainsRune("=>", rune(text[end])) {
				end++
			}
			tokens, i = append(tokens, text[i:end]), end
		case unicode.IsLetter(c) || unicode.IsDigit(c) || strings.ContainsRune("_.+-:", c):
			end := i
			for end < len(text) && (unicode.IsLetter(rune(text[end])) || unicode.IsDigit(rune(text[end])) || strings.ContainsRune("_.+-:", rune(text[end]))) {
				end++
			}
			tokens, i = append(tokens, text[i:end]), end
		default:
			return nil, malformed("unexpected token: '%c'", c)
		}
	}
	return tokens, nil
}

type sfParser struct {
	tokens []string
	at     int
	tables map[string]*sfTable
	table  *sfTable
}

func (p *sfParser) peek() string {
	if p.at < len(p.tokens) {
		return p.tokens[p.at]
	}
	return "<EOF>"
}

func (p *sfParser) next() string {
	t := p.peek()
	p.at++
	return t
}

// accept takes the words when they come next.
func (p *sfParser) accept(words ...string) bool {
	for i, w := range words {
		if p.at+i >= len(p.tokens) || !strings.EqualFold(p.tokens[p.at+i], w) {
			return false
		}
	}
	p.at += len(words)
	return true
}

func (p *sfParser) expect(words ...string) error {
	if !p.accept(words...) {
		return malformed("unexpected token: '%s' (expecting '%s')", p.peek(), strings.Join(words, " "))
	}
	return nil
}

func (p *sfParser) query() (*sfQuery, error) {
	if err := p.expect("SELECT"); err != nil {
		return nil, err
	}
	names, err := p.selection()
	if err != nil {
		return nil, err
	}
	if err := p.expect("FROM"); err != nil {
		return nil, err
	}
	object := p.next()
	if p.table = p.tables[strings.ToLower(object)]; p.table == nil {
		return nil, &sfProblem{"INVALID_TYPE", "sObject type '" + object + "' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names."}
	}
	q := &sfQuery{table: p.table, limit: -1}
	for _, name := range names {
		f, err := p.field(name)
		if err != nil {
			return nil, err
		}
		q.fields = append(q.fields, f)
	}
	if p.accept("WHERE") {
		if q.where, err = p.condition(); err != nil {
			return nil, err
		}
	}
	if p.accept("ORDER", "BY") {
		if q.order, err = p.ordering(); err != nil {
			return nil, err
		}
	}
	if p.accept("LIMIT") {
		if q.limit, err = strconv.Atoi(p.next()); err != nil || q.limit < 0 {
			return nil, malformed("LIMIT must be a number")
		}
	}
	if p.at < len(p.tokens) {
		return nil, malformed("unexpected token: '%s'", p.peek())
	}
	return q, nil
}

// selection reads the names after SELECT; none stands for COUNT().
func (p *sfParser) selection() ([]string, error) {
	if p.accept("COUNT", "(", ")") {
		return nil, nil
	}
	var names []string
	for {
		name := p.next()
		if p.peek() == "(" || !unicode.IsLetter(rune(name[0])) {
			return nil, malformed("unexpected token: '%s'", name)
		}
		if slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, name) }) {
			return nil, malformed("duplicate field selected: %s", name)
		}
		if names = append(names, name); !p.accept(",") {
			return names, nil
		}
	}
}

func (p *sfParser) field(name string) (sfField, error) {
	if p.at > len(p.tokens) || !unicode.IsLetter(rune(name[0])) {
		return sfField{}, malformed("unexpected token: '%s'", name)
	}
	f, ok := p.table.field(name)
	if !ok {
		return f, &sfProblem{"INVALID_FIELD", "No such column '" + name + "' on entity '" + p.table.name + "'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names."}
	}
	return f, nil
}

func (p *sfParser) ordering() ([]sfOrder, error) {
	var order []sfOrder
	for {
		f, err := p.field(p.next())
		if err != nil {
			return nil, err
		}
		by := sfOrder{field: f.name}
		if !p.accept("ASC") {
			by.descending = p.accept("DESC")
		}
		if p.accept("NULLS") && !p.accept("FIRST") && !p.accept("LAST") {
			return nil, malformed("unexpected token: '%s'", p.peek())
		}
		if order = append(order, by); !p.accept(",") {
			return order, nil
		}
	}
}

// sfLiteral reads a value as the field's type wants it written.
func sfLiteral(f sfField, token string) (any, error) {
	wrong := func(kind string) error {
		return &sfProblem{"INVALID_FIELD", fmt.Sprintf("value of filter criterion for field '%s' must be of type %s", f.name, kind)}
	}
	if strings.EqualFold(token, "null") {
		return nil, nil
	}
	quoted, isText := strings.CutPrefix(token, "'")
	switch f.typ {
	case "datetime":
		at, err := time.Parse(time.RFC3339Nano, token)
		if err != nil {
			return nil, wrong("dateTime and should not be enclosed in quotes")
		}
		return at, nil
	case "date":
		if _, err := time.Parse(time.DateOnly, token); err != nil {
			return nil, wrong("date and should not be enclosed in quotes")
		}
		return sfDate(token), nil
	case "boolean":
		if !strings.EqualFold(token, "true") && !strings.EqualFold(token, "false") {
			return nil, wrong("boolean and should not be enclosed in quotes")
		}
		return strings.EqualFold(token, "true"), nil
	case "currency", "percent", "double", "int":
		n, err := strconv.ParseFloat(token, 64)
		if err != nil {
			return nil, wrong(f.typ + " and should not be enclosed in quotes")
		}
		return n, nil
	case "id", "reference":
		if !isText || !sfValidID(quoted) {
			return nil, &sfProblem{"INVALID_QUERY_FILTER_OPERATOR", "invalid ID field: " + quoted}
		}
		return quoted[:15] + sfChecksum(quoted[:15]), nil
	case "address", "anyType":
		return nil, &sfProblem{"INVALID_FIELD", "field '" + f.name + "' can not be filtered in a query call"}
	}
	if !isText {
		return nil, malformed("value of filter criterion for field '%s' must be of type string and should be enclosed in quotes", f.name)
	}
	return quoted, nil
}
