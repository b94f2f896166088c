package transforms

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Definition says what one metric means and where its figures stand. It is one
// file of the folder definitions, named after the metric.
type Definition struct {
	Metric string `yaml:"metric"`
	// Name is the metric as printed.
	Name string `yaml:"name"`
	Area string `yaml:"area"`
	Unit string `yaml:"unit"`
	// Better is up, down or none: the direction that is good news.
	Better string `yaml:"better"`
	// Text is two or three plain sentences: what it says, who counts, when.
	Text    string `yaml:"definition"`
	Formula string `yaml:"formula"`
	// Customer is a sentence for a customer's own report; empty where it is not printed there.
	Customer string `yaml:"customer"`
	// Variants are how others compute it, and we do not.
	Variants []string `yaml:"variants"`
	// Settings shape the metric; their values belong to its version.
	Settings []string `yaml:"settings"`
	// RestsOn are the areas of sources whose data it is made of; empty takes those of
	// its area.
	RestsOn []string       `yaml:"rests_on"`
	Source  string         `yaml:"source"`
	Figures []FigureSource `yaml:"figures"`

	file string
}

// FigureSource is a mart a metric's figures stand in. Value, N, Reason, Where and
// Period are SQL expressions over the mart's columns.
type FigureSource struct {
	Mart   string `yaml:"mart"`
	Value  string `yaml:"value"`
	N      string `yaml:"n"`
	Reason string `yaml:"reason"`
	// Where keeps some of the mart's rows; empty keeps all.
	Where string `yaml:"where"`
	// By are key columns beside period, segment and customer. They become the
	// figure's dimension and segment.
	By []string `yaml:"by"`
	// Group adds up the mart's rows that share a figure: Value is then an aggregate.
	Group bool `yaml:"group"`
	// Span and Period are for marts without one of the usual period columns: how
	// long a period is (day, week, month, quarter) and its first day.
	Span   string `yaml:"span"`
	Period string `yaml:"period"`
}

func areas() []string {
	return []string{"retention", "revenue", "voice", "support", "usage", "onboarding", "renewals", "value"}
}

// sourceAreas are the kinds of sources a metric may rest on.
func sourceAreas() []string {
	return []string{"crm", "billing", "helpdesk", "survey", "usage", "team"}
}

// restsOn are the areas of sources whose data the metric is made of.
func (d *Definition) restsOn() []string {
	if len(d.RestsOn) > 0 {
		return d.RestsOn
	}
	switch d.Area {
	case "voice":
		return []string{"survey"}
	case "support":
		return []string{"helpdesk"}
	case "usage":
		return []string{"usage"}
	case "onboarding":
		return []string{"billing", "usage"}
	default:
		return []string{"billing"}
	}
}

func units() []string {
	return []string{"money", "fraction", "points", "count", "minutes", "days", "months", "ratio", "score"}
}

func parseDefinition(file string, data []byte) (*Definition, error) {
	tree, err := parser.ParseBytes(data, 0)
	if err != nil {
		return nil, definitionError(file, err)
	}
	d := &Definition{file: file}
	if len(tree.Docs) != 1 || tree.Docs[0].Body == nil {
		return nil, fmt.Errorf("%s:1: want one YAML document", file)
	}
	if err := decodeDefinition(tree.Docs[0].Body, d); err != nil {
		return nil, definitionError(file, err)
	}
	for _, text := range []*string{&d.Name, &d.Text, &d.Formula, &d.Customer, &d.Source} {
		*text = strings.Join(strings.Fields(*text), " ")
	}
	if key, problem := d.problem(); problem != "" {
		return nil, fmt.Errorf("%s:%d: %s: %s", file, lineOf(tree, key), key, problem)
	}
	return d, nil
}

// decodeDefinition refuses what the YAML library panics on as any other mistake.
func decodeDefinition(body ast.Node, into *Definition) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("this cannot be read as YAML: %v", r)
		}
	}()
	return yaml.NodeToValue(body, into, yaml.Strict())
}

