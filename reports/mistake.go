package reports

import "fmt"

// Mistake is what is wrong in a file the reports are made with: a theme, a wording,
// a logo, a font. Line and Column count from 1 and are 0 where the whole file is meant.
type Mistake struct {
	File         string
	Line, Column int
	What         string
	// Mend says what to do about it; empty when What says it.
	Mend string
}

// Error prints file:line:column: what; mend.
func (m *Mistake) Error() string {
	s := m.Place() + ": " + m.What
	if m.Mend != "" {
		s += "; " + m.Mend
	}
	return s
}

// Place is file:line:column.
func (m *Mistake) Place() string {
	if m.Line == 0 {
		return m.File
	}
	return fmt.Sprintf("%s:%d:%d", m.File, m.Line, m.Column)
}
