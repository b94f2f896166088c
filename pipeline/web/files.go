package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"quarterdeck/reports"
	"quarterdeck/reports/web"
)

// fileOf refuses a file that no manifest names, or of a customer the visitor may not see.
func (s *Site) fileOf(ctx context.Context, v *visit, folder, name string) error {
	all, err := s.batches()
	if err != nil {
		return err
	}
	for _, f := range all {
		if f.name != folder {
			continue
		}
		if id, known := f.owner[name]; known {
			if v.own() == "" {
				return nil
			}
			_, err := v.visible(ctx, id)
			return err
		}
	}
	return notFound("There is no such file.")
}

// file gives out a file of a review.
func (s *Site) file(w http.ResponseWriter, r *http.Request) {
	v, release, err := s.visit(r, "/customers")
	if err == nil {
		defer release()
		err = mayEnter(v.person, everybody)
	}
	name := path.Clean(r.PathValue("path"))
	if err == nil {
		err = s.fileOf(r.Context(), v, r.PathValue("quarter"), name)
	}
	var file *os.File
	if err == nil {
		file, err = s.openFile(r.PathValue("quarter"), name)
	}
	if err != nil {
		s.fail(w, r, v, err)
		return
	}
	defer file.Close() // read-only: nothing can be lost
	kinds := map[string]string{".pdf": "application/pdf", ".png": "image/png", ".json": "application/json"}
	kind := kinds[path.Ext(name)]
	if kind == "" {
		kind = "application/octet-stream"
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": path.Base(name)}))
	w.Header().Set("Cache-Control", "no-store")
	http.ServeContent(w, r, "", time.Time{}, file)
}

// openFile opens a file below the folder of a quarter and nowhere else, whatever its
// name says or links to. The caller closes it.
func (s *Site) openFile(quarter, name string) (*os.File, error) {
	root, err := os.OpenRoot(s.opts.Pipeline.ReportsDir())
	if err != nil {
		return nil, fmt.Errorf("open reports: %w", err)
	}
	defer root.Close() // the file stays open without it
	file, err := root.Open(path.Join(quarter, name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, notFound("The file is gone.")
	}
	if err != nil {
		return nil, fmt.Errorf("open file: %w", err)
	}
	return file, nil
}

// receipts are the numbers a review prints.
func (s *Site) receipts(ctx context.Context, v *visit) (web.Page, error) {
	quarter, document := v.request.PathValue("quarter"), v.request.PathValue("document")
	name := receiptsFile(document)
	if err := s.fileOf(ctx, v, quarter, name); err != nil {
		return nil, err
	}
	file, err := s.openFile(quarter, name)
	if err != nil {
		return nil, err
	}
	defer file.Close() // read-only: nothing can be lost
	var all reports.Receipts
	raw, err := io.ReadAll(file)
	if err == nil {
		err = json.Unmarshal(raw, &all)
	}
	if err != nil {
		return nil, fmt.Errorf("read receipts of %s: %w", document, err)
	}
	page := web.Receipts{Frame: v.frame, Document: document, Quarter: quarter, Customer: *v.named(ctx, all.CustomerID), ReviewAsOf: all.AsOf, KnownAt: all.KnownAt}
	page.Title = "Numbers of " + document
	for _, n := range all.Numbers {
		row := web.Receipt{ID: n.ID, Text: n.Text, What: n.What, How: string(n.How)}
		var pages []string
		for _, p := range n.Pages {
			pages = append(pages, strconv.Itoa(p))
		}
		row.Pages = strings.Join(pages, ", ")
		figuresOf(&n.Origin, func(id string) {
			if !slices.Contains(row.Figures, id) {
				row.Figures = append(row.Figures, id)
			}
		})
		page.Rows = append(page.Rows, row)
	}
	return page, nil
}

// figuresOf tells the published figures a number rests on.
func figuresOf(of *reports.Origin, tell func(id string)) {
	if of.Figure != "" {
		tell(of.Figure)
	}
	for _, part := range of.From {
		figuresOf(part, tell)
	}
}
