package slack

import (
	"strings"
	"unicode"

	"github.com/rivo/uniseg"
)

// units is what a text costs against Slack's limits: UTF-16 code units, and for
// a symbol outside the basic plane the length of the longest common short name,
// because Slack stores :large_orange_diamond: for one emoji.
func units(s string) int {
	n := 0
	for _, r := range s {
		n += runeUnits(r)
	}
	return n
}

const emojiUnits = 24

func runeUnits(r rune) int {
	switch {
	case r < 0x10000:
		return 1
	case unicode.Is(unicode.So, r) || unicode.Is(unicode.Sk, r):
		return emojiUnits
	default:
		return 2
	}
}

// value prepares a value from the data for mrkdwn: one line, escaped, without
// formatting of its own and at most limit units long. A cut ends in "…" and
// never splits a character that is made of several runes.
func value(raw string, limit int) string {
	return cut(unformatted(clean(raw, limit)), limit, escapeRune)
}

// plain prepares a value for plain_text, where Slack's escapes are not needed;
// the angle brackets go all the same.
func plain(raw string, limit int) string {
	return cut(clean(raw, limit), limit, func(r rune) string {
		switch r {
		case '<':
			return "‹"
		case '>':
			return "›"
		}
		return string(r)
	})
}

// cleanSlack is longer than any character made of several runes that is shown.
const cleanSlack = 64

// clean makes one line of printable text: white space is folded, control
// characters and the marks that turn the reading direction are dropped. It
// stops soon after limit runes, where cut will have stopped already.
func clean(raw string, limit int) string {
	var b strings.Builder
	space, written := false, 0
	for _, r := range raw { // a broken byte reads as U+FFFD
		switch {
		case unicode.IsSpace(r):
			space = b.Len() > 0
			continue
		case unicode.IsControl(r), isDirectionMark(r), r == '\uFEFF':
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(r)
		if written++; written > limit+cleanSlack {
			break
		}
	}
	return b.String()
}

func isDirectionMark(r rune) bool {
	return r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069
}

// unformatted takes the meaning from mrkdwn's formatting signs. mrkdwn has no
// escape for them, so look-alikes stand in; an underscore inside a word means
// nothing to Slack and stays.
func unformatted(text string) string {
	runes := []rune(text)
	for i, r := range runes {
		switch r {
		case '*':
			runes[i] = '∗'
		case '~':
			runes[i] = '∼'
		case '`':
			runes[i] = 'ˋ'
		case '_':
			inside := i > 0 && i < len(runes)-1 && isWord(runes[i-1]) && isWord(runes[i+1])
			if !inside {
				runes[i] = '＿'
			}
		}
	}
	return string(runes)
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// escapeRune escapes what Slack reads as markup.
func escapeRune(r rune) string {
	switch r {
	case '&':
		return "&amp;"
	case '<':
		return "&lt;"
	case '>':
		return "&gt;"
	}
	return string(r)
}

// cut converts text rune by rune and stops at limit units of the result.
func cut(text string, limit int, convert func(rune) string) string {
	var b strings.Builder
	used, keep := 0, 0 // keep is the length that still leaves room for "…"
	state := -1
	for rest := text; rest != ""; {
		var cluster string
		cluster, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		piece := convertAll(cluster, convert)
		cost := units(piece)
		if used+cost > limit {
			return strings.TrimRight(b.String()[:keep], " ") + "…"
		}
		b.WriteString(piece)
		used += cost
		if used < limit {
			keep = b.Len()
		}
	}
	return b.String()
}

func convertAll(s string, convert func(rune) string) string {
	var b strings.Builder
	for _, r := range s {
		b.WriteString(convert(r))
	}
	return b.String()
}

// unescape gives the text a reader sees.
func unescape(s string) string {
	if !strings.Contains(s, "&") {
		return s
	}
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(s)
}
