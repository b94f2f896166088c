package pipeline

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"quarterdeck/pipeline/outbox"
	"quarterdeck/reports/slack"
)

const (
	// settleTime is what a doubtful post is given to arrive before it is looked up.
	settleTime = 3 * time.Second
	// clockSkew is how far Slack's clock may be from ours.
	clockSkew = time.Hour
)

// deliver posts a message and its thread once to a channel, that of the digest where
// the post names none, through the outbox. A message of the same kind and key that is
// there already is changed in place.
func (p *Pipeline) deliver(ctx context.Context, kind, key string, post slack.Post) (delivery, ref string, err error) {
	client, err := p.slackClient()
	if err != nil {
		return string(outbox.Failed), "", err
	}
	box, err := p.outbox(ctx)
	if err != nil {
		return string(outbox.Failed), "", err
	}
	post.Channel, post.Key = cmp.Or(post.Channel, p.cfg.Slack.Channel), kind+" "+key
	body, err := slack.JSON(post.Message)
	if err != nil {
		return string(outbox.Failed), "", err
	}
	message := outbox.Message{Kind: kind, Channel: post.Channel, Key: key, Body: body}
	head := &headSender{client: client, post: post}
	entry, err := box.Deliver(ctx, message, head)
	if err != nil {
		return string(entry.State), entry.Ref, err
	}
	if !bytes.Equal(entry.Body, body) {
		delivery, err := p.change(ctx, client, entry.Ref, post)
		if err != nil {
			return string(entry.State), entry.Ref, err
		}
		return delivery, entry.Ref, box.SetBody(context.WithoutCancel(ctx), message)
	}
	if len(post.Message.Thread) > 0 {
		message.Kind, message.Body = kind+" thread", nil
		_, err = box.Deliver(ctx, message, &threadSender{client: client, post: post, ts: entry.Ref, fresh: head.posted})
	}
	return string(entry.State), entry.Ref, err
}

// change brings a posted message and its thread in line with post. One that is
// gone from the channel was taken away by somebody, and is not posted again.
func (p *Pipeline) change(ctx context.Context, client *slack.Client, ts string, post slack.Post) (string, error) {
	err := client.Update(ctx, ts, post)
	var refused *slack.Error
	if errors.As(err, &refused) && refused.Code == "message_not_found" {
		p.deps.Log.WarnContext(ctx, "the message was removed from the channel: not posting it again", "message", post.Key, "channel", post.Channel)
		return deliveryRemoved, nil
	}
	if err != nil {
		return "", fmt.Errorf("change %s: %w", post.Key, err)
	}
	if err := client.PostThread(ctx, ts, post, false); err != nil {
		return "", fmt.Errorf("change the thread of %s: %w", post.Key, err)
	}
	return deliveryEdited, nil
}

// slackClient is the one client of the workspace.
func (p *Pipeline) slackClient() (*slack.Client, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.slack != nil {
		return p.slack, nil
	}
	sender := *p.deps.HTTP
	if sender.Timeout == 0 {
		sender.Timeout = 30 * time.Second
	}
	var interval time.Duration // 0: as Slack documents
	if p.cfg.Slack.Rate > 0 {
		interval = time.Duration(float64(time.Second) / p.cfg.Slack.Rate)
	}
	client, err := slack.New(slack.Options{
		Interval: interval,
		Token:    p.cfg.Slack.Token.Reveal(), BaseURL: p.cfg.Slack.BaseURL, HTTP: &sender, Now: p.deps.Now, Sleep: p.wait,
	})
	p.slack = client
	return client, err
}

// sleep waits on the wall clock or until the context ends.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-timer.C:
		return nil
	}
}

// headSender posts the message itself.
type headSender struct {
	client *slack.Client
	post   slack.Post
	posted bool
}

var _ outbox.Sender = (*headSender)(nil)

// Send posts it; only an error that leaves it open whether it arrived is passed on bare.
func (s *headSender) Send(ctx context.Context, _ outbox.Message) (string, error) {
	ts, err := s.client.Post(ctx, s.post)
	if err != nil && slack.OutcomeOf(err) != slack.Ambiguous {
		return "", outbox.NotSent(err)
	}
	s.posted = err == nil
	return ts, err
}

// Lookup searches the channel for it.
func (s *headSender) Lookup(ctx context.Context, _ outbox.Message, since time.Time) (string, error) {
	ts, err := s.client.Find(ctx, s.post.Channel, s.post.Key, since.Add(-clockSkew))
	if errors.Is(err, slack.ErrNotFound) {
		return "", outbox.ErrAbsent
	}
	return ts, err
}

// threadSender posts the replies. It reads first which are there, so doing it
// again does no harm and no error of it leaves anything open.
type threadSender struct {
	client *slack.Client
	post   slack.Post
	ts     string
	fresh  bool // the message was posted just now and has no replies
}

var _ outbox.Sender = (*threadSender)(nil)

// Send brings the thread in line.
func (s *threadSender) Send(ctx context.Context, _ outbox.Message) (string, error) {
	if err := s.client.PostThread(ctx, s.ts, s.post, s.fresh); err != nil {
		return "", outbox.NotSent(err)
	}
	return s.ts, nil
}

// Lookup asks for another Send, which reads the thread itself.
func (s *threadSender) Lookup(context.Context, outbox.Message, time.Time) (string, error) {
	s.fresh = false
	return "", outbox.ErrAbsent
}
