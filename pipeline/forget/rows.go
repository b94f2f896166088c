package forget

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/compute"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

func sortedKeys(set map[string]bool) []string { return slices.Sorted(maps.Keys(set)) }

// Stream is a stream of a source of a type.
type Stream struct{ Source, Type, Name string }

// Rows judges the rows of one stream by a list.
type Rows struct {
	list   *List
	stream Stream
}

// In judges the rows of a stream.
func (l *List) In(stream Stream) Rows { return Rows{l, stream} }

// Found is what Learn found.
type Found struct {
	Rows    int64 // of somebody who was forgotten
	Learned int   // ids that were not on the list
	// Words are the ids of accounts and people, and the addresses, of the rows.
	Words []string
}

// verdicts says of each row whether it is one of somebody who was forgotten. Where the
// row is a thing of the customer, what it is known by goes onto the list.
func (r Rows) verdicts(batch arrow.Record) (gone []bool, found Found) {
	gone = make([]bool, batch.NumRows())
	if aboutNobody(r.stream.Name) {
		return gone, found
	}
	roles := make([]role, batch.NumCols())
	for i := range roles {
		roles[i], _ = roleOf(r.stream.Type, r.stream.Name, batch.ColumnName(i))
	}
	for row := range gone {
		gone[row] = r.forgotten(batch, roles, row)
		if gone[row] {
			found.Rows++
			r.learn(batch, roles, row, &found)
		}
	}
	return gone, found
}

func (r Rows) forgotten(batch arrow.Record, roles []role, row int) bool {
	for i, role := range roles {
		if role.entity == "" || batch.Column(i).IsNull(row) {
			continue
		}
		for _, id := range ids(batch.Column(i).ValueStr(row), role.many) {
			if r.list.Has(r.stream.Source, role.entity, id) || role.entity == Person && r.list.Has("", Email, id) ||
				role.many && (r.list.Has(r.stream.Source, Person, id) || r.list.Has(r.stream.Source, Ticket, id)) {
				return true
			}
		}
	}
	return false
}

func (r Rows) learn(batch arrow.Record, roles []role, row int, found *Found) {
	for i, role := range roles {
		if !role.defines || batch.Column(i).IsNull(row) {
			continue
		}
		for _, id := range ids(batch.Column(i).ValueStr(row), role.many) {
			entity := role.entity
			if entity == Person && strings.Contains(id, "@") {
				entity = Email // by which other sources know the person too
			}
			if r.list.Add(r.stream.Source, entity, id) {
				found.Learned++
			}
			if entity == Account || entity == Person || entity == Email {
				found.Words = append(found.Words, id)
			}
		}
	}
}

// ids are the ids a value holds.
func ids(value string, many bool) []string {
	if !many {
		return []string{value}
	}
	return tokens.FindAllString(value, -1)
}

// tokens are what could be an id or an address in JSON.
var tokens = regexp.MustCompile(`[^\s"',:;\[\]{}()<>]+`)

// Drop leaves out the rows of those who were forgotten. It returns the batch itself
// where there are none, and nil where nothing is left. The caller releases a new batch.
func (r Rows) Drop(ctx context.Context, batch arrow.Record) (arrow.Record, error) {
	gone, _ := r.verdicts(batch)
	if !slices.Contains(gone, true) {
		return batch, nil
	}
	if !slices.Contains(gone, false) {
		return nil, nil
	}
	keep := array.NewBooleanBuilder(memory.DefaultAllocator)
	defer keep.Release()
	for _, g := range gone {
		keep.Append(!g)
	}
	mask := keep.NewBooleanArray()
	defer mask.Release()
	left, err := compute.FilterRecordBatch(ctx, batch, mask, compute.DefaultFilterOptions())
	if err != nil {
		return nil, fmt.Errorf("leave out rows of %s.%s: %w", r.stream.Source, r.stream.Name, err)
	}
	return left, nil
}

// Learn puts what the forgotten rows of the batch are known by onto the list.
func (r Rows) Learn(batch arrow.Record) Found {
	_, found := r.verdicts(batch)
	return found
}

// Canonical tells whether the accounts of a type go by our own customer ids.
func Canonical(typ string) bool { return canonical(typ) }
