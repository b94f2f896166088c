package rest

import "time"

// Watermark is the newest instant a cursor may claim to have seen. It never
// passes the frozen end of the window: a record changed while the pull runs may
// hide one that was read before its own change, so only what was true when the
// pull began is claimed. And it never passes what the vendor itself wrote, so a
// clock that runs ahead of the vendor's loses nothing.
type Watermark struct {
	newest, limit time.Time
}

// NewWatermark starts at the instant the stream's cursor has reached; limit is
// the end of the window.
func NewWatermark(start, limit time.Time) *Watermark {
	return &Watermark{newest: start, limit: limit}
}

// Seen notes the instant of one record.
func (w *Watermark) Seen(t time.Time) {
	if t.After(w.limit) {
		t = w.limit
	}
	if t.After(w.newest) {
		w.newest = t
	}
}

// SeenText notes an instant in RFC 3339; any other text is no instant.
func (w *Watermark) SeenText(text []byte) {
	if t, err := time.Parse(time.RFC3339Nano, string(text)); err == nil {
		w.Seen(t)
	}
}

// Time is the newest instant noted, in UTC.
func (w *Watermark) Time() time.Time { return w.newest.UTC() }
