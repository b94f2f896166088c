package pipeline

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"quarterdeck/pipeline/delivery"
	"quarterdeck/pipeline/outbox"
)

// DeliveryHeld is the state of a review that must not go out. The other states are
// those of package outbox.
const DeliveryHeld = "held"

// Delivery is one thing on its way to one place, or held back from it.
type Delivery struct {
	// ID is the same for ever; it is empty for a review that is held, which is settled
	// by a decision and not by a delivery.
	ID string `json:"id,omitempty"`
	// Kind is digest, pack, qbr, companion, alerts, failure or what a thread holds.
	Kind string `json:"kind"`
	// Destination is where to, by its name or as Slack calls the channel.
	Destination string `json:"destination,omitempty"`
	// Key says which one of its kind: a day, or a quarter, a customer and a version.
	Key        string `json:"key"`
	CustomerID string `json:"customer_id,omitempty"`
	// Title says in a line what it is; empty for a message of Slack that was sent.
	Title string `json:"title,omitempty"`
	// To are e-mail addresses and Files what goes along, from the data folder.
	To    []string `json:"to,omitempty"`
	Files []string `json:"files,omitempty"`
	// State is pending, sending, sent, failed, unknown or held.
	State string `json:"state"`
	// Ref is the other side's name for it.
	Ref       string    `json:"ref,omitempty"`
	Error     string    `json:"error,omitempty"`
	Attempts  int       `json:"attempts"`
	CreatedAt time.Time `json:"created_at,omitzero"`
	UpdatedAt time.Time `json:"updated_at,omitzero"`
	// ResolvedBy decided by hand what became of it, and Reason says why; of what is
	// held, Reason is what holds it.
	ResolvedBy string `json:"resolved_by,omitempty"`
	Reason     string `json:"reason,omitempty"`
}

// DeliveryFilter says which deliveries are wanted; an empty field does not matter.
type DeliveryFilter struct {
	State, Kind, CustomerID string
	// Limit is the most that are given; 0 is all.
	Limit int
}

// Resolution is what a person found out about a delivery of unknown fate.
type Resolution string

// The resolutions.
const (
	ResolvedSent    Resolution = "sent"     // it is there
	ResolvedNotSent Resolution = "not-sent" // it is not, and is sent by the next run
)

// Deliveries lists what was sent, failed, is of unknown fate or is held: first the
// held reviews of the last complete quarter, then what changed last.
func (p *Pipeline) Deliveries(ctx context.Context, filter DeliveryFilter) ([]Delivery, error) {
	states := []string{"", DeliveryHeld, string(outbox.Pending), string(outbox.Sending), string(outbox.Sent), string(outbox.Failed), string(outbox.Unknown)}
	if !slices.Contains(states, filter.State) {
		return nil, &UsageError{fmt.Errorf("there is no state %q; use one of %s", filter.State, strings.Join(states[1:], ", "))}
	}
	all, err := p.heldDeliveries()
	if err != nil {
		return nil, err
	}
	box, err := p.outbox(ctx)
	if err != nil {
		return nil, err
	}
	entries, err := box.All(ctx)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		all = append(all, newDelivery(e))
	}
	all = slices.DeleteFunc(all, func(d Delivery) bool {
		return filter.State != "" && d.State != filter.State || filter.Kind != "" && d.Kind != filter.Kind ||
			filter.CustomerID != "" && d.CustomerID != filter.CustomerID
	})
	if filter.Limit > 0 && len(all) > filter.Limit {
		all = all[:filter.Limit]
	}
	return all, nil
}

func newDelivery(e outbox.Entry) Delivery {
	d := Delivery{
		ID: e.UUID(), Kind: e.Kind, Destination: e.Channel, Key: e.Key, CustomerID: e.CustomerID, State: string(e.State), Ref: e.Ref, Error: e.Error,
		Attempts: e.Attempts, CreatedAt: e.CreatedAt, UpdatedAt: e.UpdatedAt, ResolvedBy: e.ResolvedBy, Reason: e.Reason,
	}
	if item, err := delivery.Decode(e.Body); err == nil { // the body of one of Slack's messages has none of these
		d.Title, d.To = item.Title, item.To
		for _, f := range item.Files {
			d.Files = append(d.Files, f.Path)
		}
	}
	return d
}

