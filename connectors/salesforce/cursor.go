package salesforce

import (
	"encoding/json"
	"fmt"
	"time"

	"quarterdeck/connectors"
	"quarterdeck/connectors/rest"
)

// cursor is what a load remembers.
type cursor struct {
	// Modified is the newest stamp the loads so far may claim to have seen.
	Modified time.Time `json:"modified,omitzero"`
	// To is when the last whole pull began.
	To time.Time `json:"to,omitzero"`
	// Fields is the fingerprint of what was read.
	Fields string `json:"fields,omitempty"`
	// Part is set while a pull is not finished.
	Part *part `json:"part,omitempty"`
}

// part says how far an unfinished pull is.
type part struct {
	// Since is the stamp the pull began at, zero when it reads everything, and To
	// the end of its window.
	Since time.Time `json:"since,omitzero"`
	To    time.Time `json:"to"`
	// Seen is the newest stamp so far, at most To.
	Seen time.Time `json:"seen,omitzero"`
	// At and ID are the last record read, when records come in their order.
	At time.Time `json:"at,omitzero"`
	ID string    `json:"id,omitempty"`
	// Job and Locator are the query job and its next page, and Rows how many
	// records the pages before had. "" is the first page.
	Job     string `json:"job,omitempty"`
	Locator string `json:"locator,omitempty"`
	Rows    int64  `json:"rows,omitempty"`
}

func readCursor(stream string, text json.RawMessage) (cursor, error) {
	var at cursor
	if len(text) == 0 {
		return at, nil
	}
	if err := json.Unmarshal(text, &at); err != nil {
		return at, fmt.Errorf("read cursor of %s: %w", stream, err)
	}
	return at, nil
}

const (
	// lookBack covers records committed after others with a later stamp.
	lookBack = 10 * time.Minute
	// binMemory is how old a pull may be for the recycle bin to show all that was
	// deleted since; Salesforce keeps fifteen days.
	binMemory = 14 * 24 * time.Hour
)

// start decides where the pull begins. A pull that was broken off goes on where
// it stood, unless something else is to be read now.
func (p *pull) start(at cursor, given bool) {
	now := p.now().UTC()
	fields := p.fingerprint(p.configured)
	p.mode = connectors.Increment
	p.known = given
	switch {
	case !given:
		p.mode = connectors.Full
		p.part = part{To: now}
	case at.Fields != fields:
		// Every record again, on top of what is known.
		p.part = part{To: now}
	case at.Part != nil && now.Sub(at.Part.To) < binMemory:
		p.part = *at.Part
	case p.lasting:
		p.part = part{Since: since(at), To: now, Seen: at.Modified}
	case p.calculated != "" || at.Part != nil || at.To.IsZero() || now.Sub(at.To) >= binMemory:
		p.mode = connectors.Full
		p.part = part{To: now}
	default:
		p.part = part{Since: since(at), To: now, Seen: at.Modified}
	}
	p.fieldsRead, p.last = fields, at
	p.mark = rest.NewWatermark(p.part.Seen, p.part.To)
}

// since is the stamp a later pull begins at.
func since(at cursor) time.Time {
	if at.Modified.IsZero() {
		return time.Time{}
	}
	return at.Modified.Add(-lookBack)
}

// place is the cursor of a pull that is not finished. What it may claim is still
// what the pull before claimed: the records of a job come in no order.
func (p *pull) place() cursor {
	here := p.part
	here.Seen = p.mark.Time()
	return cursor{Modified: p.last.Modified, To: p.last.To, Fields: p.fieldsRead, Part: &here}
}

// end is the cursor of a finished pull.
func (p *pull) end() cursor {
	return cursor{Modified: p.mark.Time(), To: p.part.To, Fields: p.fieldsRead}
}
