package pipeline

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"quarterdeck/pipeline/delivery"
	"quarterdeck/pipeline/outbox"
)

// DeliverOptions say what to do with what is to be delivered.
type DeliverOptions struct {
	// DryRun sends nothing and says what would go where.
	DryRun bool
	// Test sends everything to the places for tests, whatever was sent before.
	Test bool
}

// DeliverReport is what became of what was to be delivered.
type DeliverReport struct {
	AsOf  string `json:"as_of"`
	RunID string `json:"run_id"`
	// Deliveries are those that are new: sent or changed now, or not there. With
	// DryRun they are all, in the state they are in.
	Deliveries []Delivery `json:"deliveries"`
	// Kept were delivered before, Held are reviews that must not go out, and Open are
	// of unknown fate since an earlier run.
	Kept     int           `json:"kept"`
	Held     int           `json:"held"`
	Open     int           `json:"open"`
	Duration time.Duration `json:"duration"`
}

// Count is how many of the new deliveries ended so.
func (r DeliverReport) Count(state string) int {
	n := 0
	for _, d := range r.Deliveries {
		if d.State == state {
			n++
		}
	}
	return n
}

// Deliver sends what is to be delivered of the published marts and was not yet. What
// fails does not stop the rest: it is in the report and in the error, and the next
// Deliver tries it again.
func (p *Pipeline) Deliver(ctx context.Context, opts DeliverOptions) (report DeliverReport, err error) {
	err = p.writing(ctx, "deliver", false, func() error {
		report, err = p.deliverAll(ctx, opts)
		return err
	})
	return report, err
}

func (p *Pipeline) deliverAll(ctx context.Context, opts DeliverOptions) (report DeliverReport, err error) {
	started := p.deps.Now()
	tracker := p.deps.Progress.Stage(stepDeliver)
	defer func() { report.Duration = p.deps.Now().Sub(started); tracker.Done(err) }()
	current, err := p.Current()
	if err != nil {
		return report, err
	}
	report = DeliverReport{AsOf: current.AsOf, RunID: current.RunID, Deliveries: []Delivery{}}
	held, err := p.heldDeliveries()
	if err != nil {
		return report, err
	}
	report.Held = len(held)
	if !p.delivers() {
		return report, nil
	}
	all, err := p.gather(ctx)
	if err != nil {
		return report, err
	}
	round := &deliverRound{p: p, opts: opts, report: &report, tracker: tracker}
	if round.box, err = p.outbox(ctx); err != nil {
		return report, err
	}
	if err := round.know(ctx); err != nil {
		return report, err
	}
	if opts.DryRun {
		round.preview(all)
		return report, nil
	}
	err = round.all(ctx, all)
	p.deps.Log.InfoContext(ctx, "delivered", "as_of", report.AsOf, "sent", report.Count(string(outbox.Sent)), "failed", report.Count(string(outbox.Failed)),
		"unknown", report.Count(string(outbox.Unknown)), "kept", report.Kept, "held", report.Held)
	return report, err
}

// delivers is false where the configuration sends nothing anywhere but the digest.
func (p *Pipeline) delivers() bool {
	s := p.cfg.Slack
	if s.Token != "" && (s.Owners || len(s.Channels.Team)+len(s.Channels.Segment) > 0) {
		return true
	}
	for _, names := range p.cfg.Delivery.Routes() {
		if len(names) > 0 {
			return true
		}
	}
	return false
}

// deliverRound is one delivery of everything.
type deliverRound struct {
	p       *Pipeline
	opts    DeliverOptions
	box     *outbox.Box
	report  *DeliverReport
	tracker Tracker
	known   map[string]outbox.State // before it began, by id

	mu   sync.Mutex
	errs []error
}

// know reads how everything stands.
func (r *deliverRound) know(ctx context.Context) error {
	entries, err := r.box.All(ctx)
	if err != nil {
		return err
	}
	r.known = make(map[string]outbox.State, len(entries))
	for _, e := range entries {
		r.known[e.UUID()] = e.State
	}
	return nil
}

// name is what the outbox calls a consignment.
func (r *deliverRound) name(c consignment) outbox.Message {
	m := outbox.Message{Kind: c.Kind, Channel: c.destination, Key: c.Key, CustomerID: c.CustomerID}
	if c.channel != "" {
		m.Channel = c.channel
	}
	if r.opts.Test {
		m.Channel, m.Key = testPrefix+c.destination, r.p.testKey(c.Key)
	}
	return m
}

