package pipeline

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/rest"
)

const (
	// checkTimeout bounds one call a source is asked to make.
	checkTimeout = 30 * time.Second
	// checksAtOnce is how many streams of one source are asked for at the same time.
	checksAtOnce = 2
)

// Connection is what came of asking a source, or one stream of it, for a little.
type Connection struct {
	// Source is slack for the workspace, or the name of a destination.
	Source string `json:"source"`
	Type   string `json:"type"`
	// Stream is empty where the account as a whole was asked.
	Stream string `json:"stream,omitempty"`
	OK     bool   `json:"ok"`
	Error  string `json:"error,omitempty"`
	// Mend says what to do about it, in the vendor's words where they are known.
	Mend string `json:"mend,omitempty"`
}

// Connect makes one cheap call to every source and for every stream of it, to
// Slack and to every destination. Where the account itself is refused, its streams are not asked. What
// fails is in the answer and no error.
func (p *Pipeline) Connect(ctx context.Context) ([]Connection, error) {
	if err := p.makeWork(); err != nil { // a source may spool its answer there
		return nil, err
	}
	places := p.cfg.Delivery.Destinations
	answers := make([][]Connection, len(p.cfg.Sources)+1+len(places))
	var wg sync.WaitGroup
	for i, source := range p.cfg.Sources {
		wg.Go(func() { answers[i] = p.connect(ctx, source) })
	}
	if p.cfg.Slack.Token != "" {
		wg.Go(func() {
			err := answered(ctx, func(ctx context.Context) error {
				client, err := p.slackClient()
				if err != nil {
					return err
				}
				return client.Check(ctx)
			})
			answers[len(p.cfg.Sources)] = []Connection{newConnection(config.Source{Name: "slack", Type: "slack"}, "", err)}
		})
	}
	for i, to := range places {
		wg.Go(func() {
			answers[len(p.cfg.Sources)+1+i] = []Connection{newConnection(config.Source{Name: to.Name, Type: to.Type}, "", p.connectDestination(ctx, to))}
		})
	}
	wg.Wait()
	var all []Connection
	for _, some := range answers {
		all = append(all, some...)
	}
	return all, ctx.Err()
}

// connect asks one source for its account and then for its streams, in their order.
func (p *Pipeline) connect(ctx context.Context, source config.Source) []Connection {
	opened, err := p.openSource(source)
	if err != nil {
		return nil // Check says so
	}
	account := newConnection(source, "", answered(ctx, func(ctx context.Context) error { return opened.Check(ctx, "") }))
	if !account.OK {
		return []Connection{account}
	}
	streams := opened.Streams()
	answers := make([]Connection, len(streams))
	places := make(chan struct{}, checksAtOnce)
	var wg sync.WaitGroup
	for i, stream := range streams {
		places <- struct{}{}
		wg.Go(func() {
			defer func() { <-places }()
			answers[i] = newConnection(source, stream.Name, checkStream(ctx, opened, stream))
		})
	}
	wg.Wait()
	return append([]Connection{account}, answers...)
}

func checkStream(ctx context.Context, source connectors.Source, stream connectors.Stream) error {
	return answered(ctx, func(ctx context.Context) error { return source.Check(ctx, stream.Name) })
}

// answered asks with a deadline, and takes a panic of the asked for an answer.
func answered(ctx context.Context, ask func(context.Context) error) (err error) {
	ctx, cancel := context.WithTimeout(ctx, checkTimeout)
	defer cancel()
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the connector panicked: %v", r)
		}
	}()
	return ask(ctx)
}

func newConnection(source config.Source, stream string, err error) Connection {
	c := Connection{Source: source.Name, Type: source.Type, Stream: stream, OK: err == nil}
	if err != nil {
		c.Error, c.Mend = err.Error(), mendOf(source, stream, err)
	}
	return c
}

// mendOf is what to do when a source refuses: what its vendor advises, or else
// what to look at. What went wrong before or after the vendor's answer says so itself.
func mendOf(source config.Source, stream string, err error) string {
	var refused *rest.Error
	switch {
	case source.Type == "slack":
		return "check the bot token"
	case !errors.As(err, &refused):
		return ""
	case refused.Mend != "":
		return refused.Mend
	case refused.Status == 0 && refused.Permanent:
		return ""
	case refused.Status == 0:
		return "check base_url, subdomain and region, and whether this machine may reach the host"
	case stream != "":
		return "check what its credentials may read"
	}
	return "check its credentials and address"
}
