package pdf

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"

	"quarterdeck/reports"
)

// themeKeys says how to mend a theme that cannot be read.
const themeKeys = "templates/theme.yml shows all keys"

// themeFile is the user's theme, for the places of what is wrong in it.
type themeFile struct {
	name string
	doc  *ast.File
}

// ownTheme lays the theme.yml of the user's folder over the shipped one and checks
// that the result can be read and printed. A folder without one, or "", is no mistake.
func ownTheme(folder string) (Theme, error) {
	theme, err := DefaultTheme()
	if err != nil || folder == "" {
		return theme, err
	}
	shipped := theme
	name := filepath.Join(folder, "theme.yml")
	raw, err := os.ReadFile(name) //nolint:gosec // the user names the folder
	if errors.Is(err, fs.ErrNotExist) {
		return theme, nil
	}
	if err != nil {
		return theme, fmt.Errorf("read theme: %w", err)
	}
	doc, err := reports.ParseYAML(name, raw, themeKeys)
	if err != nil {
		return theme, err
	}
	if len(doc.Docs) == 0 || doc.Docs[0].Body == nil {
		return theme, nil
	}
	file := &themeFile{name, doc}
	if err := reports.DecodeYAML(name, doc.Docs[0].Body, &theme, themeKeys); err != nil {
		return theme, cmp.Or(file.noColour(), err)
	}
	return theme, theme.check(file, &shipped)
}

// noColour finds a colour that is none; the library does not say where it stands.
func (f *themeFile) noColour() error {
	path, err := yaml.PathString("$.colors")
	if err != nil {
		return nil
	}
	node, err := path.FilterFile(f.doc)
	if err != nil {
		return nil
	}
	colours, ok := node.(*ast.MappingNode)
	if !ok {
		return nil
	}
	for _, pair := range colours.Values {
		var c rgb
		if err := c.UnmarshalYAML([]byte(pair.Value.String())); err != nil {
			return f.wrong("colors."+pair.Key.String(), err.Error(), "write it as \"#1F4E9E\"")
		}
	}
	return nil
}

// wrong makes a mistake at a key such as colors.ink, or at its section.
func (f *themeFile) wrong(key, what, mend string) error {
	m := &reports.Mistake{File: f.name, What: what, Mend: mend}
	for ; key != ""; key = key[:max(0, strings.LastIndex(key, "."))] {
		path, err := yaml.PathString("$." + key)
		if err != nil {
			break
		}
		if node, err := path.FilterFile(f.doc); err == nil && node != nil {
			at := node.GetToken().Position
			m.Line, m.Column = at.Line, at.Column
			break
		}
	}
	return m
}

// check holds a theme to what a reader needs and the layout can bear.
func (t *Theme) check(f *themeFile, shipped *Theme) error {
	var wrong []error
	told := map[string]bool{} // a colour's first mistake says enough
	for _, p := range t.pairs() {
		at := p.blame(shipped)
		if got := contrast(p.on.color.c(), p.what.color.c()); got < p.least && !told[at] {
			told[at] = true
			wrong = append(wrong, f.wrong("colors."+at, fmt.Sprintf("%s %v on %s %v has a contrast of %.1f; %s needs %.1f",
				p.what.name, p.what.color.c(), p.on.name, p.on.color.c(), got, p.kind, p.least), "make the one darker or the other lighter"))
		}
	}
	own, base := t.lengths(), shipped.lengths()
	for i, one := range own {
		low, high := base[i].value*one.least, base[i].value*one.most
		if !(one.value >= low && one.value <= high) {
			wrong = append(wrong, f.wrong(one.key(), fmt.Sprintf("%s %v is out of bounds", one.key(), one.value), fmt.Sprintf("use %.1f to %.1f, between which the pages hold", low, high)))
		}
	}
	if t.Page.Columns != shipped.Page.Columns {
		wrong = append(wrong, f.wrong(length{section: "page", name: "columns"}.key(), fmt.Sprintf("page.columns is %d", t.Page.Columns), fmt.Sprintf("the pages are laid out in %d columns; remove the key", shipped.Page.Columns)))
	}
	return errors.Join(wrong...)
}

// length is a size of the theme and how far from the shipped one it may be.
type length struct {
	section, name string
	value         float64
	least, most   float64
}

func (l length) key() string { return l.section + "." + l.name }

func (t *Theme) lengths() []length {
	s, p := t.Sizes, t.Page
	return []length{
		{"sizes", "micro", s.Micro, 0.94, 1.06}, {"sizes", "small", s.Small, 0.94, 1.06}, {"sizes", "body", s.Body, 0.9, 1.05}, {"sizes", "lead", s.Lead, 0.85, 1.1},
		{"sizes", "title", s.Title, 0.85, 1.05}, {"sizes", "headline", s.Headline, 0.75, 1.1}, {"sizes", "figure", s.Figure, 0.75, 1.1}, {"sizes", "cover", s.Cover, 0.7, 1.1},
		{"page", "margin_x", p.MarginX, 0.8, 1.1}, {"page", "margin_top", p.MarginTop, 0.9, 1.1}, {"page", "margin_bottom", p.MarginBottom, 0.95, 1.1}, {"page", "gutter", p.Gutter, 0.8, 1.2},
	}
}
