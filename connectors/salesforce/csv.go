package salesforce

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/valyala/fastjson"

	"quarterdeck/connectors/rest"
)

// records reads a page of results: a header, then one record a line, quoted, in
// which line breaks may stand. NULs are left out: Salesforce is known to put
// some in.
func records(d *rest.Download) *csv.Reader {
	r := csv.NewReader(withoutNUL{d.Reader()})
	r.ReuseRecord = true
	return r
}

type withoutNUL struct{ io.Reader }

func (w withoutNUL) Read(p []byte) (int, error) {
	n, err := w.Reader.Read(p)
	kept := p[:0]
	for _, b := range p[:n] {
		if b != 0 {
			kept = append(kept, b)
		}
	}
	return len(kept), err
}

// whole counts the records of a page and compares with what Salesforce says
// there are: a page cut short at the end of a line looks like a shorter one.
func whole(d *rest.Download) error {
	said, err := strconv.Atoi(d.Header().Get("Sforce-NumberOfRecords"))
	if err != nil {
		return errors.New("the answer does not say how many records it holds")
	}
	r, n := records(d), -1
	for {
		_, err := r.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return csvError(err)
		}
		n++
	}
	if n != said {
		return fmt.Errorf("the answer holds %d records, not the %d it says", n, said)
	}
	return nil
}

// csvError tells where a page is not CSV, without quoting it.
func csvError(err error) error {
	var bad *csv.ParseError
	if errors.As(err, &bad) {
		return fmt.Errorf("the answer is not CSV at line %d: %w", bad.Line, bad.Err)
	}
	return fmt.Errorf("read page: %w", err)
}

// land lands the records of a page that is known to be whole. An empty value is
// null: Salesforce writes both alike.
func (p *pull) land(req rest.Request, d *rest.Download) (n int64, err error) {
	r := records(d)
	header, err := r.Read()
	if err != nil {
		return 0, p.client.Fail(req, csvError(err))
	}
	names := slices.Clone(header)
	for _, field := range p.fields {
		if !slices.Contains(names, field) {
			return 0, p.client.Fail(req, fmt.Errorf("the page has no column %s", field))
		}
	}
	for ; ; n++ {
		values, err := r.Read()
		if err == io.EOF {
			return n, nil
		}
		if err != nil {
			return n, p.client.Fail(req, csvError(err))
		}
		if n%1024 == 0 && p.ctx.Err() != nil {
			return n, fmt.Errorf("read %s.%s: %w", p.name, p.stream.Name, p.ctx.Err())
		}
		p.arena.Reset()
		if err := p.row(p.recordOf(names, values)); err != nil {
			return n, err
		}
	}
}

// recordOf is a line as the REST API would give it.
func (p *pull) recordOf(names, values []string) *fastjson.Value {
	v := p.arena.NewObject()
	for i, name := range names {
		if values[i] == "" {
			continue
		}
		value := p.arena.NewString(values[i])
		if name == fieldDeleted {
			value = p.arena.NewFalse()
			if strings.EqualFold(values[i], "true") {
				value = p.arena.NewTrue()
			}
		}
		relationship, field, related := strings.Cut(name, ".")
		if !related {
			v.Set(name, value)
			continue
		}
		inner := v.Get(relationship)
		if inner == nil {
			inner = p.arena.NewObject()
			v.Set(relationship, inner)
		}
		inner.Set(field, value)
	}
	return v
}
