package posthog

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"quarterdeck/connectors"
	"quarterdeck/connectors/rest"
	"quarterdeck/connectors/rest/rows"
	"quarterdeck/connectors/window"
)

const (
	// lookBack is how much later than it was taken in an event may become visible.
	lookBack = 24 * time.Hour
	// Windows are whole minutes; the first is a day, the longest a month.
	unit                         = time.Minute
	firstMinutes, longestMinutes = 24 * 60, 30 * 24 * 60
)

// cursor is where a load stands, and what it was asked with: other settings need
// all of the history again.
type cursor struct {
	// Received is the instant up to which everything PostHog had taken in is known.
	Received time.Time `json:"received"`
	// Happened is set while the history up to Received is still being read: where
	// it has come to.
	Happened time.Time `json:"happened,omitzero"`
	GroupKey string    `json:"group_key,omitempty"`
	Start    string    `json:"start,omitempty"`
}

// pull is one pull of the events.
type pull struct {
	*Source
	stream  string
	w       *rows.Writer
	mode    connectors.Mode
	at      cursor
	until   time.Time
	records records
	after   place
	tokens  *rest.Cursors
}

// Pull implements connectors.Source.
func (s *Source) Pull(ctx context.Context, req connectors.Request, sink connectors.Sink) (connectors.Result, error) {
	stream, err := connectors.Find(s.Streams(), req.Stream)
	if err != nil {
		return connectors.Result{}, err
	}
	p := &pull{Source: s, stream: stream.Name, mode: connectors.Full, until: s.now().UTC().Truncate(time.Microsecond), records: records{groupKey: s.groupKey}}
	if err := p.resume(req.Cursor); err != nil {
		return connectors.Result{}, err
	}
	from := p.at.Received
	if p.w, err = rows.New(stream, req, sink, leftOut()...); err != nil {
		return connectors.Result{}, err
	}
	defer p.w.Release()
	if !p.at.Happened.IsZero() {
		from = p.start
		if err := p.history(ctx); err != nil {
			return connectors.Result{}, err
		}
	}
	if err := p.news(ctx); err != nil {
		return connectors.Result{}, err
	}
	return p.w.Finish(p.mode, p.at, connectors.Window{From: from, To: p.at.Received})
}

// resume starts where the last load ended, or at the beginning.
func (p *pull) resume(text json.RawMessage) error {
	fresh := cursor{Received: p.until, Happened: p.start, GroupKey: p.groupKey, Start: p.start.Format(time.DateOnly)}
	if p.at = fresh; len(text) == 0 {
		return nil
	}
	var last cursor
	if err := json.Unmarshal(text, &last); err != nil {
		return fmt.Errorf("read cursor of %s: %w", p.stream, err)
	}
	if last.Received.IsZero() {
		return fmt.Errorf("read cursor of %s: it holds no instant", p.stream)
	}
	if last.GroupKey == fresh.GroupKey && last.Start <= fresh.Start {
		p.at, p.mode = last, connectors.Increment
		p.at.Start = fresh.Start
	}
	return nil
}

// history reads everything that PostHog had taken in when the first load began,
// in the order in which it happened. The last window has no end: clocks of users
// run ahead.
func (p *pull) history(ctx context.Context) error {
	p.begin()
	q := query{order: happened, before: p.at.Received}
	if err := p.walk(ctx, q, p.at.Happened, p.at.Received); err != nil {
		return err
	}
	rest := p.at.Received
	if p.at.Happened.After(rest) {
		rest = p.at.Happened
	}
	if err := p.run(ctx, rest, rest.Add(unit), func(win connectors.Window) (int, error) {
		q.from, q.to = win.From, time.Time{}
		return p.pages(ctx, q)
	}); err != nil {
		return err
	}
	p.at.Happened = time.Time{}
	return p.checkpoint()
}

// news reads what PostHog has taken in since.
func (p *pull) news(ctx context.Context) error {
	if !p.at.Received.Before(p.until) {
		return nil
	}
	p.begin()
	return p.walk(ctx, query{order: received, since: p.start}, p.at.Received.Add(-lookBack), p.until)
}

// begin starts a walk in a new order.
func (p *pull) begin() {
	p.after, p.tokens = place{}, p.client.NewCursors(p.request(p.stream, query{}))
}

// walk reads the events of q whose instant of order lies in [from, to).
func (p *pull) walk(ctx context.Context, q query, from, to time.Time) error {
	return p.run(ctx, from, to, func(win connectors.Window) (int, error) {
		q.from, q.to = win.From, win.To
		pages, err := p.pages(ctx, q)
		if err != nil {
			return 0, err
		}
		p.reached(q.order, win.To)
		return pages, p.checkpoint()
	})
}

func (p *pull) run(ctx context.Context, from, to time.Time, ask func(connectors.Window) (int, error)) error {
	return window.New(from, to, unit, firstMinutes, longestMinutes).Run(ctx, window.Way{Ask: ask, TooMuch: tooMuch, Sleep: p.client.Sleep})
}

// reached notes that everything up to t is known.
func (p *pull) reached(order string, t time.Time) {
	if order == happened {
		p.at.Happened = t
	} else if t.After(p.at.Received) {
		p.at.Received = t
	}
}

func (p *pull) checkpoint() error {
	return p.w.Checkpoint(p.mode, p.at, connectors.Window{From: p.start, To: p.at.Received})
}

// pages reads one window page by page, and goes on behind the last event landed.
func (p *pull) pages(ctx context.Context, q query) (int, error) {
	q.limit = pageRows
	for n := 1; ; n++ {
		if q.after = p.after; q.after.at.After(q.from) {
			q.from = q.after.at
		}
		if !q.to.IsZero() && !q.from.Before(q.to) {
			return n - 1, nil
		}
		got, err := p.page(ctx, q)
		if err != nil {
			return n, err
		}
		p.w.EndPage()
		if !got.more && got.rows < pageRows {
			return n, nil
		}
		p.reached(q.order, p.after.at)
		if err := p.checkpoint(); err != nil {
			return n, err
		}
	}
}

// page reads one page.
func (p *pull) page(ctx context.Context, q query) (answer, error) {
	req := p.request(p.stream, q)
	req.Whole = func(d *rest.Download) error {
		_, err := readAnswer(d.Reader(), nil)
		return err
	}
	file, err := p.client.Download(ctx, req)
	if err != nil {
		return answer{}, err
	}
	got, err := p.land(ctx, q.order, q.from, file)
	if err := errors.Join(err, file.Close()); err != nil {
		return got, err
	}
	switch {
	case got.fault != nil:
		return got, p.client.Fail(req, fmt.Errorf("the query failed: %.200s", got.fault))
	case got.more && got.rows == 0:
		return got, p.client.Fail(req, errors.New("more rows are promised but none is given"))
	case got.rows > 0:
		return got, p.tokens.Next(p.after.at.Format(time.RFC3339Nano) + " " + p.after.uuid)
	}
	return got, nil
}

// land lands the rows of a page. The walk goes on behind the last one that is an event.
func (p *pull) land(ctx context.Context, order string, from time.Time, file *rest.Download) (answer, error) {
	n := 0
	return readAnswer(file.Reader(), func(row []byte) error {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("read %s: %w", p.stream, err)
		}
		n++
		record, at, err := p.records.record(row, order)
		if err != nil {
			return p.w.Reject(fmt.Sprintf("events by %s from %s, row %d", order, from.Format(time.RFC3339), n), err.Error(), row)
		}
		p.after = at
		return p.w.Add(record, false)
	})
}
