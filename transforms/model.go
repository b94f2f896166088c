package transforms

import (
	"context"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
)

// model is one SQL file that makes one table of the same name.
type model struct {
	name    string // schema.table
	file    string // where it was read, for messages
	text    string // the whole file, header included
	grain   string
	meaning string
	key     []string
	checks  []columnCheck
	refs    []reference
	// unsorted: the rows stay in the order they come. For tables of millions of
	// rows that nobody reads in the order of their key.
	unsorted bool
	// view: the table is never made, its query is run by every model that reads it.
	// Its key is then declared, but not checked. One of core is not in the file.
	view bool
	// generate writes the text when the tables it reads are there; nil where the
	// text is known from the start.
	generate func(ctx context.Context, db *database) (string, error)
	// blame finds the file at fault when a text made of several cannot be run; nil
	// where the model's own file is.
	blame func(ctx context.Context, db *database) error
}

// complete writes the text of a generated model.
func (m *model) complete(ctx context.Context, db *database) (err error) {
	if m.generate != nil {
		m.text, err = m.generate(ctx, db)
	}
	return err
}

// reference is one mention of another table.
type reference struct {
	name string
	line int
}

// modelSchemas are the schemas whose tables are made by SQL files, each from the
// folder of its name: vendors' records in our words, the canonical tables, the
// metric layer's steps, and what the world may read.
func modelSchemas() []string { return []string{"staging", "core", "metrics", "marts"} }

// published tells which schemas end up in the file; the tables of the others are
// steps on the way and are gone when the build is over.
func published(schema string) bool { return schema == "core" || schema == "marts" }

func parseModel(schema, file, text string) (*model, error) {
	m := &model{name: schema + "." + strings.TrimSuffix(path.Base(file), ".sql"), file: file, text: strings.TrimRight(text, " \t\r\n;")}
	if !identifier(m.table()) {
		return nil, fmt.Errorf("%s: %q is not a table name: use lower case, digits and underscores", file, m.table())
	}
	header, err := parseHeader(file, text)
	if err != nil {
		return nil, err
	}
	for _, e := range header {
		if err := m.apply(e); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", file, e.line, err)
		}
	}
	if m.view && schema == "marts" {
		return nil, fmt.Errorf("%s:1: tables of %s are published, so they are materialized", file, schema)
	}
	if len(m.key) == 0 {
		return nil, fmt.Errorf("%s:1: header has no key", file)
	}
	if m.grain == "" {
		return nil, fmt.Errorf("%s:1: header has no grain", file)
	}
	m.refs = findReferences(text)
	return m, nil
}

func (m *model) apply(e headerEntry) error {
	switch e.name {
	case "grain":
		m.grain = e.value
	case "meaning":
		m.meaning = e.value
	case "key":
		for _, column := range strings.Split(e.value, ",") {
			column = strings.TrimSpace(column)
			if !identifier(column) {
				return fmt.Errorf("key: %q is not a column name", column)
			}
			m.key = append(m.key, column)
		}
	case "materialized":
		if e.value != "no" {
			return fmt.Errorf("materialized: %q: only no can be said", e.value)
		}
		m.view = true
	case "sorted":
		if e.value != "no" {
			return fmt.Errorf("sorted: %q: only no can be said", e.value)
		}
		m.unsorted = true
	case "check":
		c, err := parseCheck(e.qualifier, e.value)
		if err != nil {
			return err
		}
		m.checks = append(m.checks, c)
	default:
		return fmt.Errorf("unknown header line %q: have grain, key, meaning, materialized, sorted, check", e.name)
	}
	return nil
}

func (m *model) table() string {
	_, table, _ := strings.Cut(m.name, ".")
	return table
}

func (m *model) schema() string {
	schema, _, _ := strings.Cut(m.name, ".")
	return schema
}

// createSQL gives the statement that makes the table, and the number of lines
// that stand before the file's first line in it.
func (m *model) createSQL() (statement string, linesBefore int) {
	if m.view {
		return fmt.Sprintf("CREATE VIEW %s AS (\n%s\n)", m.name, m.text), 1
	}
	if m.unsorted {
		return fmt.Sprintf("CREATE TABLE %s AS (\n%s\n)", m.name, m.text), 1
	}
	return fmt.Sprintf("CREATE TABLE %s AS SELECT * FROM (\n%s\n) ORDER BY %s", m.name, m.text, strings.Join(m.key, ", ")), 1
}

