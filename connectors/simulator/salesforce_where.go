package simulator

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

type sfTest = func(value func(field string) any) bool

// condition reads conditions joined by AND or by OR. As in SOQL the two may
// only be mixed with parentheses.
func (p *sfParser) condition() (sfTest, error) {
	first, err := p.term()
	if err != nil {
		return nil, err
	}
	tests, joined := []sfTest{first}, ""
	for {
		word := strings.ToUpper(p.peek())
		if word != "AND" && word != "OR" {
			break
		}
		if joined != "" && joined != word {
			return nil, malformed("unexpected token: '%s'", p.peek())
		}
		joined = word
		p.at++
		more, err := p.term()
		if err != nil {
			return nil, err
		}
		tests = append(tests, more)
	}
	holds := func(value func(string) any) func(sfTest) bool {
		return func(t sfTest) bool { return t(value) }
	}
	if joined == "OR" {
		return func(value func(string) any) bool { return slices.ContainsFunc(tests, holds(value)) }, nil
	}
	return func(value func(string) any) bool {
		return !slices.ContainsFunc(tests, func(t sfTest) bool { return !t(value) })
	}, nil
}

func (p *sfParser) term() (sfTest, error) {
	if p.accept("(") {
		inner, err := p.condition()
		if err != nil {
			return nil, err
		}
		return inner, p.expect(")")
	}
	f, err := p.field(p.next())
	if err != nil {
		return nil, err
	}
	operator := p.next()
	if !slices.Contains([]string{"=", "!=", "<>", "<", "<=", ">", ">="}, operator) {
		return nil, malformed("unexpected token: '%s'", operator)
	}
	want, err := sfLiteral(f, p.next())
	if err != nil {
		return nil, err
	}
	return func(value func(string) any) bool { return sfHolds(operator, value(f.name), want) }, nil
}

// sfHolds compares; null is equal to null only, and neither greater nor less.
func sfHolds(operator string, have, want any) bool {
	if have == nil || want == nil {
		switch operator {
		case "=":
			return have == want
		case "!=", "<>":
			return have != want
		}
		return false
	}
	c := sfCompare(have, want)
	switch operator {
	case "=":
		return c == 0
	case "!=", "<>":
		return c != 0
	case "<":
		return c < 0
	case "<=":
		return c <= 0
	case ">":
		return c > 0
	default: // >=
		return c >= 0
	}
}

// sfCompare orders two values of one field. Text is compared without case but
// for ids, whose case matters.
func sfCompare(a, b any) int {
	switch x := a.(type) {
	case nil:
		if b == nil {
			return 0
		}
		return -1
	case time.Time:
		if y, ok := b.(time.Time); ok {
			return x.Compare(y)
		}
	case float64:
		if y, ok := b.(float64); ok {
			return cmp.Compare(x, y)
		}
	case sfDate:
		if y, ok := b.(sfDate); ok {
			return cmp.Compare(x, y)
		}
	case bool:
		if y, ok := b.(bool); ok && x != y {
			if x {
				return 1
			}
			return -1
		}
		return 0
	case string:
		if y, ok := b.(string); ok {
			if sfValidID(x) && sfValidID(y) {
				return strings.Compare(x, y)
			}
			return strings.Compare(strings.ToLower(x), strings.ToLower(y))
		}
	}
	return 1
}

// run finds the records of a query at now, in its order. all also finds what
// lies in the recycle bin.
func (q *sfQuery) run(now time.Time, all bool) []sfRecord {
	var found []sfRecord
	for _, r := range q.table.records {
		if r.exists(now, all) && (q.where == nil || q.where(func(field string) any { return r.value(field, now) })) {
			found = append(found, r)
		}
	}
	if len(q.order) > 0 {
		slices.SortStableFunc(found, func(a, b sfRecord) int {
			for _, by := range q.order {
				c := sfCompare(a.value(by.field, now), b.value(by.field, now))
				if by.descending {
					c = -c
				}
				if c != 0 {
					return c
				}
			}
			return 0
		})
	}
	if q.limit >= 0 && len(found) > q.limit {
		found = found[:q.limit]
	}
	return found
}
