package config

import (
	"fmt"
	"slices"
	"strings"
)

// Scaffold is a commented configuration with only the source types named, cut
// from Example; none named means all. Slack stays commented out: a first run
// should not need it.
func Scaffold(types []string) (string, error) {
	for _, t := range types {
		if _, known := sourceType(t); !known {
			return "", fmt.Errorf("unknown source type %q; use one of %s", t, typeNames())
		}
	}
	var out, block []string
	section := ""
	flush := func(separator ...string) {
		if keeps(types, block) {
			out = append(append(out, block...), separator...)
		}
		block = nil
	}
	for line := range strings.SplitSeq(Example, "\n") {
		if line != "" && line[0] != ' ' && line[0] != '#' {
			flush()
			section, _, _ = strings.Cut(line, "  ")
		}
		switch {
		case section == "sources:" && line == "":
			flush("")
		case section == "sources:" && line != "sources:":
			block = append(block, line)
		case section == "slack:" && line != "" && line[0] != '#':
			out = append(out, "# "+line)
		default:
			out = append(out, line)
		}
	}
	return strings.Join(out, "\n"), nil
}

// keeps says whether a block of the section of the sources belongs into the file:
// a source of a wanted type, or the words above the next section.
func keeps(types, block []string) bool {
	if len(block) == 0 {
		return false
	}
	typ := blockType(block)
	return len(types) == 0 || slices.Contains(types, typ) || typ == "" && block[0][0] == '#'
}

// blockType is the type of the source a block of example lines describes.
func blockType(block []string) string {
	for _, line := range block {
		if t, found := strings.CutPrefix(strings.TrimSpace(line), "type: "); found {
			return t
		}
	}
	return ""
}
