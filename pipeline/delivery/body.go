package delivery

import (
	"fmt"
	"html/template"
	"strings"
)

// bodyPage is the HTML of a message: what the text says, set as it is.
const bodyPage = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{.Title}}</title></head>
<body style="margin:0;padding:24px;font:15px/1.5 -apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;color:#1b1f24;background:#ffffff">
<h1 style="font-size:18px;margin:0 0 16px">{{.Title}}</h1>
{{range .Paragraphs}}<p style="margin:0 0 12px;max-width:44em">{{range $i, $line := .}}{{if $i}}<br>{{end}}{{$line}}{{end}}</p>
{{end}}</body></html>
`

// body is what a message says, as text and as HTML.
func body(i Item) (text, html string, err error) {
	text = i.Text()
	if text == "" {
		text = filesText(i)
	}
	var paragraphs [][]string
	for _, one := range strings.Split(text, "\n\n") {
		if one = strings.Trim(one, "\n"); one != "" {
			paragraphs = append(paragraphs, strings.Split(one, "\n"))
		}
	}
	page, err := template.New("body").Parse(bodyPage)
	if err != nil {
		return "", "", fmt.Errorf("read message page: %w", err)
	}
	var out strings.Builder
	if err := page.Execute(&out, struct {
		Title      string
		Paragraphs [][]string
	}{oneLine(i.Title), paragraphs}); err != nil {
		return "", "", fmt.Errorf("draw message page: %w", err)
	}
	return text, out.String(), nil
}

func filesText(i Item) string {
	lines := []string{oneLine(i.Title), ""}
	for _, f := range i.Main() {
		lines = append(lines, fmt.Sprintf("Attached: %s (%d kB)", f.Name(), (f.Bytes+999)/1000))
	}
	if i.Owner != "" {
		lines = append(lines, "", "Owner: "+oneLine(i.Owner))
	}
	if i.AsOf != "" {
		lines = append(lines, "Data as of "+i.AsOf)
	}
	return strings.Join(lines, "\n") + "\n"
}
