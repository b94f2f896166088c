package simulator

import (
	"encoding/binary"
	"encoding/hex"
	"hash/fnv"
	"time"

	"quarterdeck/connectors/simulator/world"
)

// GroupKey is the name under which the product tells every tracker the account
// of an event.
const GroupKey = "account_id"

// latest is how much later than it happened an event may reach a tracker.
const latest = 61 * time.Hour

// usageAccount is the group key an event carries; empty when the product
// forgot to send it.
func (s *Simulator) usageAccount(u world.Use) string {
	switch {
	case u.Account == nil:
		return world.UnknownAccountID
	case u.Account.Quirk == world.NoUsageKey || u.Account.Company == nil:
		return ""
	default:
		return s.crmID(u.Account.Company.ID)
	}
}

// received yields the events that reached the tracker in [from, to) and by now,
// in the order of the days they happened on.
func (s *Simulator) received(from, to time.Time, yield func(world.Use)) {
	now := s.now()
	first := from.Add(-latest).Truncate(24 * time.Hour)
	if first.Before(s.world.Start) {
		first = s.world.Start
	}
	for day := first; day.Before(to) && !day.After(now); day = day.AddDate(0, 0, 1) {
		s.world.UsesOn(day, func(u world.Use) {
			if !u.Processed.Before(from) && u.Processed.Before(to) && !u.Processed.After(now) {
				yield(u)
			}
		})
	}
}

// eventUUID is the id a tracker gives an event; copy tells apart what the
// product sent twice.
func eventUUID(u world.Use, copy uint64) string {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], uint64(u.Processed.UnixMilli())<<16|7<<12|u.InsertID>>52)
	binary.BigEndian.PutUint64(b[8:], 1<<63|(u.InsertID^copy*0x9E3779B97F4A7C15)>>2)
	return spellUUID(b)
}

// nameUUID is an id made from a name.
func nameUUID(name string) string {
	h := fnv.New128a()
	_, _ = h.Write([]byte(name)) // a hash never fails
	b := [16]byte(h.Sum(nil))
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return spellUUID(b)
}

func spellUUID(b [16]byte) string {
	text := hex.EncodeToString(b[:])
	return text[:8] + "-" + text[8:12] + "-" + text[12:16] + "-" + text[16:20] + "-" + text[20:]
}

// sentTwice says whether the product, unsure of its network, sent the event
// again.
func sentTwice(u world.Use) bool { return u.InsertID%251 == 7 }
