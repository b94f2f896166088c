package pdf

import (
	"quarterdeck/templates"
)

// PictureFonts are the font files a brand's documents are written with, by weight and
// in the order a sign is looked for: pictures of its pages are drawn with the same.
func PictureFonts(b Brand) (files [2][][]byte, err error) {
	theme, err := ownTheme(b.Folder)
	if err != nil {
		return files, err
	}
	face, err := loadTypeface(templates.Files, b.Folder, theme.Fonts)
	if err != nil {
		return files, err
	}
	for weight, chain := range face.chain {
		for _, f := range chain {
			files[weight] = append(files[weight], assemble(f.tables))
		}
	}
	return files, nil
}
