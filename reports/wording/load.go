package wording

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"quarterdeck/reports"
)

// source is the language whose texts every other one has to match.
const source = "en"

// Load reads wording/<language>.yml from the templates.
func Load(files fs.FS, language string) (*Book, error) { return Over(files, "", language) }

// Over is Load with a folder of the user's own, whose wording/<language>.yml may
// replace any texts and forms of the language, or bring a language that is not
// shipped. No folder is "".
func Over(files fs.FS, folder, language string) (*Book, error) {
	shipped, err := readFile(files, "", language)
	if err != nil {
		return nil, err
	}
	var own *file
	if folder != "" {
		if own, err = readFile(os.DirFS(folder), folder, language); err != nil {
			return nil, err
		}
	}
	if shipped == nil && own == nil {
		return nil, fmt.Errorf("read wording: there is none for the language %q; add wording/%s.yml to your templates folder", language, language)
	}
	reference, err := readFile(files, "", source)
	if err != nil {
		return nil, err
	}
	if own != nil && reference != nil {
		if err := own.matches(reference, shipped == nil); err != nil {
			return nil, err
		}
	}
	layers := []*file{reference} // what a shipped language lacks is said in English, never left out
	for _, f := range []*file{shipped, own} {
		if f != nil {
			layers = append(layers, f)
		}
	}
	return bookOf(language, layers)
}

// Languages are those that have a wording, shipped or in the user's folder.
func Languages(files fs.FS, folder string) ([]string, error) {
	found := map[string]bool{}
	trees := []fs.FS{files}
	if folder != "" {
		trees = append(trees, os.DirFS(folder))
	}
	for _, tree := range trees {
		names, err := fs.Glob(tree, "wording/*.yml")
		if err != nil {
			return nil, fmt.Errorf("list wording: %w", err)
		}
		for _, name := range names {
			found[strings.TrimSuffix(path.Base(name), ".yml")] = true
		}
	}
	return slices.Sorted(maps.Keys(found)), nil
}

// readFile is nil where there is no such file. The folder is only for errors.
func readFile(files fs.FS, folder, language string) (*file, error) {
	name := "wording/" + language + ".yml"
	raw, err := fs.ReadFile(files, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read wording: %w", err)
	}
	f, err := parse(filepath.Join(folder, name), raw)
	if err != nil {
		return nil, err
	}
	if f.language != language {
		return nil, &reports.Mistake{File: f.name, What: fmt.Sprintf("its language is %q", f.language), Mend: "write 'language: " + language + "', as the file is named"}
	}
	return f, nil
}

// matches refuses texts nothing prints and {names} no fact has, and, where whole is
// set, texts that are left out.
func (f *file) matches(reference *file, whole bool) error {
	var wrong []error
	for _, key := range slices.Sorted(maps.Keys(f.texts)) {
		known, ok := reference.texts[key]
		if !ok {
			wrong = append(wrong, f.wrong(f.places[key], "no page prints a text "+key, "templates/wording/en.yml has all there are"))
			continue
		}
		names := known.names()
		for _, name := range slices.Sorted(maps.Keys(f.texts[key].names())) {
			if f.texts[key].by == name && known.by == "" && !names[name] {
				wrong = append(wrong, f.wrong(f.places[key], "text "+key+" counts nothing named "+name, "give one pattern, without plural forms"))
			} else if !names[name] && reports.InternalName(name) {
				wrong = append(wrong, f.wrong(f.places[key], fmt.Sprintf("text %s names {%s}, which is internal: no customer may read it", key, name), "it knows "+braced(names)))
			} else if !names[name] {
				wrong = append(wrong, f.wrong(f.places[key], fmt.Sprintf("text %s has no {%s}", key, name), "it knows "+braced(names)))
			}
		}
	}
	if whole {
		var missing []string
		for _, key := range slices.Sorted(maps.Keys(reference.texts)) {
			if _, ok := f.texts[key]; !ok {
				missing = append(missing, key)
			}
		}
		if n := len(missing); n > 0 {
			wrong = append(wrong, &reports.Mistake{File: f.name, What: fmt.Sprintf("%d texts are missing, the first of them %s", n, missing[0]),
				Mend: "a language that is not shipped needs every text of templates/wording/en.yml"})
		}
	}
	return errors.Join(wrong...)
}

func braced(names map[string]bool) string {
	if len(names) == 0 {
		return "no names"
	}
	return "{" + strings.Join(slices.Sorted(maps.Keys(names)), "}, {") + "}"
}

// bookOf lays the files over each other, the source language's first and the last on
// top. One that is nil is none.
func bookOf(name string, files []*file) (*Book, error) {
	book := &Book{Language: name, texts: map[string]text{}, shipped: definitions(files[0])}
	last := files[len(files)-1].name
	var err error
	if book.tag, err = language.Parse(name); err != nil {
		return nil, &reports.Mistake{File: last, What: fmt.Sprintf("%q is not a language", name), Mend: "write its code, such as de or pt-BR"}
	}
	for _, f := range files {
		if f == nil {
			continue
		}
		maps.Copy(book.texts, f.texts)
		if f.forms == nil {
			continue
		}
		if err := reports.DecodeYAML(f.name, f.forms, &book.forms, ""); err != nil {
			return nil, err
		}
	}
	if err := book.forms.check(last); err != nil {
		return nil, err
	}
	if len(book.forms.Months) != 12 || len(book.forms.MonthsShort) != 12 {
		return nil, &reports.Mistake{File: last, What: "a year needs 12 month names", Mend: "write 12 under forms, months and months_short"}
	}
	return book, nil
}
