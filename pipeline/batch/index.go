package batch

import (
	"bytes"
	"cmp"
	"fmt"
	"html/template"
	"net/url"
	"path"
	"slices"
	"strings"

	"quarterdeck/templates"
)

// IndexFile is the page that shows a batch.
const IndexFile = "index.html"

// KindPicture is a picture of a review's first page.
const KindPicture = "picture"

// indexPage is what the page about a batch shows.
type indexPage struct {
	Manifest
	Groups []indexGroup
	Pages  int
}

// indexGroup are the reviews of one state.
type indexGroup struct {
	State State
	Cards []indexCard
}

// indexCard is one review on the page.
type indexCard struct {
	Review
	// Picture and Companion are paths from the page; empty without one.
	Picture, Companion string
}

// Link makes a path of the folder fit to be followed: a name may hold what an address
// gives another meaning.
func (indexPage) Link(file string) string {
	parts := strings.Split(file, "/")
	for i, part := range parts {
		parts[i] = url.PathEscape(part)
	}
	return "./" + strings.Join(parts, "/")
}

// Index draws the page of a batch: what needs somebody first, then every review with
// a picture of its first page, by the customers' names. companions is the manifest of those in the folder
// inside; the page leads to them. It holds nothing that runs.
func Index(m Manifest, companions Manifest, inside string) ([]byte, error) {
	page := indexPage{Manifest: m}
	for _, state := range []State{Failed, Held, Written, Internal} {
		group := indexGroup{State: state}
		for _, r := range m.Reviews {
			if r.State != state {
				continue
			}
			card := indexCard{Review: r}
			for _, f := range r.Beside {
				if f.Kind == KindPicture {
					card.Picture = f.File
				}
			}
			if c := companions.Of(r.CustomerID); c != nil && c.State == Written {
				card.Companion = path.Join(inside, c.File)
			}
			page.Pages += r.Pages
			group.Cards = append(group.Cards, card)
		}
		slices.SortStableFunc(group.Cards, func(x, y indexCard) int { return cmp.Compare(strings.ToLower(x.Customer), strings.ToLower(y.Customer)) })
		if group.Cards != nil {
			page.Groups = append(page.Groups, group)
		}
	}
	layout, err := template.ParseFS(templates.Files, "batch/index.html")
	if err != nil {
		return nil, fmt.Errorf("read index: %w", err)
	}
	var out bytes.Buffer
	if err := layout.Execute(&out, page); err != nil {
		return nil, fmt.Errorf("draw index: %w", err)
	}
	return out.Bytes(), nil
}