// problem names the first key that is not right, and what is wrong with it.
func (d *Definition) problem() (key, what string) {
	name := strings.TrimSuffix(path.Base(d.file), ".yml")
	switch {
	case !identifier(d.Metric):
		return "metric", fmt.Sprintf("%q is not a metric's name: use lower case, digits and underscores", d.Metric)
	case d.Metric != name:
		return "metric", fmt.Sprintf("%q stands in %s.yml: the file is named after the metric", d.Metric, name)
	case !slices.Contains(areas(), d.Area):
		return "area", fmt.Sprintf("%q is none of %s", d.Area, strings.Join(areas(), ", "))
	case !slices.Contains(units(), d.Unit):
		return "unit", fmt.Sprintf("%q is none of %s", d.Unit, strings.Join(units(), ", "))
	case !slices.Contains([]string{"up", "down", "none"}, d.Better):
		return "better", fmt.Sprintf("%q is none of up, down, none", d.Better)
	}
	for _, required := range [][2]string{{"name", d.Name}, {"definition", d.Text}, {"formula", d.Formula}, {"source", d.Source}} {
		if required[1] == "" {
			return required[0], "is missing"
		}
	}
	known := settingNames()
	if i := slices.IndexFunc(d.Settings, func(s string) bool { return !slices.Contains(known, s) }); i >= 0 {
		return "settings", fmt.Sprintf("there is no setting %q; have %s", d.Settings[i], strings.Join(known, ", "))
	}
	if i := slices.IndexFunc(d.RestsOn, func(a string) bool { return !slices.Contains(sourceAreas(), a) }); i >= 0 {
		return "rests_on", fmt.Sprintf("%q is none of %s", d.RestsOn[i], strings.Join(sourceAreas(), ", "))
	}
	if i := slices.IndexFunc(d.Variants, func(v string) bool { return strings.Contains(v, "; ") }); i >= 0 {
		return "variants", fmt.Sprintf("%q has a semicolon, which parts one from the next", d.Variants[i])
	}
	if len(d.Figures) == 0 {
		return "figures", "is missing: say in which mart the values stand"
	}
	for i, f := range d.Figures {
		if what := f.problem(); what != "" {
			return fmt.Sprintf("figures[%d]", i), what
		}
	}
	return "", ""
}

func (f FigureSource) problem() string {
	switch {
	case !identifier(f.Mart):
		return fmt.Sprintf("mart %q is not a table of marts", f.Mart)
	case f.Value == "":
		return "value is missing"
	case (f.Span == "") != (f.Period == ""):
		return "span and period go together"
	case f.Span != "" && !slices.Contains([]string{"day", "week", "month", "quarter"}, f.Span):
		return fmt.Sprintf("span %q is none of day, week, month, quarter", f.Span)
	}
	if i := slices.IndexFunc(f.By, func(s string) bool { return !identifier(s) }); i >= 0 {
		return fmt.Sprintf("by: %q is not a column name", f.By[i])
	}
	return ""
}

// definitionError says where in the file the YAML is wrong.
func definitionError(file string, err error) error {
	var positioned yaml.Error
	if !errors.As(err, &positioned) || positioned.GetToken() == nil {
		return fmt.Errorf("%s:1: %w", file, err)
	}
	at := positioned.GetToken().Position
	var mismatch *yaml.TypeError
	if errors.As(err, &mismatch) {
		return fmt.Errorf("%s:%d:%d: expected %s, found %s", file, at.Line, at.Column, mismatch.DstType, mismatch.SrcType)
	}
	return fmt.Errorf("%s:%d:%d: %s", file, at.Line, at.Column, positioned.GetMessage())
}

// lineOf is the line of a key, or 1.
func lineOf(tree *ast.File, key string) int {
	at, err := yaml.PathString("$." + key)
	if err != nil {
		return 1
	}
	node, err := at.FilterFile(tree)
	if err != nil || node == nil {
		return 1
	}
	return node.GetToken().Position.Line
}
