package transforms

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// evidence is a file of sql/evidence: the input rows of one figure, and how they
// add up to it.
//
//	-- adds: ratio(sum(part), sum(base))
//	-- meaning: one row per customer paying at the start
//	SELECT ...
//
// It reads the figure from the one-row table metrics.figure and gives the columns
// of evidenceColumns. adds is an expression over its rows.
type evidence struct {
	metric  string
	file    string
	text    string
	adds    string
	meaning string
	refs    []reference
}

// figureTable tells an evidence query which figure it is about.
const figureTable = "metrics.figure"

// evidenceColumns are what every evidence query gives. record is the kind of the
// record, record_id its id at the source.
func evidenceColumns() []string {
	return []string{"customer_id", "record", "source", "record_id", "day", "detail", "part", "base"}
}

func parseEvidence(file, text string) (*evidence, error) {
	e := &evidence{
		metric: strings.TrimSuffix(path.Base(file), ".sql"), file: file,
		text: strings.TrimRight(text, " \t\r\n;"), refs: findReferences(text),
	}
	header, err := parseHeader(file, text)
	if err != nil {
		return nil, err
	}
	for _, h := range header {
		switch h.name {
		case "adds":
			e.adds = h.value
		case "meaning":
			e.meaning = h.value
		default:
			return nil, fmt.Errorf("%s:%d: unknown header line %q: have adds, meaning", file, h.line, h.name)
		}
	}
	if e.adds == "" || e.meaning == "" {
		return nil, fmt.Errorf("%s:1: header has no adds or no meaning", file)
	}
	if !slices.ContainsFunc(e.refs, func(r reference) bool { return r.name == figureTable }) {
		return nil, fmt.Errorf("%s:1: it must read %s, the figure it is asked about", file, figureTable)
	}
	for _, ref := range e.refs {
		if schema, _, _ := strings.Cut(ref.name, "."); schema == "raw" || schema == "staging" {
			return nil, fmt.Errorf("%s:%d: evidence reads core, metrics and marts, not %s", file, ref.line, ref.name)
		}
	}
	return e, nil
}

// tables are the models the evidence reads.
func (e *evidence) tables() []string {
	var names []string
	for _, ref := range e.refs {
		if ref.name != figureTable {
			names = append(names, ref.name)
		}
	}
	return names
}
