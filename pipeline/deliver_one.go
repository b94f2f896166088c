package pipeline

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"quarterdeck/config"
	"quarterdeck/pipeline/batch"
	"quarterdeck/pipeline/delivery"
	"quarterdeck/pipeline/outbox"
	"quarterdeck/reports/slack"
)

func compareDeliveries(x, y Delivery) int {
	return cmp.Or(cmp.Compare(x.Kind, y.Kind), cmp.Compare(x.Destination, y.Destination), cmp.Compare(x.Key, y.Key))
}

// one delivers one consignment and says whether anything is new about it. Whatever
// happens stays with it.
func (r *deliverRound) one(ctx context.Context, doors *openDoors, c consignment) (d Delivery, changed bool, err error) {
	defer func() {
		if v := recover(); v != nil {
			r.p.deps.Log.ErrorContext(ctx, "panic while delivering", "kind", c.Kind, "key", c.Key, "stack", string(debug.Stack()))
			d, changed, err = Delivery{Kind: c.Kind, Destination: c.destination, Key: c.Key, CustomerID: c.CustomerID, State: string(outbox.Failed)}, true,
				fmt.Errorf("deliver %s %s to %s: it panicked: %v", c.Kind, c.Key, c.destination, v)
		}
	}()
	if c.channel != "" || c.member != "" {
		return r.message(ctx, c)
	}
	m := r.name(c)
	before := r.known[m.UUID()]
	if before == outbox.Sent {
		return d, false, nil
	}
	d = Delivery{ID: m.UUID(), Kind: c.Kind, Destination: m.Channel, Key: m.Key, CustomerID: c.CustomerID, State: string(outbox.Failed)}
	door, err := doors.of(ctx, c.destination, r.opts.Test)
	if errors.Is(err, errNoTest) {
		d.State, d.Error = "skipped", err.Error()
		return d, true, nil
	}
	if err != nil {
		return d, true, fmt.Errorf("deliver %s %s to %s: %w", c.Kind, c.Key, c.destination, err)
	}
	if r.opts.Test {
		if to, err := r.p.testPlace(*r.p.cfg.Delivery.Destination(c.destination)); err == nil && to.Type == "email" {
			c.To = to.To
		}
	}
	if m.Body, err = c.Encode(); err != nil {
		return d, true, err
	}
	entry, err := r.box.Deliver(ctx, m, &doorSender{p: r.p, box: r.box, door: door, at: r.p.deps.Now()})
	if entry.State == "" {
		return d, true, err
	}
	return newDelivery(entry), entry.State != outbox.Unknown || before != outbox.Unknown, err
}

// message posts to one of Slack's channels; one that is there already is changed in
// place.
func (r *deliverRound) message(ctx context.Context, c consignment) (d Delivery, changed bool, err error) {
	d = Delivery{Kind: c.Kind, Destination: c.destination, Key: c.Key, CustomerID: c.CustomerID, Title: c.Title, State: string(outbox.Failed)}
	key := c.Key
	if r.opts.Test {
		if c.channel, key = r.p.cfg.Slack.TestChannel, r.p.testKey(c.Key); c.channel == "" {
			d.State, d.Error = "skipped", "there is no slack.test_channel"
			return d, true, nil
		}
	} else if c.member != "" {
		client, err := r.p.slackClient()
		if err != nil {
			return d, true, err
		}
		if c.channel, err = client.OpenDirect(ctx, c.member); err != nil {
			d.Error = err.Error()
			return d, true, fmt.Errorf("deliver %s %s to %s: %w", c.Kind, c.Key, c.destination, slackNotSent(err))
		}
	}
	m := outbox.Message{Kind: c.Kind, Channel: c.channel, Key: key}
	before := r.known[m.UUID()]
	d.ID = m.UUID()
	state, ref, err := r.p.deliver(ctx, c.Kind, key, slack.Post{Channel: c.channel, RunID: c.RunID, AsOf: c.AsOf, Message: *c.Message})
	d.State, d.Ref = cmp.Or(state, string(outbox.Failed)), ref
	if err != nil {
		d.Error = err.Error()
	}
	return d, state != string(before), err
}

