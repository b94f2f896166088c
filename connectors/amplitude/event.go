package amplitude

import (
	"github.com/valyala/fastjson"
)

// Where complete puts what it finds out about an event.
const (
	pathKey     = "_event_key"
	pathAccount = "_account"
)

// completer finds the key and the account of events.
type completer struct {
	groupKey string
	arena    fastjson.Arena
	key      []byte
}

// complete adds key and account to an event, or says what is wrong with it. The
// event is valid until complete is called again.
func (c *completer) complete(event *fastjson.Value) (reason string) {
	c.arena.Reset()
	insertID, uuid := event.GetStringBytes("$insert_id"), event.GetStringBytes("uuid")
	switch {
	case len(insertID) > 0:
		// The insert id is the sender's own and only tells its own events apart.
		c.key = append(c.key[:0], event.GetStringBytes("device_id")...)
		c.key = append(append(c.key, '|'), insertID...)
		event.Set(pathKey, c.arena.NewStringBytes(c.key))
	case len(uuid) > 0:
		event.Set(pathKey, c.arena.NewStringBytes(uuid))
	default:
		return "it has neither $insert_id nor uuid"
	}
	if account := c.account(event); account != nil {
		event.Set(pathAccount, account)
	}
	return ""
}

// account is who the event belongs to: the group of the event, a property of
// that group, of the event or of the user, whichever names one first.
func (c *completer) account(event *fastjson.Value) *fastjson.Value {
	if v := single(event.Get("groups", c.groupKey)); v != nil {
		return v
	}
	if v := c.ofGroups(event.Get("group_properties")); v != nil {
		return v
	}
	if v := single(event.Get("event_properties", c.groupKey)); v != nil {
		return v
	}
	return single(event.Get("user_properties", c.groupKey))
}

// ofGroups looks into the properties of the event's groups, which stand below
// the group's type and name.
func (c *completer) ofGroups(types *fastjson.Value) *fastjson.Value {
	if types == nil || types.Type() != fastjson.TypeObject {
		return nil
	}
	var found *fastjson.Value
	types.GetObject().Visit(func(_ []byte, names *fastjson.Value) {
		if found != nil || names.Type() != fastjson.TypeObject {
			return
		}
		names.GetObject().Visit(func(_ []byte, properties *fastjson.Value) {
			if found == nil && properties.Type() == fastjson.TypeObject {
				found = single(properties.Get(c.groupKey))
			}
		})
	})
	return found
}

// single is a text or number, or the first of several; nil for anything else.
func single(v *fastjson.Value) *fastjson.Value {
	if v != nil && v.Type() == fastjson.TypeArray {
		v = v.Get("0")
	}
	if v == nil {
		return nil
	}
	switch v.Type() {
	case fastjson.TypeNumber:
		return v
	case fastjson.TypeString:
		if len(v.GetStringBytes()) > 0 {
			return v
		}
	}
	return nil
}
