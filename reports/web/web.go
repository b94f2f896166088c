// Package web renders the pages of serve as HTML.
//
// It is handed a typed page and nothing else: it asks no database and knows no
// request. Every text goes through html/template, so that a name is never markup, and
// pages need no script and no style of their own: one style sheet and two fonts are
// all a browser loads.
package web

import (
	"bytes"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"path"
	"strings"

	"quarterdeck/reports/pdf"
	"quarterdeck/templates"
)

// Page is one of the pages of this package.
type Page interface {
	// view is the name of its template.
	view() string
}

// Renderer writes pages. It is safe for concurrent use.
type Renderer struct {
	views map[string]*template.Template
	hand  pdf.Hand
}

// layout is the frame all pages share.
const layout = "web/layout.html"

// New parses the templates. A page that cannot be parsed fails here, not at night.
func New() (*Renderer, error) {
	theme, err := pdf.DefaultTheme()
	if err != nil {
		return nil, fmt.Errorf("prepare pages: %w", err)
	}
	hand, err := pdf.NewHand(theme)
	if err != nil {
		return nil, fmt.Errorf("prepare pages: %w", err)
	}
	r := &Renderer{views: map[string]*template.Template{}, hand: hand}
	names, err := fs.Glob(templates.Files, "web/*.html")
	if err != nil {
		return nil, fmt.Errorf("prepare pages: %w", err)
	}
	base, err := template.New(path.Base(layout)).Option("missingkey=error").Funcs(r.functions()).ParseFS(templates.Files, layout, "web/parts.html")
	if err != nil {
		return nil, fmt.Errorf("prepare pages: %w", err)
	}
	for _, name := range names {
		view := strings.TrimSuffix(path.Base(name), ".html")
		if view == "layout" || view == "parts" {
			continue
		}
		own, err := base.Clone()
		if err == nil {
			own, err = own.ParseFS(templates.Files, name)
		}
		if err != nil {
			return nil, fmt.Errorf("prepare page %s: %w", view, err)
		}
		r.views[view] = own
	}
	return r, nil
}

// Render writes a page, whole or not at all.
func (r *Renderer) Render(w io.Writer, page Page) error {
	view, known := r.views[page.view()]
	if !known {
		return fmt.Errorf("render page: there is no template %q", page.view())
	}
	var out bytes.Buffer
	if err := view.Execute(&out, page); err != nil {
		return fmt.Errorf("render page %s: %w", page.view(), err)
	}
	if _, err := w.Write(out.Bytes()); err != nil {
		return fmt.Errorf("write page %s: %w", page.view(), err)
	}
	return nil
}

// Assets are what pages load, by the path they name it by.
func Assets() (map[string][]byte, error) {
	all := map[string][]byte{}
	for name, file := range map[string]string{
		"style.css": "web/style.css", "regular.ttf": "fonts/NotoSans-Regular.ttf", "semibold.ttf": "fonts/NotoSans-SemiBold.ttf", "icon.svg": "web/icon.svg",
	} {
		data, err := fs.ReadFile(templates.Files, file)
		if err != nil {
			return nil, fmt.Errorf("read asset: %w", err)
		}
		all[name] = data
	}
	return all, nil
}
