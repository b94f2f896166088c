package config

import (
	"fmt"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
)

// decode fills a value from a document; a key it does not have is an error. The YAML
// library panics on some trees nobody would write, such as a bare ! before a list:
// that, too, is an error of the file and not of the program.
func decode(body ast.Node, into any) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("this cannot be read as YAML: %v", r)
		}
	}()
	return yaml.NodeToValue(body, into, yaml.Strict())
}
