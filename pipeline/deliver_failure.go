package pipeline

import (
	"context"
	"errors"
	"fmt"

	"quarterdeck/pipeline/delivery"
	"quarterdeck/pipeline/outbox"
	"quarterdeck/reports/slack"
)

// announce tells that the run did not finish, or that something did not arrive:
// silence must never be the sign of it. It goes to the channel of the digest, to who
// looks after the operation, and to the destinations of failures. Where it could not
// be told is logged; the run has failed anyway.
func (r *runner) announce(ctx context.Context, stage string, cause error) {
	p := r.pipeline
	var held *HeldError
	if r.opts.WillRetry && !errors.As(cause, &held) {
		return // it is tried again; only the last attempt is news
	}
	message, err := r.failureMessage(stage, cause)
	if err != nil {
		p.deps.Log.ErrorContext(ctx, "could not announce the failed run", "run", r.run.ID, "error", err)
		return
	}
	key := fmt.Sprintf("%s attempt %d", r.run.ID, r.run.Attempts)
	post := slack.Post{RunID: r.run.ID, AsOf: r.report.AsOf, Message: message}
	var errs []error
	if p.cfg.Slack.Token != "" {
		_, _, err := p.deliver(ctx, kindFailure, key, post)
		errs = append(errs, err)
		if p.cfg.Slack.OpsUser != "" {
			errs = append(errs, p.tellOps(ctx, key, post))
		}
	}
	item := delivery.Item{Kind: kindFailure, Key: key, Title: message.Text, AsOf: r.report.AsOf, RunID: r.run.ID, Message: &message}
	for _, name := range p.cfg.Delivery.Failures {
		errs = append(errs, p.tell(ctx, name, item))
	}
	if err := errors.Join(errs...); err != nil {
		p.deps.Log.ErrorContext(ctx, "could not announce the failed run everywhere", "run", r.run.ID, "error", err)
	}
}

func (r *runner) failureMessage(stage string, cause error) (slack.Message, error) {
	p := r.pipeline
	failure := slack.Failure{Company: p.cfg.Company.Name, Job: r.opts.Job, RunID: r.run.ID, AsOf: r.asOf, Stage: stage,
		Cause: cause.Error(), Resume: "quarterdeck run " + r.opts.Job + " --as-of " + r.report.AsOf}
	var held *HeldError
	failure.Held = errors.As(cause, &held)
	if current, err := p.Current(); err == nil {
		if day, err := p.dayOf(current); err == nil {
			failure.LastGood = day
		}
	}
	return slack.ComposeFailure(failure)
}

// tellOps posts to who looks after the operation.
func (p *Pipeline) tellOps(ctx context.Context, key string, post slack.Post) error {
	client, err := p.slackClient()
	if err != nil {
		return err
	}
	if post.Channel, err = client.OpenDirect(ctx, p.cfg.Slack.OpsUser); err != nil {
		return err
	}
	_, _, err = p.deliver(ctx, kindFailure, key, post)
	return err
}

// tell delivers one message to one destination at once.
func (p *Pipeline) tell(ctx context.Context, name string, item delivery.Item) (err error) {
	to := p.cfg.Delivery.Destination(name)
	if to == nil {
		return fmt.Errorf("there is no destination %q", name)
	}
	if to.Type == "slack" {
		_, _, err := p.deliver(ctx, item.Kind, item.Key, slack.Post{Channel: to.Channel, RunID: item.RunID, AsOf: item.AsOf, Message: *item.Message})
		return err
	}
	item.To = to.To
	box, err := p.outbox(ctx)
	if err != nil {
		return err
	}
	door, shut, err := p.door(ctx, *to, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, shut()) }()
	body, err := item.Encode()
	if err != nil {
		return err
	}
	_, err = box.Deliver(ctx, outbox.Message{Kind: item.Kind, Channel: name, Key: item.Key, Body: body},
		&doorSender{p: p, box: box, door: door, at: p.deps.Now()})
	return err
}