// heldDeliveries are the reviews of the last complete quarter that must not go out.
func (p *Pipeline) heldDeliveries() ([]Delivery, error) {
	due, err := p.dueBatch()
	if errors.Is(err, ErrNothingPublished) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var all []Delivery
	for _, r := range due.Reviews {
		if r.State == ReviewHeld {
			all = append(all, Delivery{Kind: kindQBR, Key: due.Quarter + " " + r.CustomerID, CustomerID: r.CustomerID, State: DeliveryHeld, Reason: r.Reason})
		}
	}
	return all, nil
}

// ResolveDelivery records what a named person found out about a delivery of unknown
// fate. The id may be cut short as long as it means one.
func (p *Pipeline) ResolveDelivery(ctx context.Context, id string, as Resolution, by, reason string) (done Delivery, err error) {
	switch {
	case as != ResolvedSent && as != ResolvedNotSent:
		return done, &UsageError{fmt.Errorf("there is no resolution %q; use %s or %s", as, ResolvedSent, ResolvedNotSent)}
	case strings.TrimSpace(by) == "" || strings.TrimSpace(reason) == "":
		return done, &UsageError{errors.New("resolving a delivery takes the name of who decides, and a reason")}
	}
	box, err := p.outbox(ctx)
	if err != nil {
		return done, err
	}
	e, err := findEntry(ctx, box, id)
	if err != nil {
		return done, err
	}
	resolved, err := box.Resolve(ctx, e.Message, as == ResolvedSent, by, reason)
	if errors.Is(err, outbox.ErrSettled) {
		err = &UsageError{err}
	}
	return newDelivery(resolved), err
}

// RetryDelivery sends a delivery that failed, waits or is of unknown fate again. One
// of unknown fate is looked up first, and where that cannot be done stays as it is.
func (p *Pipeline) RetryDelivery(ctx context.Context, id string) (done Delivery, err error) {
	err = p.writing(ctx, "deliveries retry", false, func() error {
		box, err := p.outbox(ctx)
		if err != nil {
			return err
		}
		e, err := findEntry(ctx, box, id)
		if err != nil {
			return err
		}
		if e.State == outbox.Sent {
			return &UsageError{fmt.Errorf("%s %s to %s was sent already", e.Kind, e.Key, e.Channel)}
		}
		after, err := p.resend(ctx, box, e)
		done = newDelivery(after)
		return err
	})
	return done, err
}

// findEntry is the message of an id or of its beginning.
func findEntry(ctx context.Context, box *outbox.Box, id string) (outbox.Entry, error) {
	entries, err := box.All(ctx)
	if err != nil {
		return outbox.Entry{}, err
	}
	id = strings.TrimSuffix(id, "…") // as a table shows it
	var found []outbox.Entry
	for _, e := range entries {
		if id != "" && strings.HasPrefix(e.UUID(), id) {
			found = append(found, e)
		}
	}
	switch len(found) {
	case 0:
		return outbox.Entry{}, &UsageError{fmt.Errorf("there is no delivery %q; 'quarterdeck deliveries' lists them", id)}
	case 1:
		return found[0], nil
	}
	slices.SortFunc(found, func(x, y outbox.Entry) int { return cmp.Compare(x.UUID(), y.UUID()) })
	return outbox.Entry{}, &UsageError{fmt.Errorf("%q means %d deliveries, as %s and %s: write more of it", id, len(found), found[0].UUID(), found[1].UUID())}
}

// outbox opens the outbox of the data folder.
func (p *Pipeline) outbox(ctx context.Context) (*outbox.Box, error) {
	_, db, err := p.open(ctx)
	if err != nil {
		return nil, err
	}
	return outbox.New(db, outbox.Options{Now: p.deps.Now, Settle: settleTime, Sleep: p.wait}), nil
}
