package slack

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// validate holds a message, as the JSON that leaves the program, to Slack's
// documented limits. It shares no code and no number with the package.
func validate(text []byte) error {
	var m wireMessage
	if err := json.Unmarshal(text, &m); err != nil {
		return err
	}
	if err := m.validate(); err != nil {
		return fmt.Errorf("message: %w", err)
	}
	for i, reply := range m.Thread {
		if err := reply.validate(); err != nil {
			return fmt.Errorf("reply %d: %w", i, err)
		}
	}
	return nil
}

type wireMessage struct {
	Text   string        `json:"text"`
	Blocks []wireBlock   `json:"blocks"`
	Thread []wireMessage `json:"thread"`
}

type wireBlock struct {
	Type     string     `json:"type"`
	Text     *wireText  `json:"text"`
	Fields   []wireText `json:"fields"`
	Elements []wireText `json:"elements"`
}

type wireText struct {
	Type, Text string
	Verbatim   bool
}

func (m wireMessage) validate() error {
	if m.Text == "" || utf16Len(m.Text) > 4000 {
		return fmt.Errorf("fallback text has %d characters", utf16Len(m.Text))
	}
	if len(m.Blocks) < 1 || len(m.Blocks) > 50 {
		return fmt.Errorf("%d blocks", len(m.Blocks))
	}
	all := []wireText{{Type: "plain_text", Text: m.Text}}
	total := 0
	for _, b := range m.Blocks {
		texts, err := b.validate()
		if err != nil {
			return fmt.Errorf("%s: %w", b.Type, err)
		}
		for _, t := range texts {
			total += utf16Len(t.Text)
		}
		all = append(all, texts...)
	}
	if total > 8000 {
		return fmt.Errorf("%d characters in all", total)
	}
	for _, t := range all {
		if err := t.safe(); err != nil {
			return err
		}
	}
	return nil
}

func (b wireBlock) validate() ([]wireText, error) {
	limit := map[string]int{"header": 150, "section": 3000, "context": 2000}[b.Type]
	if limit == 0 {
		return nil, fmt.Errorf("unknown type")
	}
	if len(b.Fields) > 10 || len(b.Elements) > 10 {
		return nil, fmt.Errorf("%d fields, %d elements", len(b.Fields), len(b.Elements))
	}
	var texts []wireText
	if b.Text != nil {
		texts = append(texts, *b.Text)
	}
	for _, f := range b.Fields {
		if n := utf16Len(f.Text); n > 2000 {
			return nil, fmt.Errorf("field of %d characters", n)
		}
	}
	texts = append(append(texts, b.Fields...), b.Elements...)
	if len(texts) == 0 {
		return nil, fmt.Errorf("no text")
	}
	for _, t := range texts {
		if n := utf16Len(t.Text); n == 0 || n > limit {
			return nil, fmt.Errorf("%d characters, limit %d", n, limit)
		}
		if (b.Type == "header") != (t.Type == "plain_text") {
			return nil, fmt.Errorf("text type %s", t.Type)
		}
	}
	return texts, nil
}

// safe refuses anything Slack would turn into a mention or a link, and a text
// that was cut inside a character.
func (t wireText) safe() error {
	if !utf8.ValidString(t.Text) || strings.ContainsRune(t.Text, '\u202e') {
		return fmt.Errorf("broken text %q", t.Text)
	}
	if strings.ContainsAny(t.Text, "<>") {
		return fmt.Errorf("markup in %q", t.Text)
	}
	if t.Type == "mrkdwn" && !t.Verbatim {
		return fmt.Errorf("links are made in %q", t.Text)
	}
	for rest := t.Text; t.Type == "mrkdwn"; {
		_, after, found := strings.Cut(rest, "&")
		if !found {
			break
		}
		if !strings.HasPrefix(after, "amp;") && !strings.HasPrefix(after, "lt;") && !strings.HasPrefix(after, "gt;") {
			return fmt.Errorf("bare ampersand in %q", t.Text)
		}
		rest = after
	}
	if strings.Count(t.Text, "*")%2 != 0 && t.Type == "mrkdwn" {
		return fmt.Errorf("bold left open in %q", t.Text)
	}
	return nil
}

func utf16Len(s string) int { return len(utf16.Encode([]rune(s))) }
