package pipeline

import (
	"strings"
	"sync/atomic"
	"time"
)

// Spent is how long each hand of a batch worked, all workers together: one gets all
// ready and one reads, while four draw, check, paint the pictures and write; at the end
// one lists the files and makes them durable.
type Spent struct{ Prepare, Read, Draw, Check, Picture, Write, Settle time.Duration }

// Each hands over every hand's time under its name, in their order.
func (s Spent) Each(use func(name string, took time.Duration)) {
	use("prepare", s.Prepare)
	use("read", s.Read)
	use("draw", s.Draw)
	use("check", s.Check)
	use("picture", s.Picture)
	use("write", s.Write)
	use("settle", s.Settle)
}

// String is for the log.
func (s Spent) String() string {
	var parts []string
	s.Each(func(name string, took time.Duration) {
		parts = append(parts, name+" "+took.Round(time.Millisecond).String())
	})
	return strings.Join(parts, ", ")
}

// hands count what each of them spends.
type hands struct {
	now                                                func() time.Time
	prepare, read, draw, check, picture, write, settle atomic.Int64
}

// on adds what passes until the returned function is called.
func (h *hands) on(hand *atomic.Int64) (done func()) {
	began := h.now()
	return func() { hand.Add(int64(h.now().Sub(began))) }
}

func (h *hands) spent() Spent {
	of := func(hand *atomic.Int64) time.Duration { return time.Duration(hand.Load()) }
	return Spent{
		Prepare: of(&h.prepare), Read: of(&h.read), Draw: of(&h.draw), Check: of(&h.check),
		Picture: of(&h.picture), Write: of(&h.write), Settle: of(&h.settle),
	}
}
