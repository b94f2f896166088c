package inspect

import (
	"fmt"
	"slices"
)

// cmap is a font's own map from codes to Unicode, as UTF-16.
type cmap []codes

// codes are the codes from first to last. Their values count up from value, in its
// last unit.
type codes struct {
	first, last uint16
	value       []uint16
}

// add appends the value of a code.
func (m cmap) add(units []uint16, code uint16) ([]uint16, bool) {
	for _, r := range m {
		if code < r.first || code > r.last {
			continue
		}
		units = append(units, r.value...)
		units[len(units)-1] += code - r.first
		return units, true
	}
	return units, false
}

// readCMap reads the ranges and single codes of a map.
func readCMap(data []byte) (cmap, error) {
	l := &lexer{src: data}
	var out cmap
	var stack []any
	for !l.end() {
		o, err := l.object(0)
		if err != nil {
			return nil, err
		}
		switch o {
		case word("usecmap"), word("begincidrange"), word("beginnotdefrange"):
			return nil, fmt.Errorf("it has %s", o)
		case word("beginbfrange"), word("beginbfchar"):
			stack = stack[:0]
		case word("endbfrange"):
			err = out.ranges(stack)
		case word("endbfchar"):
			err = out.chars(stack)
		default:
			stack = append(stack, o)
		}
		if err != nil {
			return nil, err
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("it is empty")
	}
	// Where codes are mapped twice the later one counts.
	slices.Reverse(out)
	return out, nil
}

func (m *cmap) ranges(stack []any) error {
	if len(stack)%3 != 0 {
		return fmt.Errorf("a range is cut")
	}
	for ; len(stack) > 0; stack = stack[3:] {
		first, a := code(stack[0])
		last, b := code(stack[1])
		if !a || !b || last < first {
			return fmt.Errorf("a range has no codes of two bytes")
		}
		if list, ok := stack[2].(array); ok {
			if len(list) != int(last-first)+1 {
				return fmt.Errorf("a range has %d values", len(list))
			}
			for i, one := range list {
				if err := m.put(first+uint16(i), first+uint16(i), one); err != nil {
					return err
				}
			}
			continue
		}
		if err := m.put(first, last, stack[2]); err != nil {
			return err
		}
	}
	return nil
}

func (m *cmap) chars(stack []any) error {
	if len(stack)%2 != 0 {
		return fmt.Errorf("a sign is cut")
	}
	for ; len(stack) > 0; stack = stack[2:] {
		one, ok := code(stack[0])
		if !ok {
			return fmt.Errorf("a sign has no code of two bytes")
		}
		if err := m.put(one, one, stack[1]); err != nil {
			return err
		}
	}
	return nil
}

func (m *cmap) put(first, last uint16, value any) error {
	s, ok := value.(str)
	if !ok || len(s) == 0 || len(s)%2 != 0 {
		return fmt.Errorf("a code has no value")
	}
	r := codes{first: first, last: last}
	for i := 0; i < len(s); i += 2 {
		r.value = append(r.value, uint16(s[i])<<8|uint16(s[i+1]))
	}
	*m = append(*m, r)
	return nil
}

func code(o any) (uint16, bool) {
	s, ok := o.(str)
	if !ok || len(s) != 2 {
		return 0, false
	}
	return uint16(s[0])<<8 | uint16(s[1]), true
}
