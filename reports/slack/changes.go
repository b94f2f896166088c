package slack

import (
	"strings"
)

// changes says what does not compare with the day before: a trend must not be
// read across another definition, and a slide made last week may be wrong now.
func (c composer) changes() []string {
	var parts []string
	if names := c.d.Changes.Definitions; len(names) > 0 {
		shown := make([]string, len(names))
		for i, name := range names {
			shown[i] = value(name, c.size.name)
		}
		parts = append(parts, "↯ new definition, not to be compared with before: "+joinWhole(shown, 160))
	}
	if n := c.d.Changes.Restated; n > 0 {
		text := counted(n, "published figure") + " of closed periods restated"
		if reason := c.d.Changes.Reason; reason != "" {
			text += ", mostly by " + strings.ReplaceAll(value(reason, wordRoom), "_", " ")
		}
		parts = append(parts, text)
	}
	return parts
}
