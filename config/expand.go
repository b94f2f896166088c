package config

import (
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// expand replaces ${NAME} in every string value of the parsed file. $${ stands
// for a literal ${. Unset variables are an error that names them all: an empty
// password would only fail later, and less clearly.
func expand(name string, file *ast.File, lookup LookupEnv) error {
	v := &expander{lookup: lookup}
	for _, doc := range file.Docs {
		if doc.Body != nil {
			ast.Walk(v, doc.Body)
		}
	}
	switch last := len(v.unset) - 1; {
	case last < 0:
		return nil
	case last == 0:
		return at(name, v.first.GetToken(), "variable "+v.unset[0]+" is not set", "export "+v.unset[0]+" before you start quarterdeck")
	default:
		names := strings.Join(v.unset[:last], ", ") + " and " + v.unset[last]
		return at(name, v.first.GetToken(), "variables "+names+" are not set", "export them before you start quarterdeck")
	}
}

type expander struct {
	lookup LookupEnv
	unset  []string
	first  ast.Node // that names an unset variable
}

// Visit implements ast.Visitor.
func (v *expander) Visit(node ast.Node) ast.Visitor {
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
		if !set && !slices.Contains(v.unset, key) {
			v.unset = append(v.unset, key)
		}
		if !set && v.first == nil {
			v.first = node
		}
		return value
	})
}

// variable matches ${NAME} and its escaped form $${NAME}.
var variable = regexp.MustCompile(`\$?\$\{[A-Za-z_][A-Za-z0-9_]*\}`)