// doorSender brings a message of the outbox to a door.
type doorSender struct {
	p    *Pipeline
	box  *outbox.Box
	door delivery.Door
	at   time.Time
}

var _ outbox.Sender = (*doorSender)(nil)

func (s *doorSender) parcel(m outbox.Message) (delivery.Parcel, error) {
	item, err := delivery.Decode(m.Body)
	if err != nil {
		return delivery.Parcel{}, err
	}
	return delivery.Parcel{
		Item: item, ID: m.UUID(), At: s.at, Read: s.p.readParcelFile, Progress: m.Progress,
		Note: func(ctx context.Context, progress string) error { return s.box.Note(ctx, m, progress) },
	}, nil
}

// Send knocks at the door.
func (s *doorSender) Send(ctx context.Context, m outbox.Message) (string, error) {
	parcel, err := s.parcel(m)
	if err != nil {
		return "", outbox.NotSent(err)
	}
	return s.door.Send(ctx, parcel)
}

// Lookup asks at the door.
func (s *doorSender) Lookup(ctx context.Context, m outbox.Message, since time.Time) (string, error) {
	parcel, err := s.parcel(m)
	if err != nil {
		return "", err
	}
	return s.door.Lookup(ctx, parcel, since)
}

// readParcelFile reads a file of the data folder that must not have changed.
func (p *Pipeline) readParcelFile(f delivery.File) ([]byte, error) {
	name := filepath.FromSlash(f.Path)
	if !filepath.IsLocal(name) {
		return nil, fmt.Errorf("read %s: it lies outside the data folder", f.Path)
	}
	data, err := os.ReadFile(p.path(name))
	if err != nil {
		return nil, fmt.Errorf("read what to deliver: %w", err)
	}
	if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != f.SHA256 {
		return nil, fmt.Errorf("read %s: it is not the file that was to be delivered any more", f.Path)
	}
	return data, nil
}

// openDoors are the doors of one queue.
type openDoors struct {
	round *deliverRound
	open  map[string]delivery.Door
	shut  []func() error
}

func (o *openDoors) of(ctx context.Context, name string, test bool) (delivery.Door, error) {
	if door := o.open[name]; door != nil {
		return door, nil
	}
	to := o.round.p.cfg.Delivery.Destination(name)
	if to == nil {
		return nil, fmt.Errorf("there is no destination %q any more", name)
	}
	door, shut, err := o.round.p.door(ctx, *to, test)
	if err != nil {
		return nil, err
	}
	if files, is := door.(*slackFiles); is {
		files.thread = o.round.p.threadIn(files.channel, o.round.box, test)
	}
	o.open[name], o.shut = door, append(o.shut, shut)
	return door, nil
}

func (o *openDoors) close() error {
	var errs []error
	for _, shut := range o.shut {
		errs = append(errs, shut())
	}
	return errors.Join(errs...)
}

// threadIn finds the message below which an item's files go: the pack's is the
// digest of its day where the channel has it, and the reviews have one of their own.
func (p *Pipeline) threadIn(channel string, box *outbox.Box, test bool) func(context.Context, delivery.Item) (string, error) {
	heads := map[string]string{}
	return func(ctx context.Context, item delivery.Item) (string, error) {
		if item.Kind == kindPack && !test {
			e, err := box.Read(ctx, outbox.Message{Kind: kindDigest, Channel: channel, Key: item.AsOf})
			if err == nil && e.State == outbox.Sent {
				return e.Ref, nil
			}
			return "", nil
		}
		quarter, _, _ := strings.Cut(item.Key, " ")
		if item.Kind != kindQBR || test {
			return "", nil
		}
		if heads[quarter] == "" {
			ts, err := p.reviewsHead(ctx, channel, quarter, item)
			if err != nil {
				return "", err
			}
			heads[quarter] = ts
		}
		return heads[quarter], nil
	}
}

