package slack

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/slack-go/slack"
)

// ErrNotFound says that no message of the key is in the channel.
var ErrNotFound = errors.New("no message with this key")

const (
	pageSize = 200
	// maxHistoryPages bounds a lookup; a digest is among the last messages.
	maxHistoryPages = 25
)

// Find looks for the message of a key posted since an instant. It returns
// ErrNotFound only when it has read all that was posted since; any other error
// leaves the question open.
func (c *Client) Find(ctx context.Context, channel, key string, since time.Time) (ts string, err error) {
	params := &slack.GetConversationHistoryParameters{
		ChannelID: channel, Limit: pageSize, IncludeAllMetadata: true, Inclusive: true, Oldest: timestamp(since),
	}
	for range maxHistoryPages {
		var page *slack.GetConversationHistoryResponse
		err := settled(c.call(ctx, "conversations.history", "", func() error {
			var err error
			page, err = c.api.GetConversationHistoryContext(ctx, params)
			return err
		}))
		if err != nil {
			return "", err
		}
		for _, m := range page.Messages {
			if keyOf(m) == key {
				return m.Timestamp, nil
			}
		}
		next := page.ResponseMetaData.NextCursor
		if !page.HasMore || next == "" || next == params.Cursor {
			return "", fmt.Errorf("find %s in %s: %w", key, channel, ErrNotFound)
		}
		params.Cursor = next
	}
	return "", fmt.Errorf("find %s in %s: more than %d messages since %s", key, channel, maxHistoryPages*pageSize, since.Format(time.RFC3339))
}

// replies maps our keys in a thread to timestamps.
func (c *Client) replies(ctx context.Context, channel, ts, key string) (map[string]string, error) {
	there := map[string]string{}
	params := &slack.GetConversationRepliesParameters{ChannelID: channel, Timestamp: ts, Limit: pageSize, IncludeAllMetadata: true}
	for range maxHistoryPages {
		var page []slack.Message
		var more bool
		var next string
		err := settled(c.call(ctx, "conversations.replies", "", func() error {
			var err error
			page, more, next, err = c.api.GetConversationRepliesContext(ctx, params)
			return err
		}))
		if err != nil {
			return nil, err
		}
		for _, m := range page {
			if k := keyOf(m); k != "" && k != key {
				there[k] = m.Timestamp
			}
		}
		if !more || next == "" || next == params.Cursor {
			break
		}
		params.Cursor = next
	}
	return there, nil
}

func keyOf(m slack.Message) string {
	if m.Metadata.EventType != eventType {
		return ""
	}
	key, _ := m.Metadata.EventPayload["key"].(string)
	return key
}

// timestamp is Slack's form of an instant; the zero time means no bound.
func timestamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d.%06d", t.Unix(), t.Nanosecond()/1000)
}
