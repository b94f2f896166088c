package files

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"quarterdeck/config"
	"quarterdeck/connectors"
)

// theirs begins the name of a column that is called like one of ours, which the
// mapping takes from another: it is not what ours means.
const theirs = "their_"

// names gives each column of a file our name and checks that what the table
// cannot do without is there.
func names(path string, stream connectors.Stream, table config.Table, header []string) ([]string, error) {
	ours := make(map[string]string, len(table.Columns))
	for our, their := range table.Columns {
		ours[their] = our
	}
	names := make([]string, len(header))
	for i, their := range header {
		their = strings.TrimSpace(their)
		names[i] = their
		if our, mapped := ours[their]; mapped {
			names[i] = our
		} else if _, elsewhere := table.Columns[their]; elsewhere {
			names[i] = theirs + their
		}
		if slices.Contains(names[:i], names[i]) {
			return nil, fmt.Errorf("read %s:1: two columns are %s; remove or rename one", path, names[i])
		}
	}
	for _, our := range slices.Sorted(maps.Keys(table.Columns)) {
		if their := table.Columns[our]; !slices.ContainsFunc(header, func(h string) bool { return strings.TrimSpace(h) == their }) {
			return nil, fmt.Errorf("read %s:1: the header has no column %s, which the config maps to %s%s", path, their, our, separator(header))
		}
	}
	for _, column := range slices.Concat(stream.Key, needed(stream.Name)) {
		has := func(one string) bool { return slices.Contains(names, one) }
		if either := strings.Split(column, "|"); !slices.ContainsFunc(either, has) {
			column = strings.Join(either, " or ")
			return nil, fmt.Errorf("read %s:1: the header has no column %s; %s needs it (or map yours to it under 'columns')%s",
				path, column, stream.Name, separator(header))
		}
	}
	return names, nil
}

// separator guesses why a header is one column.
func separator(header []string) string {
	if len(header) == 1 {
		for _, d := range []struct{ mark, name string }{{";", `";"`}, {"\t", "tab"}, {"|", `"|"`}} {
			if strings.Contains(header[0], d.mark) {
				return fmt.Sprintf("; if another character separates the columns, say so: delimiter: %s", d.name)
			}
		}
	}
	return ""
}
