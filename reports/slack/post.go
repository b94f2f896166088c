package slack

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/slack-go/slack"
)

// eventType marks our messages in their metadata.
const eventType = "quarterdeck_digest"

// Post is a message with its place and its name.
type Post struct {
	Channel string
	// Key names the message for ever: of one key only one is wanted.
	Key string
	// RunID and AsOf say which run wrote it for which day.
	RunID, AsOf string
	Message     Message
}

// Post sends the message without its thread and returns its timestamp, which is
// Slack's name for it. After an Ambiguous error it may be in the channel: ask
// Find before sending again.
func (c *Client) Post(ctx context.Context, p Post) (ts string, err error) {
	return c.send(ctx, p, p.Key, "")
}

// PostThread brings the replies of the message at ts in line with p: a reply
// that is there already is edited, a missing one is posted, one too many says
// that it is void. It may be repeated after any error. The thread of a message
// that Post has just made is empty and need not be read.
func (c *Client) PostThread(ctx context.Context, ts string, p Post, justPosted bool) error {
	there := map[string]string{}
	if !justPosted {
		var err error
		if there, err = c.replies(ctx, p.Channel, ts, p.Key); err != nil {
			return fmt.Errorf("read thread: %w", err)
		}
	}
	for i, reply := range p.Message.Thread {
		key := replyKey(p.Key, i)
		next := p
		next.Message = reply
		if at, ok := there[key]; ok {
			delete(there, key)
			if err := c.update(ctx, next, key, at); err != nil {
				return fmt.Errorf("edit reply %d: %w", i+1, err)
			}
			continue
		}
		if _, err := c.send(ctx, next, key, ts); err != nil {
			return fmt.Errorf("post reply %d: %w", i+1, err)
		}
	}
	for key, at := range there {
		next := p
		next.Message = void(p.RunID)
		if err := c.update(ctx, next, key, at); err != nil {
			return fmt.Errorf("void reply %s: %w", key, err)
		}
	}
	return nil
}

// Update replaces the message at ts, without its thread.
func (c *Client) Update(ctx context.Context, ts string, p Post) error {
	return c.update(ctx, p, p.Key, ts)
}

func replyKey(key string, i int) string { return key + "#" + strconv.Itoa(i+1) }

func void(runID string) Message {
	text := "This part no longer applies"
	if runID != "" {
		text += " since run " + value(runID, wordRoom)
	}
	text += "."
	return Message{Text: text, Blocks: []slack.Block{paragraph(text)}}
}

func (c *Client) send(ctx context.Context, p Post, key, thread string) (string, error) {
	if err := Check(p.Message); err != nil {
		return "", &Error{Method: "chat.postMessage", Outcome: Failed, Err: err}
	}
	options := messageOptions(p, key)
	if thread != "" {
		options = append(options, slack.MsgOptionTS(thread))
	}
	var ts string
	err := c.call(ctx, "chat.postMessage", p.Channel, func() error {
		_, at, err := c.api.PostMessageContext(ctx, p.Channel, options...)
		if err == nil && at == "" {
			return errors.New("answer without a timestamp")
		}
		ts = at
		return err
	})
	if err != nil {
		return "", err
	}
	return ts, nil
}

// update may be repeated without harm, so nothing about it stays ambiguous.
func (c *Client) update(ctx context.Context, p Post, key, ts string) error {
	if err := Check(p.Message); err != nil {
		return &Error{Method: "chat.update", Outcome: Failed, Err: err}
	}
	return settled(c.call(ctx, "chat.update", p.Channel, func() error {
		_, _, _, err := c.api.UpdateMessageContext(ctx, p.Channel, ts, messageOptions(p, key)...)
		return err
	}))
}

// messageOptions turn off everything by which Slack adds to a text: names made
// into mentions, links made from words, previews of links.
func messageOptions(p Post, key string) []slack.MsgOption {
	return []slack.MsgOption{
		slack.MsgOptionText(p.Message.Text, false),
		slack.MsgOptionBlocks(p.Message.Blocks...),
		slack.MsgOptionParse(false),
		slack.MsgOptionLinkNames(false),
		slack.MsgOptionDisableLinkUnfurl(),
		slack.MsgOptionDisableMediaUnfurl(),
		slack.MsgOptionMetadata(slack.SlackMetadata{EventType: eventType, EventPayload: map[string]any{
			"key": key, "run_id": p.RunID, "as_of": p.AsOf,
		}}),
	}
}

// settled turns the ambiguous error of a harmless call into a temporary one.
func settled(err error) error {
	var e *Error
	if errors.As(err, &e) && e.Outcome == Ambiguous {
		e.Outcome = Temporary
	}
	return err
}
