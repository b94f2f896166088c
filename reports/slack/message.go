package slack

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/slack-go/slack"
)

// Message is one Slack message and the replies that belong in its thread.
type Message struct {
	// Text is what notifications and screen readers say.
	Text   string        `json:"text"`
	Blocks []slack.Block `json:"blocks"`
	// Thread holds replies; a reply has none of its own.
	Thread []Message `json:"thread,omitempty"`
}

// JSON is the message as a dry run prints it: indented, and with the characters
// Slack reads instead of JSON's escapes for HTML.
func JSON(m Message) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(m); err != nil {
		return nil, fmt.Errorf("encode message: %w", err)
	}
	return b.Bytes(), nil
}

// UnmarshalJSON reads what JSON wrote, so that a message can be kept and sent later.
func (m *Message) UnmarshalJSON(text []byte) error {
	var wire struct {
		Text   string       `json:"text"`
		Blocks slack.Blocks `json:"blocks"`
		Thread []Message    `json:"thread"`
	}
	if err := json.Unmarshal(text, &wire); err != nil {
		return fmt.Errorf("decode message: %w", err)
	}
	*m = Message{Text: wire.Text, Blocks: wire.Blocks.BlockSet, Thread: wire.Thread}
	return nil
}

// mrkdwn makes a text object in which Slack looks for no names and no links.
func mrkdwn(text string) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.MarkdownType, text, false, true)
}

func header(text string) slack.Block {
	return slack.NewHeaderBlock(slack.NewTextBlockObject(slack.PlainTextType, text, false, false))
}

func paragraph(text string) slack.Block {
	return slack.NewSectionBlock(mrkdwn(text), nil, nil)
}

func fields(texts []string) slack.Block {
	objects := make([]*slack.TextBlockObject, 0, len(texts))
	for _, t := range texts {
		objects = append(objects, mrkdwn(t))
	}
	return slack.NewSectionBlock(nil, objects, nil)
}

func contextLine(texts []string) slack.Block {
	elements := make([]slack.MixedElement, 0, len(texts))
	for _, t := range texts {
		elements = append(elements, mrkdwn(t))
	}
	return slack.NewContextBlock("", elements...)
}

// WithoutThread is the message alone.
func WithoutThread(m Message) Message { m.Thread = nil; return m }
