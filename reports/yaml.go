package reports

import (
	"errors"
	"fmt"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// ParseYAML reads a file of the user's: a theme or a wording. What cannot be read is
// a *Mistake with its place, which mend says how to put right; also where the library
// panics, as it does on some files nobody would write.
func ParseYAML(name string, raw []byte, mend string) (doc *ast.File, err error) {
	err = guarded(name, mend, func() error {
		doc, err = parser.ParseBytes(raw, 0)
		return err
	})
	return doc, err
}

// DecodeYAML fills a value from a part of such a file; a key it does not have is a
// mistake.
func DecodeYAML(name string, body ast.Node, into any, mend string) error {
	return guarded(name, mend, func() error { return yaml.NodeToValue(body, into, yaml.Strict()) })
}

func guarded(name, mend string, read func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = &Mistake{File: name, What: fmt.Sprintf("this cannot be read as YAML: %v", r), Mend: mend}
		}
	}()
	err = read()
	if err == nil {
		return nil
	}
	var placed yaml.Error
	if !errors.As(err, &placed) || placed.GetToken() == nil {
		return &Mistake{File: name, What: err.Error(), Mend: mend}
	}
	at := placed.GetToken().Position
	return &Mistake{File: name, Line: at.Line, Column: at.Column, What: placed.GetMessage(), Mend: mend}
}
