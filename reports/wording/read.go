package wording

import (
	"regexp"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
	"golang.org/x/text/feature/plural"

	"quarterdeck/reports"
)

// file is a wording file as written, with the place of each text.
type file struct {
	name     string
	language string
	forms    ast.Node // nil where it has none
	texts    map[string]text
	places   map[string]*token.Token
}

// parse reads a wording file. It says nothing of whether the texts are the right ones.
func parse(name string, raw []byte) (*file, error) {
	doc, err := reports.ParseYAML(name, raw, "")
	if err != nil {
		return nil, err
	}
	f := &file{name: name, texts: map[string]text{}, places: map[string]*token.Token{}}
	if len(doc.Docs) == 0 || doc.Docs[0].Body == nil {
		return nil, &reports.Mistake{File: name, What: "the file is empty", Mend: "write language, forms and texts as in templates/wording/en.yml"}
	}
	for _, pair := range pairs(doc.Docs[0].Body) {
		switch key := pair.Key.String(); key {
		case "language":
			f.language, _ = plainText(pair.Value)
		case "forms":
			f.forms = pair.Value
		case "texts":
			if err := f.read("", pair.Value); err != nil {
				return nil, err
			}
		default:
			return nil, f.wrong(pair.Key.GetToken(), "unknown key "+key, "a wording file has language, forms and texts")
		}
	}
	return f, nil
}

// read makes dotted keys of the nested sections.
func (f *file) read(prefix string, node ast.Node) error {
	for _, pair := range pairs(node) {
		full := strings.TrimPrefix(prefix+"."+pair.Key.String(), ".")
		at := pair.Key.GetToken()
		if s, ok := plainText(pair.Value); ok {
			f.texts[full], f.places[full] = text{forms: map[plural.Form]string{plural.Other: s}}, at
			continue
		}
		below := pairs(pair.Value)
		if len(below) == 0 {
			return f.wrong(at, "text "+full+" is neither a pattern nor a section", "write it in quotes")
		}
		if !has(below, "other") {
			if err := f.read(full, pair.Value); err != nil {
				return err
			}
			continue
		}
		t := text{by: "n", forms: map[plural.Form]string{}}
		for _, p := range below {
			s, ok := plainText(p.Value)
			form, known := categories()[p.Key.String()]
			switch {
			case !ok:
				return f.wrong(p.Key.GetToken(), "a form of "+full+" is no pattern", "write it in quotes")
			case p.Key.String() == "by":
				t.by = s
			case !known:
				return f.wrong(p.Key.GetToken(), "text "+full+" has an unknown form "+p.Key.String(), "use zero, one, two, few, many and other, and by for the name that is counted")
			default:
				t.forms[form] = s
			}
		}
		f.texts[full], f.places[full] = t, at
	}
	return nil
}

func (f *file) wrong(at *token.Token, what, mend string) error {
	return &reports.Mistake{File: f.name, Line: at.Position.Line, Column: at.Position.Column, What: what, Mend: mend}
}

// pairs are the entries of a mapping, in their order; nil of anything else.
func pairs(node ast.Node) []*ast.MappingValueNode {
	switch n := node.(type) {
	case *ast.MappingNode:
		return n.Values
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}
	}
	return nil
}

func has(below []*ast.MappingValueNode, key string) bool {
	for _, p := range below {
		if p.Key.String() == key {
			return true
		}
	}
	return false
}

func plainText(node ast.Node) (string, bool) {
	switch n := node.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return n.Value.Value, true
	}
	return "", false
}

// placeholder is a name in a pattern.
var placeholder = regexp.MustCompile(`\{([^{}]*)\}`)

// names are the {names} of a text, in all its forms, and the one that is counted.
func (t text) names() map[string]bool {
	found := map[string]bool{}
	for _, pattern := range t.forms {
		for _, m := range placeholder.FindAllStringSubmatch(pattern, -1) {
			found[m[1]] = true
		}
	}
	if t.by != "" {
		found[t.by] = true
	}
	return found
}
