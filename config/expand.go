package config

import (
	"regexp"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// expand replaces ${NAME} in every string value of the parsed file. $${ stands
// for a literal ${. An unset variable is an error: an empty password would only
// fail later, and less clearly.
func expand(name string, file *ast.File, lookup LookupEnv) error {
	v := &expander{name: name, lookup: lookup}
	for _, doc := range file.Docs {
		if doc.Body != nil {
			ast.Walk(v, doc.Body)
		}
	}
	return v.err
}

type expander struct {
	name   string
	lookup LookupEnv
	err    error
}

// Visit implements ast.Visitor; it stops descending after the first error.
func (v *expander) Visit(node ast.Node) ast.Visitor {
	if v.err != nil {
		return nil
	}
	switch n := node.(type) {
	case *ast.StringNode:
		n.Value = v.replace(n, n.Value)
	case *ast.LiteralNode:
		n.Value.Value = v.replace(n, n.Value.Value)
	}
	return v
}

func (v *expander) replace(node ast.Node, text string) string {
	if !strings.Contains(text, "${") {
		return text
	}
	return variable.ReplaceAllStringFunc(text, func(match string) string {
		if strings.HasPrefix(match, "$$") {
			return match[1:]
		}
		key := match[2 : len(match)-1]
		value, set := v.lookup(key)
		if !set && v.err == nil {
			v.err = at(v.name, node.GetToken(), "variable "+key+" is not set", "export "+key+" before you start quarterdeck")
		}
		return value
	})
}

// variable matches ${NAME} and its escaped form $${NAME}.
var variable = regexp.MustCompile(`\$?\$\{[A-Za-z_][A-Za-z0-9_]*\}`)
