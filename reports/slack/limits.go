package slack

import (
	"errors"
	"fmt"

	"github.com/slack-go/slack"
)

// Slack's documented limits for one message.
const (
	maxBlocks          = 50
	maxSectionText     = 3000
	maxFields          = 10
	maxFieldText       = 2000
	maxHeaderText      = 150
	maxContextElements = 10
	maxContextText     = 2000
)

// Our own limits, below Slack's.
const (
	// maxMessage is the total over all blocks. Slack documents none, but refuses
	// messages from about 11,000 characters on.
	maxMessage = 8000
	// goodMessage is what a reader takes in within three minutes.
	goodMessage = 3000
	// sectionRoom is what lists fill of a section, leaving room for "+7 more".
	sectionRoom = 2800
	maxText     = 3000
)

// Check reports the first limit a message or one of its replies breaks. What
// Compose returns has passed it.
func Check(m Message) error {
	if err := checkOne(m); err != nil {
		return err
	}
	for i, reply := range m.Thread {
		if len(reply.Thread) > 0 {
			return fmt.Errorf("reply %d: has replies of its own", i+1)
		}
		if err := checkOne(reply); err != nil {
			return fmt.Errorf("reply %d: %w", i+1, err)
		}
	}
	return nil
}

func checkOne(m Message) error {
	if m.Text == "" {
		return errors.New("no fallback text")
	}
	if n := units(m.Text); n > maxText {
		return fmt.Errorf("fallback text: %d of %d characters", n, maxText)
	}
	if len(m.Blocks) == 0 || len(m.Blocks) > maxBlocks {
		return fmt.Errorf("%d blocks, want 1 to %d", len(m.Blocks), maxBlocks)
	}
	total := 0
	for i, b := range m.Blocks {
		n, err := checkBlock(b)
		if err != nil {
			return fmt.Errorf("block %d: %w", i+1, err)
		}
		total += n
	}
	if total > maxMessage {
		return fmt.Errorf("message: %d of %d characters", total, maxMessage)
	}
	return nil
}

// checkBlock returns the length of a block's text.
func checkBlock(b slack.Block) (int, error) {
	switch b := b.(type) {
	case *slack.HeaderBlock:
		return checkText("header", b.Text, maxHeaderText)
	case *slack.ContextBlock:
		return checkContext(b)
	case *slack.SectionBlock:
		return checkSection(b)
	default:
		return 0, fmt.Errorf("unexpected block type %s", b.BlockType())
	}
}

func checkSection(b *slack.SectionBlock) (int, error) {
	if b.Text == nil && len(b.Fields) == 0 {
		return 0, errors.New("section without text")
	}
	if len(b.Fields) > maxFields {
		return 0, fmt.Errorf("section: %d of %d fields", len(b.Fields), maxFields)
	}
	total := 0
	if b.Text != nil {
		n, err := checkText("section", b.Text, maxSectionText)
		if err != nil {
			return 0, err
		}
		total = n
	}
	for _, f := range b.Fields {
		n, err := checkText("field", f, maxFieldText)
		if err != nil {
			return 0, err
		}
		total += n
	}
	return total, nil
}

func checkContext(b *slack.ContextBlock) (int, error) {
	elements := b.ContextElements.Elements
	if len(elements) == 0 || len(elements) > maxContextElements {
		return 0, fmt.Errorf("context: %d elements, want 1 to %d", len(elements), maxContextElements)
	}
	total := 0
	for _, e := range elements {
		text, ok := e.(*slack.TextBlockObject)
		if !ok {
			return 0, errors.New("context: element is not text")
		}
		n, err := checkText("context", text, maxContextText)
		if err != nil {
			return 0, err
		}
		total += n
	}
	return total, nil
}

func checkText(what string, t *slack.TextBlockObject, limit int) (int, error) {
	if t == nil || t.Text == "" {
		return 0, fmt.Errorf("%s: no text", what)
	}
	n := units(t.Text)
	if n > limit {
		return n, fmt.Errorf("%s: %d of %d characters", what, n, limit)
	}
	return n, nil
}

// length is the total a message counts against maxMessage.
func length(m Message) int {
	total := 0
	for _, b := range m.Blocks {
		n, err := checkBlock(b)
		if err != nil {
			return maxMessage + 1
		}
		total += n
	}
	return total
}
