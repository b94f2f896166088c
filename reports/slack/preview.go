package slack

import (
	"strings"

	"github.com/slack-go/slack"
)

// Preview is the message as text that can be read aloud: markup removed, one
// field a line, the thread after it.
func Preview(m Message) string {
	var b strings.Builder
	writeBlocks(&b, m.Blocks)
	for _, reply := range m.Thread {
		b.WriteString("\n── in thread ──\n")
		writeBlocks(&b, reply.Blocks)
	}
	return b.String()
}

func writeBlocks(b *strings.Builder, blocks []slack.Block) {
	for i, block := range blocks {
		if i > 0 {
			b.WriteString("\n")
		}
		switch block := block.(type) {
		case *slack.HeaderBlock:
			b.WriteString(block.Text.Text + "\n")
		case *slack.ContextBlock:
			var texts []string
			for _, e := range block.ContextElements.Elements {
				if t, ok := e.(*slack.TextBlockObject); ok {
					texts = append(texts, spoken(t.Text))
				}
			}
			b.WriteString(strings.Join(texts, " · ") + "\n")
		case *slack.SectionBlock:
			if block.Text != nil {
				b.WriteString(spoken(block.Text.Text) + "\n")
			}
			for _, f := range block.Fields {
				title, rest, _ := strings.Cut(spoken(f.Text), "\n")
				b.WriteString(title + ": " + strings.ReplaceAll(rest, "\n", "; ") + "\n")
			}
		}
	}
}

// spoken takes the markup out. Every sign of it in the text is ours, because
// values are stripped of theirs.
func spoken(text string) string {
	text = strings.ReplaceAll(text, fence+"\n", "")
	text = strings.ReplaceAll(text, "\n"+fence, "")
	return unescape(strings.ReplaceAll(text, "*", ""))
}