// headerEntry is one `-- name[qualifier]: value` line with its continuations.
type headerEntry struct {
	name, qualifier, value string
	line                   int
}

var (
	// entry is the line a header entry begins with: name, qualifier, value.
	entry           = regexp.MustCompile(`^--\s?([a-z_]+)(?:\[([a-z]+)\])?:\s*(.*)$`)
	plainIdentifier = regexp.MustCompile(`^[a-z_][a-z0-9_]*$`)
)

// The header is the comment block a file begins with. A line that does not
// begin a new entry continues the one before it.
func parseHeader(file, text string) ([]headerEntry, error) {
	var out []headerEntry
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimRight(line, " \t\r")
		if !strings.HasPrefix(line, "--") {
			break
		}
		if m := entry.FindStringSubmatch(line); m != nil {
			out = append(out, headerEntry{name: m[1], qualifier: m[2], value: m[3], line: i + 1})
			continue
		}
		more := strings.TrimSpace(strings.TrimPrefix(line, "--"))
		if more == "" {
			continue
		}
		if len(out) == 0 {
			return nil, fmt.Errorf("%s:%d: header begins with %q: want `-- name: value`", file, i+1, more)
		}
		last := &out[len(out)-1]
		last.value = strings.TrimSpace(last.value + " " + more)
	}
	return out, nil
}

// findReferences lists the tables a query mentions, each with the line of its
// first mention. Comments and string literals do not count.
func findReferences(text string) []reference {
	var out []reference
	seen := map[string]bool{}
	for i, line := range strings.Split(strings.ToLower(blankLiterals(text)), "\n") {
		for from := 0; ; {
			dot := strings.IndexByte(line[from:], '.')
			if dot < 0 {
				break
			}
			dot += from
			from = dot + 1
			if name := mentionAt(line, dot); name != "" && !seen[name] {
				seen[name] = true
				out = append(out, reference{name: name, line: i + 1})
			}
		}
	}
	return out
}

// mentionAt is the table named with its schema around a dot of a line in lower
// case, or "".
func mentionAt(line string, dot int) string {
	from, to := dot, dot+1
	for from > 0 && wordByte(line[from-1]) {
		from--
	}
	for to < len(line) && wordByte(line[to]) {
		to++
	}
	schema, table := line[from:dot], line[dot+1:to]
	qualified := from > 0 && (line[from-1] == '.' || line[from-1] == '"')
	if qualified || !isModelSchema(schema) && schema != "raw" || !identifier(table) {
		return ""
	}
	return schema + "." + table
}

func wordByte(c byte) bool { return c == '_' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' }

// blankLiterals replaces comments and string literals by blanks, so that what
// is left is code and every line keeps its number.
func blankLiterals(text string) string {
	out := []byte(text)
	blank := func(from, to int) {
		for i := from; i < to; i++ {
			if out[i] != '\n' {
				out[i] = ' '
			}
		}
	}
	for i := 0; i < len(out); {
		end := i + 1
		switch {
		case strings.HasPrefix(text[i:], "--"):
			end = endAfter(text, i, "\n", 2) - 1
			end = max(end, i+2)
			blank(i, end)
		case strings.HasPrefix(text[i:], "/*"):
			end = endAfter(text, i, "*/", 2)
			blank(i, end)
		case text[i] == '\'':
			end = endAfter(text, i, "'", 1)
			blank(i, end)
		}
		i = end
	}
	return string(out)
}

// endAfter is the index after the next mark, searched skip bytes after from.
func endAfter(text string, from int, mark string, skip int) int {
	at := strings.Index(text[min(from+skip, len(text)):], mark)
	if at < 0 {
		return len(text)
	}
	return from + skip + at + len(mark)
}

func identifier(s string) bool {
	return plainIdentifier.MatchString(s)
}

// splitTop splits at the commas that stand outside parentheses and quotes.
func splitTop(list string) []string {
	var parts []string
	depth, from, quoted := 0, 0, false
	for i := 0; i < len(list); i++ {
		switch c := list[i]; {
		case c == '\'':
			quoted = !quoted
		case quoted:
		case c == '(':
			depth++
		case c == ')':
			depth--
		case c == ',' && depth == 0:
			parts = append(parts, strings.TrimSpace(list[from:i]))
			from = i + 1
		}
	}
	return append(parts, strings.TrimSpace(list[from:]))
}

func isModelSchema(name string) bool { return slices.Contains(modelSchemas(), name) }
