package posthog

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"quarterdeck/connectors/rest"
)

// maxValue is the longest row, or other member of an answer.
const maxValue = 16 << 20

// answer is what a page says besides its rows.
type answer struct {
	rows int
	more bool
	// fault is PostHog's message where the query failed all the same.
	fault []byte
}

// readAnswer calls row for each row of an answer, whose text is valid until row
// returns, and holds no more than one row in memory.
func readAnswer(r io.Reader, row func([]byte) error) (answer, error) {
	s := scanner{in: bufio.NewReaderSize(r, 64<<10)}
	var a answer
	if err := s.expect('{'); err != nil {
		return a, err
	}
	for first := true; ; first = false {
		end, err := s.separator(first, '}')
		if end || err != nil {
			return a, err
		}
		key, err := s.value()
		if err != nil {
			return a, err
		}
		name := string(key)
		if err := s.expect(':'); err != nil {
			return a, err
		}
		if name == `"results"` {
			err = s.rows(&a, row)
		} else {
			err = s.member(&a, name)
		}
		if err != nil {
			return a, err
		}
	}
}

// scanner reads JSON value by value.
type scanner struct {
	in   *bufio.Reader
	text []byte
}

func (s *scanner) member(a *answer, name string) error {
	value, err := s.value()
	if err != nil {
		return err
	}
	switch name {
	case `"hasMore"`:
		a.more = string(value) == "true"
	case `"error"`:
		if string(value) != "null" {
			a.fault = bytes.Clone(value)
		}
	}
	return nil
}

// rows reads the array of rows; null stands for none.
func (s *scanner) rows(a *answer, row func([]byte) error) error {
	if c, err := s.peek(); err != nil || c != '[' {
		if err == nil {
			_, err = s.value()
		}
		return err
	}
	if err := s.expect('['); err != nil {
		return err
	}
	for first := true; ; first = false {
		end, err := s.separator(first, ']')
		if end || err != nil {
			return err
		}
		value, err := s.value()
		if err != nil {
			return err
		}
		a.rows++
		if row != nil {
			if err := row(value); err != nil {
				return err
			}
		}
	}
}

// separator reads a comma, or the closing bracket.
func (s *scanner) separator(first bool, closing byte) (end bool, err error) {
	c, err := s.peek()
	switch {
	case err != nil:
		return false, err
	case c == closing:
		return true, s.expect(closing)
	case first:
		return false, nil
	}
	return false, s.expect(',')
}

// peek is the next byte that is no blank.
func (s *scanner) peek() (byte, error) {
	for {
		next, err := s.in.Peek(1)
		if err != nil {
			return 0, cutShort(err)
		}
		switch next[0] {
		case ' ', '\t', '\r', '\n':
			if _, err := s.in.Discard(1); err != nil {
				return 0, cutShort(err)
			}
		default:
			return next[0], nil
		}
	}
}

func (s *scanner) expect(want byte) error {
	c, err := s.peek()
	if err != nil {
		return err
	}
	if c != want {
		return fmt.Errorf("read answer: found %q where %q should be", c, want)
	}
	_, err = s.in.Discard(1)
	return err
}

// value is the next whole value, valid until value is called again.
func (s *scanner) value() ([]byte, error) {
	first, err := s.peek()
	if err != nil {
		return nil, err
	}
	s.text = s.text[:0]
	at := extent{plain: first != '{' && first != '[' && first != '"'}
	for {
		if _, err := s.in.Peek(1); err != nil {
			return nil, cutShort(err)
		}
		chunk, err := s.in.Peek(s.in.Buffered())
		if err != nil {
			return nil, cutShort(err)
		}
		n, whole := at.scan(chunk)
		if len(s.text)+n > maxValue {
			return nil, fmt.Errorf("%w: a value of more than %d bytes", rest.ErrTooLarge, maxValue)
		}
		s.text = append(s.text, chunk[:n]...)
		if _, err := s.in.Discard(n); err != nil {
			return nil, cutShort(err)
		}
		if whole {
			return s.text, nil
		}
	}
}

func cutShort(err error) error {
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return fmt.Errorf("read answer: %w", err)
}

// extent finds the end of a value that comes in chunks.
type extent struct {
	// plain is true for numbers and the like, which end before something else.
	plain           bool
	depth           int
	quoted, escaped bool
}

// scan says how many bytes of the chunk belong to the value, and whether it ends
// with them.
func (e *extent) scan(chunk []byte) (int, bool) {
	for i, c := range chunk {
		switch {
		case e.plain:
			if bytes.IndexByte([]byte(",]} \t\r\n"), c) >= 0 {
				return i, true
			}
		case e.escaped:
			e.escaped = false
		case e.quoted:
			if c == '\\' {
				e.escaped = true
			} else if c == '"' {
				if e.quoted = false; e.depth == 0 {
					return i + 1, true
				}
			}
		case c == '"':
			e.quoted = true
		case c == '{' || c == '[':
			e.depth++
		case c == '}' || c == ']':
			if e.depth--; e.depth == 0 {
				return i + 1, true
			}
		}
	}
	return len(chunk), false
}