// reviewsHead is the message below which the reviews of a quarter lie.
func (p *Pipeline) reviewsHead(ctx context.Context, channel, quarter string, item delivery.Item) (string, error) {
	period, err := p.quarterNamed(quarter)
	if err != nil {
		return "", err
	}
	counts, err := p.qbrDelivery(period)
	if err != nil {
		return "", err
	}
	message, err := slack.ComposeReviews(p.cfg.Company.Name, quarter, counts)
	if err != nil {
		return "", err
	}
	_, ts, err := p.deliver(ctx, kindReviews, quarter, slack.Post{Channel: channel, RunID: item.RunID, AsOf: item.AsOf, Message: message})
	return ts, err
}

// resend delivers what the outbox keeps of a message, and returns how it stands then.
func (p *Pipeline) resend(ctx context.Context, box *outbox.Box, e outbox.Entry) (outbox.Entry, error) {
	if kind, isThread := strings.CutSuffix(e.Kind, " thread"); isThread {
		return e, &UsageError{fmt.Errorf("%s %s are the replies to a message: they go out when the %s is sent again", e.Kind, e.Key, kind)}
	}
	name, test := strings.CutPrefix(e.Channel, testPrefix)
	to := p.cfg.Delivery.Destination(name)
	var sendErr error
	switch {
	case to != nil:
		sendErr = p.resendItem(ctx, box, e, *to, test)
	case isSlackChannel(e.Channel):
		var message slack.Message
		if err := message.UnmarshalJSON(e.Body); err != nil {
			return e, err
		}
		_, _, sendErr = p.deliver(ctx, e.Kind, e.Key, slack.Post{Channel: e.Channel, Message: message})
	default:
		return e, &UsageError{fmt.Errorf("there is no destination %q any more", name)}
	}
	after, err := box.Read(context.WithoutCancel(ctx), e.Message)
	return after, errors.Join(sendErr, err)
}

func (p *Pipeline) resendItem(ctx context.Context, box *outbox.Box, e outbox.Entry, to config.Destination, test bool) (err error) {
	item, err := delivery.Decode(e.Body)
	if err != nil {
		return err
	}
	if err := p.stillMayLeave(item, to); err != nil {
		return &UsageError{fmt.Errorf("retry %s %s: %w", e.Kind, e.Key, err)}
	}
	doors := &openDoors{round: &deliverRound{p: p, box: box}, open: map[string]delivery.Door{}}
	defer func() { err = errors.Join(err, doors.close()) }()
	door, err := doors.of(ctx, to.Name, test)
	if err != nil {
		return err
	}
	_, err = box.Deliver(ctx, e.Message, &doorSender{p: p, box: box, door: door, at: e.CreatedAt})
	return err
}

// stillMayLeave asks the batch again: a review may have been held, or replaced, since
// it was put on its way.
func (p *Pipeline) stillMayLeave(item delivery.Item, to config.Destination) error {
	if item.Kind != kindQBR && to.SeenByCustomers() {
		return fmt.Errorf("%s is not for customers", item.Kind)
	}
	if item.Kind != kindQBR {
		return nil
	}
	quarter, _, _ := strings.Cut(item.Key, " ")
	written, err := batch.Read(p.path("reports", quarter))
	if err != nil {
		return err
	}
	r := written.Of(item.CustomerID)
	if r == nil || !mayLeave(*r) {
		return errors.New("the review is held, or no longer due")
	}
	if len(item.Files) == 0 || item.Files[0].SHA256 != r.SHA256 {
		return errors.New("a newer version of the review has taken its place")
	}
	return nil
}

// isSlackChannel tells a channel's id from a destination's name, which is in small letters.
func isSlackChannel(name string) bool {
	return name != "" && strings.ContainsRune("CGD", rune(name[0]))
}
