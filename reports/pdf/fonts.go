package pdf

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"quarterdeck/reports"
	"quarterdeck/reports/charts"
)

// family begins the names fonts have inside of documents. They tell nothing of the
// user's own fonts, for a font's name may be that of a customer.
const family = "noto"

// FontFiles are the two fonts of a theme, files in its folder fonts. Empty is Noto Sans.
type FontFiles struct {
	Regular  string `yaml:"regular"`
	SemiBold string `yaml:"semibold"`
}

// loadTypeface makes the chain of fonts: those the theme names, the shipped ones of
// most languages, the others of the user's folder, and the shipped ones of single
// scripts. No folder is "".
func loadTypeface(shipped fs.FS, folder string, named FontFiles) (*typeface, error) {
	main, others, err := ownFonts(folder, named)
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(shipped, "fonts/*.ttf")
	if err != nil {
		return nil, fmt.Errorf("list fonts: %w", err)
	}
	var scripts []fontFile
	for _, name := range names {
		if strings.HasPrefix(name, "fonts/NotoSans-") {
			main = append(main, fontFile{tree: shipped, name: name, shown: name})
		} else {
			scripts = append(scripts, fontFile{tree: shipped, name: name, shown: name})
		}
	}
	files := slices.Concat(main, others, scripts)
	var fonts []*font
	for i, one := range files {
		raw, err := fs.ReadFile(one.tree, one.name)
		if err != nil {
			return nil, fmt.Errorf("read font: %w", err)
		}
		f, err := parseFont(fmt.Sprintf("%s%d", family, i), raw)
		if err != nil {
			return nil, &reports.Mistake{File: one.shown, What: err.Error(), Mend: "use a static TrueType font (.ttf with glyf and cmap tables)"}
		}
		if one.weight != nil {
			f.weight = *one.weight
		}
		fonts = append(fonts, f)
	}
	return newTypeface(fonts), nil
}

// fontFile is a font in a tree of files, and its name as errors show it.
type fontFile struct {
	tree        fs.FS
	name, shown string
	weight      *charts.Weight // what it serves as; nil is what the file says
}

// ownFonts are the fonts of the user's folder: those the theme names, and the others.
func ownFonts(folder string, named FontFiles) (main, others []fontFile, err error) {
	if folder == "" {
		return nil, nil, nil
	}
	tree := os.DirFS(folder)
	found, err := fs.Glob(tree, "fonts/*")
	if err != nil {
		return nil, nil, fmt.Errorf("list fonts: %w", err)
	}
	slices.Sort(found)
	var names []string
	var wrong []error
	for _, name := range found {
		switch strings.ToLower(path.Ext(name)) {
		case ".ttf":
			names = append(names, name)
		case ".otf", ".ttc", ".woff", ".woff2":
			wrong = append(wrong, &reports.Mistake{File: filepath.Join(folder, name), What: "only TrueType fonts can be embedded", Mend: "convert it to .ttf, or remove it"})
		}
	}
	theme := filepath.Join(folder, "theme.yml")
	if (named.Regular == "") != (named.SemiBold == "") {
		wrong = append(wrong, &reports.Mistake{File: theme, What: "fonts names one of two fonts", Mend: "name regular and semibold, or neither"})
	}
	for weight, name := range []string{named.Regular, named.SemiBold} {
		if name == "" {
			continue
		}
		at := slices.Index(names, "fonts/"+name)
		if at < 0 {
			wrong = append(wrong, &reports.Mistake{File: theme, What: fmt.Sprintf("the font %q is not in the folder fonts beside it", name), Mend: "put the .ttf file there, or name one that is"})
			continue
		}
		serves := charts.Weight(weight)
		main = append(main, fontFile{tree: tree, name: names[at], shown: filepath.Join(folder, names[at]), weight: &serves})
		names = slices.Delete(names, at, at+1)
	}
	for _, name := range names {
		others = append(others, fontFile{tree: tree, name: name, shown: filepath.Join(folder, name)})
	}
	return main, others, errors.Join(wrong...)
}
