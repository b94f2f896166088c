package segment

import "github.com/valyala/fastjson"

const notObject = "the line is not a JSON object"

// complaint says why a line is no message of Segment's specification; empty when
// it is one. Types that are not in the specification pass.
func complaint(v *fastjson.Value) string {
	if v.Type() != fastjson.TypeObject {
		return notObject
	}
	if !has(v, "type") {
		return "it has no type"
	}
	if !has(v, "messageId") {
		return "it has no messageId"
	}
	if !has(v, "userId") && !has(v, "anonymousId") {
		return "it has neither userId nor anonymousId"
	}
	if !has(v, "timestamp") && !has(v, "originalTimestamp") && !has(v, "receivedAt") {
		return "it has no timestamp"
	}
	switch string(v.GetStringBytes("type")) {
	case "track":
		if !has(v, "event") {
			return "a track call has no event"
		}
	case "group":
		if !has(v, "groupId") {
			return "a group call has no groupId"
		}
	case "alias":
		if !has(v, "previousId") {
			return "an alias call has no previousId"
		}
	}
	return ""
}

// has says whether a member is a text that is not empty, or a number.
func has(v *fastjson.Value, name string) bool {
	member := v.Get(name)
	if member == nil {
		return false
	}
	return member.Type() == fastjson.TypeNumber || len(member.GetStringBytes()) > 0
}