// preview lists what would be done.
func (r *deliverRound) preview(all []consignment) {
	for _, c := range all {
		m := r.name(c)
		d := Delivery{ID: m.UUID(), Kind: c.Kind, Destination: c.destination, Key: c.Key, CustomerID: c.CustomerID, State: string(r.known[m.UUID()]), To: c.To}
		if d.State == "" {
			d.State = string(outbox.Pending)
		}
		if c.member != "" {
			d.ID = "" // it is named after the channel, which is not open yet
		}
		for _, f := range c.Files {
			d.Files = append(d.Files, f.Path)
		}
		if d.State == string(outbox.Sent) && c.Message == nil {
			r.report.Kept++
		}
		d.Title = c.Title
		r.report.Deliveries = append(r.report.Deliveries, d)
	}
}

// all sends to every destination at once, and to each in order: one that is slow or
// down keeps nothing from the others.
func (r *deliverRound) all(ctx context.Context, all []consignment) error {
	var names []string
	queues := map[string][]consignment{}
	for _, c := range all {
		name := c.destination
		if c.channel != "" || c.member != "" || r.isSlack(name) {
			name = "slack" // one workspace, one pace
		}
		if queues[name] == nil {
			names = append(names, name)
		}
		queues[name] = append(queues[name], c)
	}
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Go(func() { r.queue(ctx, queues[name]) })
	}
	wg.Wait()
	slices.SortStableFunc(r.report.Deliveries, compareDeliveries)
	return joinSome(r.errs)
}

func (r *deliverRound) isSlack(name string) bool {
	to := r.p.cfg.Delivery.Destination(name)
	return to != nil && to.Type == "slack"
}

// tries are the waits before each try of what may pass: nobody waits behind what
// failed, for it is tried again after all the others.
func tries() []time.Duration {
	return []time.Duration{0, 2 * time.Second, 10 * time.Second, 30 * time.Second}
}

// queue sends what goes to one destination.
func (r *deliverRound) queue(ctx context.Context, left []consignment) {
	doors := &openDoors{round: r, open: map[string]delivery.Door{}}
	defer func() {
		if err := doors.close(); err != nil {
			r.fail(err)
		}
	}()
	for i, wait := range tries() {
		if i > 0 && len(left) > 0 && r.p.wait(ctx, wait) != nil {
			return
		}
		last := i == len(tries())-1
		left = r.try(ctx, doors, left, last)
		if len(left) == 0 || ctx.Err() != nil {
			return
		}
	}
}

// downAfter is how many parcels in a row find nobody there before the rest of the
// queue is left for later.
const downAfter = 3

// try sends each once, and returns what may pass when tried again. Of the last try
// nothing is left: what fails then has failed.
func (r *deliverRound) try(ctx context.Context, doors *openDoors, all []consignment, last bool) (left []consignment) {
	down := 0
	for i, c := range all {
		if ctx.Err() != nil {
			r.fail(context.Cause(ctx))
			return nil
		}
		if down >= downAfter && !last {
			return append(left, all[i:]...)
		}
		d, changed, err := r.one(ctx, doors, c)
		var wait *delivery.LaterError
		switch {
		case errors.As(err, &wait) && outbox.IsNotSent(err) && !last:
			left = append(left, c)
			if down++; !wait.Down {
				down = 0
			}
			if wait.After > 0 && r.p.wait(ctx, wait.After) != nil {
				return nil
			}
		default:
			down = 0
			r.add(d, changed, err)
		}
	}
	return left
}

// add takes in what became of one.
func (r *deliverRound) add(d Delivery, changed bool, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case err == nil && !changed:
		r.report.Kept++
	case d.State == string(outbox.Unknown) && !changed:
		r.report.Open++ // told by the run that lost it
	default:
		r.report.Deliveries = append(r.report.Deliveries, d)
		if err != nil {
			r.errs = append(r.errs, err)
		}
	}
	r.tracker.Update(int64(len(r.report.Deliveries)+r.report.Kept), 0)
}

func (r *deliverRound) fail(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.errs = append(r.errs, err)
}

// shownErrors is how many deliveries an error names.
const shownErrors = 20

func joinSome(errs []error) error {
	if more := len(errs) - shownErrors; more > 0 {
		errs = append(errs[:shownErrors:shownErrors], fmt.Errorf("and %d more: 'quarterdeck deliveries' lists them", more))
	}
	return errors.Join(errs...)
}
