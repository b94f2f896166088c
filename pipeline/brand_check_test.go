package pipeline

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quarterdeck/config"
)

// writeBrand writes files of a brand into a folder.
func writeBrand(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestCheckOfABrand: every mistake in the user's files is found before the night, with
// its place.
func TestCheckOfABrand(t *testing.T) {
	good := `<svg viewBox="0 0 2 1"><path d="M0 0h2v1z"/></svg>`
	for _, tc := range []struct {
		name        string
		files       map[string]string
		change      func(r *config.Reviews)
		where, what string
	}{
		{"nothing wrong", map[string]string{"theme.yml": "sizes: {title: 12.5}\n", "own.svg": good, "README.md": "x"}, nil, "", ""},
		{"pale text", map[string]string{"theme.yml": "colors:\n  muted: \"#BBBBBB\"\n"}, nil, "theme.yml:2:10", "has a contrast of"},
		{"unknown words", map[string]string{"wording/en.yml": "language: en\ntexts:\n  page:\n    sommary: x\n"}, nil, "en.yml:4:5", "no page prints"},
		{"broken font", map[string]string{"fonts/a.ttf": "x"}, nil, "fonts/a.ttf", "not a font file"},
		{"stray file", map[string]string{"theme.yaml": "colors: {}"}, nil, "theme.yaml", "nothing reads this file"},
		{"broken logo", map[string]string{"l.svg": "<svg viewBox=\"0 0 1 1\">\n<text/></svg>"}, func(r *config.Reviews) { r.Logo = filepath.Join(r.Templates, "l.svg") }, "l.svg:2:", "the element text cannot be drawn"},
		{"no logo", nil, func(r *config.Reviews) { r.Logo = "none.svg" }, "q.yml:9:3", "reviews.logo: none.svg is no file"},
		{"broken customer logo", map[string]string{"logos/c1.png": "x", "logos/c2.svg": good}, func(r *config.Reviews) { r.CustomerLogos = filepath.Join(r.Templates, "logos") }, "logos/c1.png", "it is no PNG"},
		{"no folder", nil, func(r *config.Reviews) { r.Templates += "x" }, "q.yml:9:4", "is no folder"},
		{"no wording", nil, func(r *config.Reviews) { r.Language = "tlh" }, "q.yml:9:5", `none for the language "tlh"`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			b := newBench(t, func(c *config.Config) {
				c.Sources = nil
				c.Reviews = config.Reviews{Paper: "a4", Language: "en", Templates: writeBrand(t, tc.files),
					Places: map[string]string{"logo": "q.yml:9:3", "templates": "q.yml:9:4", "language": "q.yml:9:5"}}
				if tc.change != nil {
					tc.change(&c.Reviews)
				}
			})
			found := b.checkTemplates(t.Context())
			if tc.where == "" {
				if len(found) > 0 {
					t.Errorf("got %+v, want nothing", found)
				}
				return
			}
			if len(found) != 1 || !strings.Contains(found[0].Where, tc.where) || !strings.Contains(found[0].What, tc.what) || found[0].Mend == "" && tc.name != "no wording" {
				t.Errorf("got %+v, want %s: %s and how to mend it", found, tc.where, tc.what)
			}
		})
	}
}

// TestCheckFindsAllMistakesOfABrand: one mistake does not hide the next.
func TestCheckFindsAllMistakesOfABrand(t *testing.T) {
	b := newBench(t, func(c *config.Config) {
		c.Reviews = config.Reviews{Language: "en", Templates: writeBrand(t, map[string]string{
			"theme.yml": "colors: {ink: navy}\n", "wording/en.yml": "language: en\ntexts: {no: {such: x}}\n", "wording/de.yml": "language: fr\n", "fonts/a.otf": "x",
		})}
	})
	var where []string
	for _, f := range b.checkTemplates(t.Context()) {
		where = append(where, f.Where)
	}
	for _, file := range []string{"theme.yml:1:", "en.yml:2:", "de.yml", "a.otf"} {
		if !strings.Contains(strings.Join(where, " "), file) {
			t.Errorf("%s is not among %q", file, where)
		}
	}
}
