package simulator

import (
	"encoding/json"
	"fmt"
	"slices"
	"unicode/utf8"
)

// The limits Slack puts on a message's blocks.
const (
	maxBlocks       = 50
	maxBlockID      = 255
	maxHeader       = 150
	maxSection      = 3000
	maxFields       = 10
	maxField        = 2000
	maxContext      = 10
	maxActions      = 25
	maxButton       = 75
	maxURL          = 3000
	maxImageTitle   = 2000
	maxMarkdownText = 12000
)

type slackBlock struct {
	Type     string          `json:"type"`
	BlockID  string          `json:"block_id"`
	Text     json.RawMessage `json:"text"`
	Fields   []slackText     `json:"fields"`
	Elements []slackElement  `json:"elements"`
	ImageURL string          `json:"image_url"`
	File     map[string]any  `json:"slack_file"`
	AltText  string          `json:"alt_text"`
}

type slackText struct {
	Type string `json:"type"`
	Text string `json:"text"`
}

type slackElement struct {
	Type     string          `json:"type"`
	Text     json.RawMessage `json:"text"`
	URL      string          `json:"url"`
	ImageURL string          `json:"image_url"`
	AltText  string          `json:"alt_text"`
}

// blockChecker collects what is wrong, with the place in Slack's words.
type blockChecker struct{ problems []string }

func (c *blockChecker) say(at, problem string, args ...any) {
	c.problems = append(c.problems, fmt.Sprintf("[ERROR] "+problem, args...)+" [json-pointer:/blocks"+at+"]")
}

// checkBlocks lists what Slack would refuse; nil blocks are fine.
func checkBlocks(raw json.RawMessage) []string {
	if raw == nil {
		return nil
	}
	var c blockChecker
	var blocks []slackBlock
	if err := json.Unmarshal(raw, &blocks); err != nil {
		return []string{"[ERROR] blocks is no array of blocks: " + err.Error()}
	}
	if len(blocks) > maxBlocks {
		c.say("", "no more than %d items allowed", maxBlocks)
	}
	seen := map[string]bool{}
	for i, b := range blocks {
		at := fmt.Sprintf("/%d", i)
		if utf8.RuneCountInString(b.BlockID) > maxBlockID {
			c.say(at+"/block_id", "must be less than %d characters", maxBlockID+1)
		}
		if b.BlockID != "" && seen[b.BlockID] {
			c.say(at+"/block_id", "block_id %q already exists", b.BlockID)
		}
		seen[b.BlockID] = true
		c.block(at, b)
	}
	return c.problems
}

func (c *blockChecker) block(at string, b slackBlock) {
	switch b.Type {
	case "header":
		c.text(at+"/text", b.Text, maxHeader, "plain_text")
	case "section":
		if b.Text == nil && len(b.Fields) == 0 {
			c.say(at, "missing required field: text or fields")
		}
		if b.Text != nil {
			c.text(at+"/text", b.Text, maxSection, "plain_text", "mrkdwn")
		}
		if len(b.Fields) > maxFields {
			c.say(at+"/fields", "no more than %d items allowed", maxFields)
		}
		for i, f := range b.Fields {
			c.length(fmt.Sprintf("%s/fields/%d/text", at, i), f.Text, maxField)
		}
	case "context":
		c.count(at, len(b.Elements), maxContext)
		for i, e := range b.Elements {
			c.contextElement(fmt.Sprintf("%s/elements/%d", at, i), e)
		}
	case "actions":
		c.count(at, len(b.Elements), maxActions)
		for i, e := range b.Elements {
			if e.Type == "button" {
				c.text(fmt.Sprintf("%s/elements/%d/text", at, i), e.Text, maxButton, "plain_text")
			}
			if len(e.URL) > maxURL {
				c.say(fmt.Sprintf("%s/elements/%d/url", at, i), "must be less than %d characters", maxURL+1)
			}
		}
	case "image":
		c.length(at+"/alt_text", b.AltText, maxImageTitle)
		if b.ImageURL == "" && b.File == nil || len(b.ImageURL) > maxURL {
			c.say(at, "missing or too long: image_url or slack_file")
		}
	case "markdown":
		var text string
		if json.Unmarshal(b.Text, &text) != nil {
			c.say(at+"/text", "must be a string")
			return
		}
		c.length(at+"/text", text, maxMarkdownText)
	case "divider", "rich_text", "table", "context_actions", "video", "file", "input":
	default:
		c.say(at+"/type", "unsupported type: %s", b.Type)
	}
}

func (c *blockChecker) contextElement(at string, e slackElement) {
	if e.Type == "image" {
		if e.AltText == "" || e.ImageURL == "" {
			c.say(at, "missing required field: image_url and alt_text")
		}
		return
	}
	var text string
	if json.Unmarshal(e.Text, &text) != nil {
		c.say(at+"/text", "must be a string")
		return
	}
	c.length(at+"/text", text, maxSection)
	if e.Type != "mrkdwn" && e.Type != "plain_text" {
		c.say(at+"/type", "unsupported type: %s", e.Type)
	}
}

func (c *blockChecker) count(at string, n, most int) {
	if n == 0 {
		c.say(at+"/elements", "must provide at least one element")
	}
	if n > most {
		c.say(at+"/elements", "no more than %d items allowed", most)
	}
}

// text checks a text object.
func (c *blockChecker) text(at string, raw json.RawMessage, most int, kinds ...string) {
	var t slackText
	if raw == nil || json.Unmarshal(raw, &t) != nil {
		c.say(at, "missing or malformed text object")
		return
	}
	if !slices.Contains(kinds, t.Type) {
		c.say(at+"/type", "must be one of %v", kinds)
	}
	c.length(at+"/text", t.Text, most)
}

func (c *blockChecker) length(at, text string, most int) {
	switch n := utf8.RuneCountInString(text); {
	case n == 0:
		c.say(at, "must be more than 0 characters")
	case n > most:
		c.say(at, "must be less than %d characters", most+1)
	}
}
