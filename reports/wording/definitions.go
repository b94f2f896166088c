package wording

import (
	"regexp"
	"strings"

	"golang.org/x/text/feature/plural"
)

// definitionSection holds what the shipped metrics mean, by metric. In the source
// language it says what the metrics' own definitions say to customers.
const definitionSection = "definition."

// definitions are patterns of the shipped definitions: a {name} stands for whatever a
// setting of the metric has put there.
func definitions(reference *file) map[string]*regexp.Regexp {
	if reference == nil {
		return nil
	}
	shipped := map[string]*regexp.Regexp{}
	for key, t := range reference.texts {
		if strings.HasPrefix(key, definitionSection) {
			sentence := regexp.QuoteMeta(t.forms[plural.Other])
			shipped[key] = regexp.MustCompile("^" + quotedName.ReplaceAllString(sentence, "(?P<$1>.+)") + "$")
		}
	}
	return shipped
}

// quotedName is a name in a pattern that was quoted for a regular expression.
var quotedName = regexp.MustCompile(`\\\{([a-z_]+)\\\}`)

// Translated is the book's own pattern under a key where the meaning told is the one
// shipped, with the settings it was told with. A definition of the user's own stays as
// it is told.
func (b *Book) Translated(key, told string) string {
	shipped, own := b.shipped[key], b.texts[key]
	if shipped == nil {
		return told
	}
	found := shipped.FindStringSubmatch(told)
	if found == nil {
		return told
	}
	var settings []string
	for i, name := range shipped.SubexpNames() {
		if name != "" {
			settings = append(settings, "{"+name+"}", found[i])
		}
	}
	return strings.NewReplacer(settings...).Replace(own.forms[plural.Other])
}
