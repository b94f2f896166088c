package pipeline

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"quarterdeck/reports"
	"quarterdeck/transforms"
)

// ExplainedReview is numbers printed in a review, followed to the marts it was made
// from.
type ExplainedReview struct {
	DocumentID string    `json:"document_id"`
	CustomerID string    `json:"customer_id"`
	Quarter    string    `json:"quarter"`
	AsOf       string    `json:"as_of"`
	KnownAt    time.Time `json:"known_at"`
	// RunID is the publication that was asked, Current whether readers see it.
	RunID   string            `json:"run_id"`
	Current bool              `json:"current"`
	Numbers []ExplainedNumber `json:"numbers"`
}

// ExplainedNumber is one of them.
type ExplainedNumber struct {
	ID    int    `json:"id"`
	Text  string `json:"text"`
	Pages []int  `json:"pages"`
	Followed
}

// Followed is an origin with what the marts give for it.
type Followed struct {
	What   string      `json:"what,omitempty"`
	Figure string      `json:"figure,omitempty"`
	SQL    string      `json:"sql,omitempty"`
	How    reports.How `json:"how,omitempty"`
	// Printed is the number before it was rounded for print, Now what the marts give:
	// nil where they give nothing.
	Printed float64    `json:"value"`
	Now     *float64   `json:"now"`
	From    []Followed `json:"from,omitempty"`
}

// Holds reports whether the marts give what was printed, and all it is made of.
func (f Followed) Holds() bool {
	for _, part := range f.From {
		if !part.Holds() {
			return false
		}
	}
	return transforms.SameValue(&f.Printed, f.Now)
}

// Figures are the published figures a number rests on, each once.
func (f Followed) Figures() []string {
	var out []string
	seen := map[string]bool{}
	var walk func(Followed)
	walk = func(f Followed) {
		if f.Figure != "" && !seen[f.Figure] {
			seen[f.Figure] = true
			out = append(out, f.Figure)
		}
		for _, part := range f.From {
			walk(part)
		}
	}
	walk(f)
	return out
}

// printedID is a document's id, with the id of one of its numbers or without.
var printedID = regexp.MustCompile(`^([0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4})(?:#([0-9]{1,6}))?$`)

// IsPrinted says whether an id is that of a review, as 4F85-CF99-2B3B, or of a number
// of one, as 4F85-CF99-2B3B#17.
func IsPrinted(id string) bool { return printedID.MatchString(strings.ToUpper(id)) }

// ExplainPrinted follows a number of a review, or all of them, to the marts it came
// from: the publication of its day and knowledge, or marts computed again where that
// is gone. The receipts are those in dir, where it is not "", else in the data
// folder's reviews. A number that comes out differently is no error: ask Holds.
func (p *Pipeline) ExplainPrinted(ctx context.Context, id, dir string) (explained *ExplainedReview, err error) {
	parts := printedID.FindStringSubmatch(strings.ToUpper(id))
	if parts == nil {
		return nil, &UsageError{fmt.Errorf("%q is no number of a review; one looks like 4F85-CF99-2B3B#17", id)}
	}
	all, err := p.receipts(parts[1], dir)
	if err != nil {
		return nil, err
	}
	numbers, err := chosen(all, parts[2])
	if err != nil {
		return nil, err
	}
	day, err := time.Parse(time.DateOnly, all.AsOf)
	if err != nil {
		return nil, fmt.Errorf("read receipts of %s: %w", all.DocumentID, err)
	}
	marts, err := p.Marts(ctx, Clocks{AsOf: day, KnownAt: all.KnownAt})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, marts.Close()) }()
	explained = &ExplainedReview{
		DocumentID: all.DocumentID, CustomerID: all.CustomerID, Quarter: all.Quarter, AsOf: all.AsOf, KnownAt: all.KnownAt,
		RunID: marts.RunID, Current: marts.Current,
	}
	for _, n := range numbers {
		followed, err := follow(ctx, marts.DB, &n.Origin)
		if err != nil {
			return nil, err
		}
		explained.Numbers = append(explained.Numbers, ExplainedNumber{ID: n.ID, Text: n.Text, Pages: n.Pages, Followed: followed})
	}
	return explained, nil
}

// chosen is the number of that id, or all of them for "".
func chosen(all reports.Receipts, id string) ([]reports.Printed, error) {
	if id == "" {
		return all.Numbers, nil
	}
	n, err := strconv.Atoi(id)
	if err != nil || n < 1 || n > len(all.Numbers) {
		return nil, &UsageError{fmt.Errorf("document %s has no number %s; it has #1 to #%d", all.DocumentID, id, len(all.Numbers))}
	}
	return all.Numbers[n-1 : n], nil
}

// receiptsPath is where a batch keeps the receipts of a document.
func receiptsPath(document string) string { return "receipts/" + document + ".json" }

// receipts reads those of a document.
func (p *Pipeline) receipts(document, dir string) (all reports.Receipts, err error) {
	pattern := p.path("reports", "*", "receipts", document+".json")
	if dir != "" {
		pattern = filepath.Join(dir, "receipts", document+".json")
	}
	found, err := filepath.Glob(pattern)
	if err != nil {
		return all, fmt.Errorf("look for receipts: %w", err)
	}
	if len(found) == 0 {
		return all, &UsageError{fmt.Errorf("there are no receipts of document %s in %s; name the folder its review was written to with --reviews",
			document, filepath.Dir(pattern))}
	}
	raw, err := os.ReadFile(found[0])
	if err == nil {
		err = json.Unmarshal(raw, &all)
	}
	if err != nil {
		return all, fmt.Errorf("read receipts of %s: %w", document, err)
	}
	return all, nil
}

// follow asks the marts for the leaves of an origin and reckons again what is made of
// them.
func follow(ctx context.Context, db *sql.DB, of *reports.Origin) (Followed, error) {
	out := Followed{What: of.What, Figure: of.Figure, SQL: of.SQL, How: of.How, Printed: of.Value}
	switch {
	case of.Figure != "":
		err := ask(ctx, db, &out.Now, of.What, `SELECT value FROM marts.figures WHERE figure_id = ?`, of.Figure)
		return out, err
	case of.SQL != "":
		err := ask(ctx, db, &out.Now, of.What, of.SQL)
		return out, err
	}
	var values []float64
	for _, part := range of.From {
		followed, err := follow(ctx, db, part)
		if err != nil {
			return out, err
		}
		out.From = append(out.From, followed)
		if followed.Now != nil {
			values = append(values, *followed.Now)
		}
	}
	if of.How == reports.Tally && len(of.From) == 0 { // the document counts it by itself
		out.Now = &of.Value
		return out, nil
	}
	if v, ok := of.How.Compute(values); ok && len(values) == len(of.From) {
		out.Now = &v
	}
	return out, nil
}

// ask runs the query of a leaf; no row leaves into as it is.
func ask(ctx context.Context, db *sql.DB, into **float64, what, query string, args ...any) error {
	err := db.QueryRowContext(ctx, query, args...).Scan(into)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("ask for %q: %w", what, err)
	}
	return nil
}
