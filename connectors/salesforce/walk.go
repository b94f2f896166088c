package salesforce

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"quarterdeck/connectors/rest"
)

const (
	// greatestPage is the greatest number of records Salesforce puts on one page.
	greatestPage = 2000
	// longestQuery leaves room for headers: Salesforce answers no request whose
	// URI and headers are longer than 16,384 bytes.
	longestQuery = 14_000
)

// read reads what the pull is about, by pages or by a job.
func (p *pull) read() error {
	if p.part.Job != "" {
		return p.job()
	}
	if !p.part.At.IsZero() {
		return p.walk()
	}
	if len(url.QueryEscape(p.query())) > longestQuery {
		return p.job()
	}
	n, err := p.count("queryAll", p.sinceCondition())
	switch {
	case refusedWith(err, "QUERY_TIMEOUT"):
		return p.job() // too many to be counted in time
	case err != nil:
		return err
	case n >= p.bulkFrom:
		return p.job()
	}
	return p.walk()
}

// sinceCondition is what limits a later pull to changed records. There is no
// upper bound: a record changed while the pull runs would leave the window and
// be in no load tonight. Only the cursor is bounded.
func (p *pull) sinceCondition() string {
	if p.part.Since.IsZero() {
		return ""
	}
	return p.stamp + " >= " + literal(p.part.Since)
}

// query is the next page's: the records after the last one read, in order.
func (p *pull) query() string {
	condition := p.sinceCondition()
	if !p.part.At.IsZero() {
		at := literal(p.part.At)
		condition = fmt.Sprintf("%[1]s >= %[2]s AND (%[1]s > %[2]s OR Id > '%[3]s')", p.stamp, at, p.part.ID)
	}
	return fmt.Sprintf("%s ORDER BY %s ASC, Id ASC LIMIT %d", p.soql(strings.Join(p.fields, ", "), condition), p.stamp, p.pageSize)
}

func literal(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// walk reads the records in the order of their stamp and id. Every query is asked
// for what comes after the last record read, so a record that gets a new stamp
// meanwhile is met again further on, and none is passed over. The walk ends with
// a page that is not full.
func (p *pull) walk() error {
	tokens := p.client.NewCursors(rest.Request{Stream: p.stream.Name, Path: dataPath + "/queryAll"})
	for {
		from := p.part
		read, err := p.follow(rest.Request{Stream: p.stream.Name, Path: dataPath + "/queryAll", Query: url.Values{"q": {p.query()}}}, tokens)
		lost := refusedWith(err, "INVALID_QUERY_LOCATOR")
		if err != nil && !lost || p.unfinished != "" {
			return err
		}
		if read < p.pageSize && !lost {
			return nil
		}
		// A result that was closed halfway is asked for again from where it stood.
		if p.part.At.Equal(from.At) && p.part.ID == from.ID {
			return errors.Join(err, p.client.Fail(rest.Request{Stream: p.stream.Name, Path: dataPath + "/queryAll"},
				errors.New("a page ends where the page before ended, so paging would never end")))
		}
	}
}

// follow reads one query's records. Salesforce may cut them into several pages:
// how many go on one is its own choice.
func (p *pull) follow(req rest.Request, tokens *rest.Cursors) (read int, err error) {
	for {
		root, err := p.client.JSON(p.ctx, req, &p.page)
		if err != nil {
			return read, err
		}
		next, done := text(root, "nextRecordsUrl"), root.GetBool("done")
		records := root.GetArray("records")
		for _, v := range records {
			p.arena.Reset()
			at, stamped := instant(text(v, p.stamp))
			if err := p.row(v); err != nil {
				return read, err
			}
			if id := text(v, fieldID); stamped && id != "" {
				p.part.At, p.part.ID = at, id
			}
		}
		read += len(records)
		if err := p.checkpoint(); err != nil {
			return read, err
		}
		last := done || !root.Exists("done") && next == ""
		if more := !last || read >= p.pageSize; more && p.spent(p.page.Header()) || last {
			return read, nil
		}
		if err := p.follows(req, next, tokens); err != nil {
			return read, err
		}
		req.Path, req.Query = next, nil
	}
}

// follows checks the address of a next page: it must lie where the token may go.
func (p *pull) follows(req rest.Request, next string, tokens *rest.Cursors) error {
	if err := tokens.Next(next); err != nil {
		return err
	}
	if !strings.HasPrefix(next, "/services/data/") {
		return p.client.Fail(req, errors.New("nextRecordsUrl does not lead to the data API"))
	}
	return nil
}
