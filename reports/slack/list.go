package slack

import (
	"fmt"
	"strings"

	"github.com/slack-go/slack"
)

// maxPages bounds the replies one list may take; each costs a second to post.
const maxPages = 4

// list is a titled list of items that are shown whole or not at all. An item
// may have several lines.
type list struct {
	title string
	items []string
	// hidden counts items that were left out before.
	hidden int
	// rest says where the hidden ones are: "in thread".
	rest string
}

// block shows as many items as fit one section and counts the others.
func (l list) block() slack.Block {
	lines := []string{"*" + l.title + "*"}
	used := units(lines[0])
	hidden := l.hidden
	for i, item := range l.items {
		cost := units(item) + 1
		if used+cost > sectionRoom {
			hidden += len(l.items) - i
			break
		}
		used += cost
		lines = append(lines, item)
	}
	if hidden > 0 {
		lines = append(lines, more(hidden, l.rest))
	}
	return paragraph(strings.Join(lines, "\n"))
}

func more(n int, rest string) string { return fmt.Sprintf("+%s more %s", count(int64(n)), rest) }

// pages spreads a long list over as many messages as it needs, at most maxPages.
func (l list) pages() []Message {
	groups := group(l.items, sectionRoom)
	var pages []Message
	for len(groups) > 0 && len(pages) < maxPages {
		var texts []string
		used := 0
		for len(groups) > 0 && used+sectionRoom <= maxMessage-maxHeaderText {
			texts = append(texts, strings.Join(groups[0], "\n"))
			used += units(texts[len(texts)-1])
			groups = groups[1:]
		}
		pages = append(pages, page(l.title, texts))
	}
	hidden := l.hidden
	for _, g := range groups {
		hidden += len(g)
	}
	if hidden > 0 && len(pages) > 0 {
		last := &pages[len(pages)-1]
		last.Blocks = append(last.Blocks, contextLine([]string{more(hidden, l.rest)}))
	}
	return pages
}

func page(title string, texts []string) Message {
	m := Message{Text: title}
	for i, t := range texts {
		if i == 0 {
			t = "*" + title + "*\n" + t
		}
		m.Blocks = append(m.Blocks, paragraph(t))
	}
	return m
}

// group splits items into runs that each fit room.
func group(items []string, room int) [][]string {
	var groups [][]string
	used := room + 1
	for _, item := range items {
		cost := units(item) + 1
		if used+cost > room {
			groups = append(groups, nil)
			used = 0
		}
		used += cost
		last := len(groups) - 1
		groups[last] = append(groups[last], item)
	}
	return groups
}
