package freshdesk

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"github.com/valyala/fastjson"

	"quarterdeck/connectors/rest"
)

const (
	pageSize = 100
	// lastPage is the greatest page number Freshdesk answers.
	lastPage = 300
)

// walk goes through the tickets of one filter, oldest change first.
type walk struct {
	p     *pull
	query url.Values
	land  func(*fastjson.Value) error
	// at is the second the pages are asked from, newest the greatest one seen.
	at, newest time.Time
	// seen are the tickets landed whose change lies in the second at, ahead those
	// in newest, and passed all that the step landed behind the second at.
	seen, ahead, passed map[int64]bool
}

// walk lands every ticket that changed since then and tells passed after each
// step how far it has come.
func (p *pull) walk(filter string, since time.Time, land func(*fastjson.Value) error, passed func(time.Time) error) error {
	query := url.Values{"order_by": {"updated_at"}, "order_type": {"asc"}, "per_page": {strconv.Itoa(pageSize)}}
	if filter == "" {
		query.Set("include", "stats,requester,company")
	} else {
		query.Set("filter", filter)
	}
	w := &walk{p: p, query: query, land: land, at: since, newest: since, seen: map[int64]bool{}, ahead: map[int64]bool{}}
	for {
		more, err := w.step()
		if err != nil {
			return err
		}
		if err := passed(w.newest); err != nil {
			return err
		}
		// What changes while the walk runs belongs to the next night.
		if !more || w.newest.After(p.window.To) {
			return nil
		}
		w.at, w.seen, w.ahead = w.newest, w.ahead, map[int64]bool{}
	}
}

// step reads pages from the second at until a later second shows.
func (w *walk) step() (more bool, err error) {
	page, stale := 1, 0
	w.passed = map[int64]bool{}
	for ; ; page++ {
		tickets, next, err := w.get(page)
		if err != nil {
			return false, err
		}
		fresh, err := w.take(tickets)
		if err != nil {
			return false, err
		}
		w.p.writer.EndPage()
		more = next
		// The first page may hold nothing but what the step before ended in, and
		// the second what a late change has pushed on meanwhile.
		if stale++; fresh > 0 {
			stale = 0
		}
		switch {
		case !next || w.newest.After(w.at):
		case len(tickets) == 0:
			return false, w.fail("page %d is empty although another one is promised", page)
		case stale > 2:
			return false, w.fail("page %d brought only tickets that came before, so every one came twice and paging would never end", page)
		case page == lastPage:
			return false, w.fail("more than %d tickets changed in the one second %s, and Freshdesk shows no more", lastPage*pageSize, stamp(w.at))
		default:
			continue
		}
		break
	}
	if page == 1 {
		return more, nil
	}
	return more, w.again(page)
}

// again reads the pages of a step once more, until they bring nothing new: a
// ticket that changed between two pages left its place and moved its neighbours up.
func (w *walk) again(pages int) error {
	for fresh := 1; fresh > 0; {
		fresh = 0
		for page := 1; page <= pages; page++ {
			tickets, next, err := w.get(page)
			if err != nil {
				return err
			}
			for _, v := range tickets {
				if !w.missed(v) {
					continue
				}
				fresh++
				if err := w.land(v); err != nil {
					return err
				}
			}
			w.p.writer.EndPage()
			if !next {
				break
			}
		}
	}
	return nil
}

// missed tells that a ticket of the step has not landed yet, and notes that it will.
func (w *walk) missed(v *fastjson.Value) bool {
	at, ok := changed(v)
	id := v.GetInt64("id")
	switch {
	case !ok || at.Before(w.at) || at.After(w.newest):
		return false
	case at.Equal(w.at):
		missed := !w.seen[id]
		w.seen[id] = true
		return missed
	}
	missed := !w.passed[id]
	w.passed[id] = true
	if at.Equal(w.newest) {
		w.ahead[id] = true
	}
	return missed
}

// take lands the tickets of a page that did not come before.
func (w *walk) take(tickets []*fastjson.Value) (fresh int, err error) {
	for _, v := range tickets {
		at, ok := changed(v)
		id := v.GetInt64("id")
		switch {
		case !ok || id == 0:
			// It has no place in the walk; the writer decides what becomes of it.
		case at.Before(w.newest):
			return fresh, w.fail("ticket %d changed at %s but comes after one of %s: the page came twice or not in the order asked for", id, stamp(at), stamp(w.newest))
		case at.Equal(w.at):
			if w.seen[id] {
				continue
			}
			w.seen[id] = true
		default:
			if at.After(w.newest) {
				w.newest = at
				clear(w.ahead)
			}
			w.ahead[id], w.passed[id] = true, true
		}
		fresh++
		if err := w.land(v); err != nil {
			return fresh, err
		}
	}
	return fresh, nil
}

// changed is the instant of a ticket's last change.
func changed(v *fastjson.Value) (time.Time, bool) {
	at, err := time.Parse(time.RFC3339, string(v.GetStringBytes("updated_at")))
	return at.UTC().Truncate(time.Second), err == nil
}

func (w *walk) get(page int) (tickets []*fastjson.Value, next bool, err error) {
	w.query.Set("updated_since", stamp(w.at))
	return w.p.get(pathTickets, w.query, page)
}

func (w *walk) fail(format string, args ...any) error {
	return w.p.client.Fail(rest.Request{Stream: w.p.stream.Name, Path: pathTickets}, fmt.Errorf(format, args...))
}

// get asks for one page of a list; next says whether Freshdesk links to another.
func (p *pull) get(path string, query url.Values, page int) (list []*fastjson.Value, next bool, err error) {
	query.Set("page", strconv.Itoa(page))
	req := rest.Request{Stream: p.stream.Name, Path: path, Query: query}
	root, err := p.client.JSON(p.ctx, req, &p.page)
	if err != nil {
		return nil, false, err
	}
	if root.Type() != fastjson.TypeArray {
		return nil, false, p.client.Fail(req, errors.New("the answer is no list"))
	}
	return root.GetArray(), linksToNext(p.page.Header()), nil
}

// stamp spells an instant as Freshdesk does.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }
