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
	var out []string
	section := ""
	var block []string
	flush := func() {
		if len(types) == 0 || slices.ContainsFunc(types, func(t string) bool { return blockType(block) == t }) {
			out = append(out, block...)
		}
		block = nil
	}
	for _, line := range strings.Split(Example, "\n") {
		if line != "" && line[0] != ' ' && line[0] != '#' {
			if section == "sources:" {
				flush()
			}
			section, _, _ = strings.Cut(line, "  ")
		}
		switch {
		case section == "sources:" && line != "sources:":
			if strings.TrimSpace(line) == "" {
				flush()
				continue
			}
			block = append(block, line)
			continue
		case section == "slack:" && line != "":
			line = "# " + line
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n"), nil
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
