package transforms

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Files of different ages may hold other columns than are declared now. What the
// raw table shows of them follows these rules, so that no value is lost:
//
//   - a column the files lack is null;
//   - one that is no longer declared, or was renamed, lies in _extra under its old
//     name;
//   - one of another type is converted where the value means the same in both;
//     text never fails to hold a value; where a value does not fit, or only
//     rounded, it lies in _extra under its name as well, and the column is null
//     or holds what is left of it.
//
// shape is the columns a group of files has.
type shape struct {
	files   []string
	columns []Column
}

// shapes sorts files by their columns, in the order they come.
func (db *database) shapes(ctx context.Context, files []string) ([]shape, error) {
	rows, err := db.conn.QueryContext(ctx, `SELECT file_name,
    string_agg(concat_ws(' ', name, type, converted_type, logical_type, scale, "precision"), ', ' ORDER BY name) AS signature
FROM parquet_schema([`+sqlList(files)+`]) GROUP BY file_name`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	signatures := map[string]string{}
	for rows.Next() {
		var file, signature string
		if err := rows.Scan(&file, &signature); err != nil {
			return nil, err
		}
		signatures[file] = signature
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	var order []string
	groups := map[string][]string{}
	for _, file := range files {
		signature := signatures[file]
		if groups[signature] == nil {
			order = append(order, signature)
		}
		groups[signature] = append(groups[signature], file)
	}
	var all []shape
	for _, signature := range order {
		one := shape{files: groups[signature]}
		described, err := db.strings(ctx, "SELECT column_name || ' ' || column_type FROM (DESCRIBE SELECT * FROM "+readParquet(one.files[:1])+")")
		if err != nil {
			return nil, err
		}
		for _, line := range described {
			at := strings.Index(line, " ")
			one.columns = append(one.columns, Column{Name: line[:at], Type: line[at+1:]})
		}
		all = append(all, one)
	}
	return all, nil
}

// selectSQL reads files of one shape as what the table declares.
func (t Table) selectSQL(source string, of shape) string {
	names := []string{literal(source) + " AS _source"}
	var kept []string // what goes into _extra beside what is there
	for _, c := range slices.Concat(t.Columns, columns(landedColumns)) {
		if c.Name == "_extra" {
			continue
		}
		had := of.typeOf(c.Name)
		switch {
		case had == "":
			names = append(names, fmt.Sprintf("CAST(NULL AS %s) AS %q", c.Type, c.Name))
		case had == c.Type:
			names = append(names, fmt.Sprintf("%q", c.Name))
		default:
			value, unfit := convert(fmt.Sprintf("%q", c.Name), had, c.Type)
			names = append(names, fmt.Sprintf("CAST(%s AS %s) AS %q", value, c.Type, c.Name))
			kept = append(kept, of.keepSQL(c.Name, unfit))
		}
	}
	for _, c := range of.columns {
		if !t.declares(c.Name) {
			kept = append(kept, of.keepSQL(c.Name, fmt.Sprintf("%q IS NOT NULL", c.Name)))
		}
	}
	return "SELECT " + strings.Join(append(names, of.extraSQL(kept)+" AS _extra"), ", ") + " FROM " + readParquet(of.files)
}

func (s shape) typeOf(name string) string {
	for _, c := range s.columns {
		if c.Name == name {
			return c.Type
		}
	}
	return ""
}

func (t Table) declares(name string) bool {
	return slices.ContainsFunc(slices.Concat(t.Columns, columns(landedColumns)), func(c Column) bool { return c.Name == name })
}

// keepSQL is a member of _extra, or null where the value need not or is already kept.
func (s shape) keepSQL(name, when string) string {
	if s.typeOf("_extra") != "" {
		when = fmt.Sprintf("(%s) AND NOT coalesce(json_exists(_extra, %s), false)", when, literal(`$."`+name+`"`))
	}
	return fmt.Sprintf("CASE WHEN %s THEN %s || %s END", when, literal(fmt.Sprintf("%q:", name)), jsonText(fmt.Sprintf("%q", name), s.typeOf(name)))
}

// extraSQL is _extra with the members added.
func (s shape) extraSQL(kept []string) string {
	had := "CAST(NULL AS VARCHAR)"
	if s.typeOf("_extra") != "" {
		had = "CAST(_extra AS VARCHAR)"
	}
	if len(kept) == 0 {
		return had
	}
	added := "nullif(concat_ws(',', " + strings.Join(kept, ", ") + "), '')"
	return fmt.Sprintf("CASE WHEN %[2]s IS NULL THEN %[1]s WHEN coalesce(%[1]s, '{}') = '{}' THEN '{' || %[2]s || '}' ELSE left(%[1]s, length(%[1]s) - 1) || ',' || %[2]s || '}' END", had, added)
}

// convert is the value of a column as another type, and when that does not say all
// the value said.
func convert(value, from, to string) (converted, unfit string) {
	switch {
	case to == "VARCHAR":
		return asText(value, from), "false"
	case from == "VARCHAR":
		return parseText(value, to)
	case isNumber(from) && isNumber(to), isTime(from) && isTime(to):
		converted = fmt.Sprintf("TRY_CAST(%s AS %s)", value, to)
		return converted, fmt.Sprintf("%[1]s IS NOT NULL AND TRY_CAST(%[2]s AS %[3]s) IS DISTINCT FROM %[1]s", value, converted, from)
	}
	return "NULL", value + " IS NOT NULL"
}

func isNumber(t string) bool {
	return t == "BIGINT" || t == "DOUBLE" || strings.HasPrefix(t, "DECIMAL")
}
func isTime(t string) bool { return t == "TIMESTAMP" || t == "DATE" }

// asText spells a value as a vendor would in JSON, without the quotes.
func asText(value, from string) string {
	switch {
	case strings.HasPrefix(from, "DECIMAL"):
		return fmt.Sprintf("CASE WHEN contains(CAST(%[1]s AS VARCHAR), '.') THEN rtrim(rtrim(CAST(%[1]s AS VARCHAR), '0'), '.') ELSE CAST(%[1]s AS VARCHAR) END", value)
	case from == "TIMESTAMP":
		return fmt.Sprintf(`regexp_replace(strftime(%s, '%%Y-%%m-%%dT%%H:%%M:%%S.%%f'), '\.?0+$', '') || 'Z'`, value)
	}
	return "CAST(" + value + " AS VARCHAR)"
}

// parseText reads a value out of text as the connectors do: an empty one is null.
func parseText(value, to string) (converted, unfit string) {
	text := "trim(" + value + ")"
	number := text + ` SIMILAR TO '[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?'`
	given := text + " <> ''"
	switch {
	case to == "BIGINT":
		converted = fmt.Sprintf("CASE WHEN %[1]s SIMILAR TO '[+-]?[0-9]+' THEN TRY_CAST(%[1]s AS BIGINT) END", text)
	case strings.HasPrefix(to, "DECIMAL"):
		converted = fmt.Sprintf("CASE WHEN %s THEN TRY_CAST(%s AS %s) END", number, text, to)
		return converted, fmt.Sprintf("%s AND (%s) IS DISTINCT FROM TRY_CAST(%s AS DECIMAL(38, 18))", given, converted, text)
	case to == "DOUBLE":
		converted = fmt.Sprintf("CASE WHEN %s THEN TRY_CAST(%s AS DOUBLE) END", number, text)
	case to == "BOOLEAN":
		converted = fmt.Sprintf("CASE lower(%s) WHEN 'true' THEN true WHEN 'false' THEN false END", text)
	case to == "DATE":
		converted = fmt.Sprintf("TRY_CAST(%s AS DATE)", text)
		return converted, fmt.Sprintf("%s AND ((%s) IS NULL OR length(%s) > 10)", given, converted, text)
	case to == "TIMESTAMP": // DuckDB would pass over an offset
		converted = fmt.Sprintf("CASE WHEN NOT regexp_matches(%[1]s, ':[0-9.]+ *[+-][0-9:]+$') THEN TRY_CAST(%[1]s AS TIMESTAMP) END", text)
	default:
		return "NULL", given
	}
	return converted, fmt.Sprintf("%s AND (%s) IS NULL", given, converted)
}

// jsonText is a value as JSON. Text that is an object or an array is taken for JSON.
func jsonText(value, from string) string {
	switch {
	case isNumber(from) || from == "BOOLEAN":
		return asText(value, from)
	case from == "VARCHAR":
		return fmt.Sprintf("CASE WHEN left(ltrim(%[1]s), 1) IN ('{', '[') AND json_valid(%[1]s) THEN %[1]s ELSE CAST(to_json(%[1]s) AS VARCHAR) END", value)
	}
	return fmt.Sprintf("CAST(to_json(%s) AS VARCHAR)", asText(value, from))
}
