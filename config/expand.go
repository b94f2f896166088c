package config

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// expand replaces ${NAME}, ${file:PATH} and ${cmd:COMMAND} in every string value of
// the parsed file. $${ stands for a literal ${. Unset variables are an error that
// names them all: an empty password would only fail later, and less clearly.
// Without a fetch, files and commands are refused.
func expand(name string, file *ast.File, lookup LookupEnv, fetch fetcher) error {
	v := &expander{name: name, lookup: lookup, fetch: fetch}
	for _, doc := range file.Docs {
		if doc.Body != nil {
			ast.Walk(v, doc.Body)
		}
	}
	if v.failed != nil {
		return v.failed
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
	name   string
	lookup LookupEnv
	fetch  fetcher
	unset  []string
	first  ast.Node // that names an unset variable
	failed error    // the first file or command that gave nothing
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
		if kind, what, found := strings.Cut(key, ":"); found {
			return v.fetched(node, kind, what)
		}
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

// fetched is what a file or a command gives. After the first that gives nothing no
// other is asked.
func (v *expander) fetched(node ast.Node, kind, what string) string {
	if v.failed != nil {
		return ""
	}
	var value string
	err := errors.New("only a configuration that is loaded from a file may name one")
	if v.fetch != nil {
		value, err = v.fetch(kind, what)
	}
	if err != nil {
		mend := "write the secret alone into a file that only you may read (chmod 600)"
		if kind == "cmd" {
			mend = "try it in a shell; it must print the secret alone"
		}
		v.failed = at(v.name, node.GetToken(), fmt.Sprintf("%s %q gives no value: %v", kind, what, err), mend)
	}
	return value
}

// variable matches ${NAME}, ${file:PATH} and ${cmd:COMMAND}, and their escaped forms
// with two dollars.
var variable = regexp.MustCompile(`\$?\$\{(?:[A-Za-z_][A-Za-z0-9_]*|(?:file|cmd):[^}]*)\}`)
