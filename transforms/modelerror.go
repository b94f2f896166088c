package transforms

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// ModelError is a model or check DuckDB refused.
type ModelError struct {
	Model string
	File  string
	Line  int // 0 when DuckDB gave none
	Err   error
}

func (e *ModelError) Error() string {
	message := e.Err.Error()
	if at := strings.Index(message, "\n\nLINE "); at > 0 {
		message = message[:at]
	}
	return fmt.Sprintf("%s:%d: %s: %s", e.File, max(e.Line, 1), e.Model, message)
}

func (e *ModelError) Unwrap() error { return e.Err }

// newModelError finds in DuckDB's message the line of the file it is about.
func newModelError(model, file string, linesBefore int, err error) error {
	out := &ModelError{Model: model, File: file, Err: err}
	if m := regexp.MustCompile(`\nLINE (\d+):`).FindStringSubmatch(err.Error()); m != nil {
		if line, convErr := strconv.Atoi(m[1]); convErr == nil {
			out.Line = line - linesBefore
		}
	}
	return out
}
