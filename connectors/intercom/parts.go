package intercom

import (
	"cmp"
	"slices"
	"strings"

	"github.com/valyala/fastjson"
)

// maxParts is how many parts of a conversation Intercom gives, the newest.
const maxParts = 500

// landParts lands the parts of a page of conversations. The page's own memory is
// free for the next one, so the ids are copied.
func (p *pull) landParts(w *walk, page []*fastjson.Value) error {
	ids := make([]string, 0, len(page))
	for _, v := range page {
		if id := text(v, "id"); id != "" {
			ids = append(ids, id)
		}
	}
	return p.each(ids, func(id string, v *fastjson.Value) error {
		if v == nil { // deleted since the search
			delete(w.open, id)
			return nil
		}
		return p.addParts(v)
	})
}

// addParts lands the parts of one conversation that change its state or its
// assignment, and the first reply of the team.
func (p *pull) addParts(conversation *fastjson.Value) error {
	all := conversation.GetArray("conversation_parts", "conversation_parts")
	slices.SortStableFunc(all, func(a, b *fastjson.Value) int {
		return cmp.Or(cmp.Compare(a.GetInt64("created_at"), b.GetInt64("created_at")), cmp.Compare(number(text(a, "id")), number(text(b, "id"))))
	})
	// Of a conversation that is cut off, the first reply may be among what is missing.
	replied := conversation.GetInt("conversation_parts", "total_count") > len(all) || len(all) >= maxParts
	if replied {
		p.log.Info("a conversation has more parts than Intercom gives", "stream", p.stream.Name, "conversation", text(conversation, "id"), "parts", len(all))
	}
	var a fastjson.Arena
	for _, part := range all {
		first := !replied && isReply(part)
		replied = replied || first
		if !first && !changesState(text(part, "part_type")) {
			continue
		}
		part.Set("conversation_id", conversation.Get("id"))
		part.Set("is_first_reply", a.NewFalse())
		if first {
			part.Set("is_first_reply", a.NewTrue())
		}
		if err := p.writer.Add(part, false); err != nil {
			return err
		}
	}
	return nil
}

// isReply says whether a part is something a person of the team wrote to the
// contact. A closing or an assigning part can hold such words too.
func isReply(part *fastjson.Value) bool {
	return text(part, "author", "type") == "admin" && !part.GetBool("author", "from_ai_agent") &&
		len(part.GetStringBytes("body")) > 0 && !strings.HasPrefix(text(part, "part_type"), "note")
}

// changesState says whether parts of this type open, close, snooze or assign.
func changesState(kind string) bool {
	for _, word := range []string{"close", "open", "snooz", "assign"} {
		if strings.Contains(kind, word) {
			return true
		}
	}
	return false
}
