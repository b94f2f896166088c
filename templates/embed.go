// Package templates holds what a report looks like and says, as files: fonts,
// themes and wording. It is the only place to edit for another brand or
// language; no Go code elsewhere carries a colour or a sentence a customer reads.
package templates

import "embed"

// Files is the tree of this folder:
//
//	fonts/NotoSans-{Regular,SemiBold}.ttf   subset fonts, see fonts/README.md
//	theme.yml                               colours and sizes
//	wording/<language>.yml                  sentences, number and date forms
//	batch/index.html                        the page that shows a batch of reviews
//	web/*.html, web/style.css               the pages of serve
//
//go:embed fonts/*.ttf fonts/OFL.txt theme.yml wording/*.yml batch/index.html web/*
var Files embed.FS
