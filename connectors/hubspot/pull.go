package hubspot

import (
	"cmp"
	"errors"
	"net/http"
	"time"

	"github.com/valyala/fastjson"

	"quarterdeck/connectors"
	"quarterdeck/connectors/rest"
)

const (
	// lookBack covers the search index's delay and late commits.
	lookBack = 5 * time.Minute
	// pageLife is how long a first load that was broken off is gone on with.
	// HubSpot promises nothing about the age of its page tokens; a day lets the
	// next night go on.
	pageLife = 24 * time.Hour
	// binLife is shorter than the ninety days HubSpot lists what was archived. An
	// older cursor may have missed some, so everything is read anew.
	binLife = 85 * 24 * time.Hour
)

// cursor is what a load remembers.
type cursor struct {
	// Modified is the newest modification seen: everything up to then was read.
	Modified time.Time `json:"modified,omitzero"`
	// Part is where a pull stood that was broken off; nil after a whole one.
	Part *part `json:"part,omitempty"`
}

// part is how far a pull has come. Without a cursor.Modified it walks the list,
// else it searches for what was modified since.
type part struct {
	// After is the token of the list's next page, ID the greatest id of the search.
	After string `json:"after,omitempty"`
	ID    int64  `json:"id,omitempty"`
	// Seen is the newest modification so far. Began is when the pull began; it
	// claims nothing later, for a record may have changed after it was read.
	Seen  time.Time `json:"seen,omitzero"`
	Began time.Time `json:"began"`
}

// objects pulls companies, contacts or deals from where the cursor stands.
func (p *pull) objects(at cursor) (connectors.Result, error) {
	now := p.now().UTC()
	if !at.usable(now) {
		return p.everything(now)
	}
	if at.Part != nil {
		next, err := p.remainder(at)
		if p.refusedToken(at, err) {
			return p.everything(now)
		}
		if err != nil {
			return connectors.Result{}, err
		}
		at = next
	}
	p.mark = rest.NewWatermark(at.Modified, now)
	if err := p.changes(at, part{Began: now}); err != nil {
		return connectors.Result{}, err
	}
	return p.writer.Finish(connectors.Increment, cursor{Modified: p.mark.Time()}, window(at, now))
}

// usable tells whether a pull may go on from the cursor: there is one, and
// HubSpot still knows the pages or the archived records that follow it.
func (c cursor) usable(now time.Time) bool {
	if c.Modified.IsZero() {
		return c.Part != nil && now.Sub(c.Part.Began) < pageLife
	}
	return now.Sub(c.Modified) < binLife
}

// window is the time an increment covers.
func window(at cursor, to time.Time) connectors.Window {
	return connectors.Window{From: at.Modified.Add(-lookBack), To: to}
}

// everything walks the whole list.
func (p *pull) everything(now time.Time) (connectors.Result, error) {
	p.mark = rest.NewWatermark(time.Time{}, now)
	if err := p.listLive(connectors.Full, part{Began: now}); err != nil {
		return connectors.Result{}, err
	}
	return p.writer.Finish(connectors.Full, cursor{Modified: p.mark.Time()}, connectors.Window{To: now})
}

// remainder completes a pull that was broken off and is the cursor it would
// have ended with. What happened since then is left to the increment after it.
func (p *pull) remainder(at cursor) (cursor, error) {
	begun := *at.Part
	p.mark = rest.NewWatermark(newest(at.Modified, begun.Seen), begun.Began)
	var err error
	if at.Modified.IsZero() {
		err = p.listLive(connectors.Increment, begun)
	} else {
		err = p.changes(at, begun)
	}
	return cursor{Modified: cmp.Or(p.mark.Time(), begun.Began)}, err
}

func newest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// refusedToken tells that HubSpot no longer knows the page a first load was to
// go on with, before anything was landed.
func (p *pull) refusedToken(at cursor, err error) bool {
	var refused *rest.Error
	return at.Part.After != "" && p.writer.Rows() == 0 && errors.As(err, &refused) && refused.Status == http.StatusBadRequest
}

// listLive lands the live records of the list from where begun stands. After
// every page a pull that is killed can be taken up there.
func (p *pull) listLive(mode connectors.Mode, begun part) error {
	return p.list(begun.After, p.listed, func(after string) error {
		stands := part{After: after, Seen: p.mark.Time(), Began: begun.Began}
		return p.writer.Checkpoint(mode, cursor{Part: &stands}, connectors.Window{To: begun.Began})
	})
}

// changes lands what was modified since the cursor and a tombstone for what was
// archived. The archived list is read last, so that a record archived while the
// search runs is not missed.
func (p *pull) changes(at cursor, begun part) error {
	covered := window(at, begun.Began)
	err := p.search(covered.From, begun.ID, p.searched, func(id int64) error {
		stands := part{ID: id, Seen: p.mark.Time(), Began: begun.Began}
		return p.writer.Checkpoint(connectors.Increment, cursor{Modified: at.Modified, Part: &stands}, covered)
	})
	if err != nil {
		return err
	}
	return p.tombstones(covered.From)
}

// row lands one live record.
func (p *pull) row(v *fastjson.Value) error {
	p.mark.SeenText(v.GetStringBytes("updatedAt"))
	p.arena.Reset()
	if err := p.reshape(v); err != nil {
		return err
	}
	return p.writer.Add(v, false)
}

// land is row for a record of an increment: one that swallowed others buries
// them, because a merged record just disappears.
func (p *pull) land(v *fastjson.Value) error {
	merged := text(v.Get("properties", mergedProperty))
	updated := text(v.Get("updatedAt"))
	if err := p.row(v); err != nil {
		return err
	}
	return p.bury(merged, updated)
}

// reshape gives a record the fields that our columns want in another form.
func (p *pull) reshape(v *fastjson.Value) error {
	switch p.stream.Name {
	case "companies":
		p.setAttributes(v)
	case "deals":
		return p.setCompanies(v)
	}
	return nil
}
