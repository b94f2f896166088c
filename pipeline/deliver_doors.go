package pipeline

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"quarterdeck/config"
	"quarterdeck/connectors/rest"
	"quarterdeck/pipeline/delivery"
	"quarterdeck/reports/slack"
)

// errNoTest says that a destination has nowhere to put a test.
var errNoTest = errors.New("it has no test: to say where a test goes")

// door opens a destination; the caller calls shut once nothing goes there any more. A
// test goes to where the destination has it.
func (p *Pipeline) door(ctx context.Context, to config.Destination, test bool) (_ delivery.Door, shut func() error, err error) {
	shut = func() error { return nil }
	if test {
		if to, err = p.testPlace(to); err != nil {
			return nil, shut, err
		}
	}
	switch to.Type {
	case "slack":
		client, err := p.slackClient()
		if err != nil {
			return nil, shut, err
		}
		return &slackFiles{client: client, channel: to.Channel}, shut, nil
	case "slack_webhook":
		return delivery.NewSlackHook(to.URL.Reveal(), p.guardedClient(to)), shut, nil
	case "webhook":
		return delivery.NewWebhook(delivery.WebhookOptions{URL: to.URL.Reveal(), Secret: to.Secret.Reveal(), Test: test, HTTP: p.guardedClient(to), Now: p.deps.Now}), shut, nil
	case "email":
		return delivery.NewEmail(delivery.EmailOptions{Host: to.Host, Port: to.Port, Implicit: to.TLS == "implicit", Username: to.Username,
			Password: to.Password.Reveal(), From: to.From, TLS: p.tls}), shut, nil
	case "folder":
		folder, err := delivery.NewFolder(to.Path)
		if err != nil {
			return nil, shut, err
		}
		return folder, folder.Close, nil
	case "bucket":
		bucket, err := delivery.NewBucket(ctx, delivery.BucketOptions{Name: to.Bucket, Prefix: to.Prefix, Region: to.Region, Endpoint: to.Endpoint,
			AccessKey: to.AccessKey.Reveal(), SecretKey: to.SecretKey.Reveal(), PathStyle: to.PathStyle, HTTP: p.patientClient()})
		if err != nil {
			return nil, shut, err
		}
		return bucket, bucket.Close, nil
	}
	return nil, shut, fmt.Errorf("there is no destination of type %q", to.Type)
}

// testPlace is the destination with its place for tests instead of its own.
func (p *Pipeline) testPlace(to config.Destination) (config.Destination, error) {
	at := to.Test.Reveal()
	if to.Type == "slack" && at == "" {
		at = p.cfg.Slack.TestChannel
	}
	if at == "" {
		return to, errNoTest
	}
	switch to.Type {
	case "slack":
		to.Channel = at
	case "slack_webhook", "webhook":
		to.URL = config.Secret(at)
	case "email":
		to.To, to.ToCustomers = []string{at}, false
	case "folder":
		to.Path = at
	case "bucket":
		to.Prefix = at
	}
	return to, nil
}

// patientClient is the HTTP client with a bound on each request.
func (p *Pipeline) patientClient() *http.Client {
	client := *p.deps.HTTP
	if client.Timeout == 0 {
		client.Timeout = time.Minute
	}
	return &client
}

// guardedClient also keeps out of private networks, and follows no redirect: it would
// hand the message to whom nobody configured.
func (p *Pipeline) guardedClient(to config.Destination) *http.Client {
	client := p.patientClient()
	if base, err := url.Parse(to.URL.Reveal()); err == nil {
		client.Transport = rest.Guarded(base, to.AllowPrivateHosts, client.Transport)
	}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return client
}

// connectDestination makes one cheap call to a destination. Nothing is sent.
func (p *Pipeline) connectDestination(ctx context.Context, to config.Destination) error {
	return answered(ctx, func(ctx context.Context) (err error) {
		door, shut, err := p.door(ctx, to, false)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, shut()) }()
		return door.Check(ctx)
	})
}

// slackFiles is the door of a channel for files.
type slackFiles struct {
	client  *slack.Client
	channel string
	// thread is the message below which an item's files go; nil is none.
	thread func(ctx context.Context, item delivery.Item) (ts string, err error)
}
