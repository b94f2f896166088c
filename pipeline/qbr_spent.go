package pipeline

import (
	"fmt"
	"sync/atomic"
	"time"
)

// Spent is how long each hand of a batch worked, all workers together.
type Spent struct{ Draw, Check, Picture, Write time.Duration }

// String is for the log.
func (s Spent) String() string {
	ms := func(d time.Duration) time.Duration { return d.Round(time.Millisecond) }
	return fmt.Sprintf("draw %s, check %s, picture %s, write %s", ms(s.Draw), ms(s.Check), ms(s.Picture), ms(s.Write))
}

// hands count what each of them spends.
type hands struct {
	now                         func() time.Time
	draw, check, picture, write atomic.Int64
}

// on adds what passes until the returned function is called.
func (h *hands) on(hand *atomic.Int64) (done func()) {
	began := h.now()
	return func() { hand.Add(int64(h.now().Sub(began))) }
}

func (h *hands) spent() Spent {
	return Spent{time.Duration(h.draw.Load()), time.Duration(h.check.Load()), time.Duration(h.picture.Load()), time.Duration(h.write.Load())}
}
