package pipeline

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"quarterdeck/reports"
	"quarterdeck/reports/pdf"
	"quarterdeck/transforms"
)

// checkTemplates opens everything documents are made with, as the night does: theme,
// words of every language, fonts and logos.
func (p *Pipeline) checkTemplates(context.Context) []Finding {
	r := p.cfg.Reviews
	var found []Finding
	for _, folder := range []struct{ key, path string }{{"templates", r.Templates}, {"customer_logos", r.CustomerLogos}} {
		if folder.path == "" {
			continue
		}
		if info, err := os.Stat(folder.path); err != nil || !info.IsDir() {
			found = append(found, problem(r.Places[folder.key], fmt.Errorf("reviews.%s: %s is no folder", folder.key, folder.path), "make it, or name another; the path is relative to this file"))
		}
	}
	if _, err := os.Stat(r.Logo); r.Logo != "" && err != nil {
		found = append(found, problem(r.Places["logo"], fmt.Errorf("reviews.logo: %s is no file", r.Logo), "name a .png or .svg that is there; the path is relative to this file"))
	}
	if len(found) > 0 {
		return found
	}
	_, err := pdf.Open(p.brand())
	for _, one := range unjoin(err) {
		found = append(found, p.mistake(one))
	}
	if r.CustomerLogos != "" {
		for _, one := range unjoin(pdf.CheckLogos(r.CustomerLogos)) {
			found = append(found, p.mistake(one))
		}
	}
	return append(found, strangers(r.Templates)...)
}

// mistake is an error as a finding: at the place in the file it is in, or at the
// language, which no file has.
func (p *Pipeline) mistake(err error) Finding {
	var m *reports.Mistake
	if errors.As(err, &m) {
		return problem(m.Place(), errors.New(m.What), m.Mend)
	}
	if strings.HasPrefix(err.Error(), "read wording: ") {
		return problem(p.cfg.Reviews.Places["language"], err, "")
	}
	return problem("templates", err, "")
}

// strangers warns of what lies in the templates folder and is read by nothing: a
// theme.yaml would change no colour.
func strangers(folder string) []Finding {
	if folder == "" {
		return nil
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return []Finding{problem(folder, err, "")}
	}
	var found []Finding
	for _, e := range entries {
		name := e.Name()
		if slices.Contains([]string{"theme.yml", "wording", "fonts"}, name) || strings.HasPrefix(name, ".") || strings.HasPrefix(strings.ToLower(name), "readme") {
			continue
		}
		if ext := strings.ToLower(filepath.Ext(name)); ext == ".png" || ext == ".svg" || e.IsDir() { // logos may lie there too
			continue
		}
		found = append(found, Finding{Where: filepath.Join(folder, name), What: "nothing reads this file", Mend: "a brand has theme.yml, wording/<language>.yml and fonts/*.ttf", Severity: string(transforms.SeverityWarn)})
	}
	return found
}
