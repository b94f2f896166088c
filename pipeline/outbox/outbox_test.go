package outbox

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"quarterdeck/pipeline/state"
)

var epoch = time.Date(2026, 11, 21, 7, 0, 0, 0, time.UTC)

func TestDeliver(t *testing.T) {
	tests := map[string]struct {
		plan        []step
		wantState   State
		wantArrived int
		wantSends   int
		wantLookups int
		wantError   bool
	}{
		"accepted":                            {nil, Sent, 1, 1, 0, false},
		"answer lost":                         {[]step{acceptDrop}, Sent, 1, 1, 1, false},
		"request lost":                        {[]step{drop}, Sent, 1, 2, 1, false},
		"request lost, then the answer":       {[]step{drop, lookupWorks, acceptDrop}, Sent, 1, 2, 2, false},
		"always lost":                         {[]step{drop, lookupWorks, drop}, Pending, 0, 2, 2, true},
		"refused":                             {[]step{refuse}, Failed, 0, 1, 0, true},
		"answer lost and history not read":    {[]step{acceptDrop, lookupFails}, Unknown, 1, 1, 1, true},
		"request lost and history not read":   {[]step{drop, lookupFails}, Unknown, 0, 1, 1, true},
		"refused after the request was lost":  {[]step{drop, lookupWorks, refuse}, Failed, 0, 2, 1, true},
		"history not read after two requests": {[]step{drop, lookupWorks, acceptDrop, lookupFails}, Unknown, 1, 2, 2, true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			b := open(t, filepath.Join(t.TempDir(), "state.db"))
			other := &channel{plan: test.plan, arrived: map[string]int{}}
			m := Message{Kind: "digest", Channel: "C1", Key: "2026-11-20", Body: []byte("x")}
			e, err := b.Deliver(t.Context(), m, other)
			if e.State != test.wantState || (err != nil) != test.wantError {
				t.Errorf("got %s, error %v, want %s", e.State, err, test.wantState)
			}
			if other.arrived[m.UUID()] != test.wantArrived || other.sends != test.wantSends || other.lookups != test.wantLookups {
				t.Errorf("got %d arrived after %d sends and %d look-ups, want %d, %d, %d",
					other.arrived[m.UUID()], other.sends, other.lookups, test.wantArrived, test.wantSends, test.wantLookups)
			}
			var unknown *UnknownError
			if errors.As(err, &unknown) != (test.wantState == Unknown) {
				t.Errorf("got error %v for state %s", err, e.State)
			}
			if again, err := b.Deliver(t.Context(), m, other); err != nil || again.State != Sent || other.arrived[m.UUID()] != 1 {
				t.Errorf("delivered again: got %s, %v, %d arrived, want sent once", again.State, err, other.arrived[m.UUID()])
			}
		})
	}
}

// Two hundred messages, 30 % of the answers lost, the process dying again and
// again: every one arrives, none twice.
func TestNothingTwiceNothingLost(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	b := open(t, path)
	other := &channel{arrived: map[string]int{}}
	deaths := 0
	for i := range 200 {
		m := Message{Kind: "digest", Channel: "C1", Key: fmt.Sprint(i)}
		switch i % 10 {
		case 0, 3, 6:
			other.plan = []step{acceptDrop}
		case 1:
			other.plan = []step{crashBefore}
		case 2:
			other.plan = []step{crashAfter}
		case 4:
			other.plan = []step{acceptDrop, lookupCrash}
		case 5:
			other.plan = []step{drop, lookupFails}
		}
		for range 3 {
			if _, _, died := deliver(t.Context(), b, m, other); died {
				deaths++
				b = open(t, path)
			}
		}
		if n := other.arrived[m.UUID()]; n != 1 {
			t.Fatalf("message %d arrived %d times", i, n)
		}
	}
	if deaths != 60 {
		t.Errorf("the process died %d times, want 60", deaths)
	}
}

// Whatever the other side and the process do, no message arrives twice, and a
// message reported as sent is there.
func TestAnyFate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	key := 0
	b := open(t, path)
	rapid.Check(t, func(r *rapid.T) {
		key++
		steps := []step{accept, acceptDrop, refuse, drop, crashBefore, crashAfter, lookupFails, lookupWorks, lookupCrash}
		other := &channel{arrived: map[string]int{}, plan: rapid.SliceOfN(rapid.SampledFrom(steps), 0, 12).Draw(r, "plan")}
		m := Message{Kind: "digest", Channel: "C1", Key: fmt.Sprint(key)}
		for range 20 {
			e, err, _ := deliver(t.Context(), b, m, other)
			arrived := other.arrived[m.UUID()]
			if arrived > 1 {
				r.Fatalf("it arrived %d times", arrived)
			}
			if e.State == Sent && (arrived != 1 || err != nil) {
				r.Fatalf("it is recorded as sent, arrived %d times, error %v", arrived, err)
			}
			if (e.State == Failed || e.State == Pending) && err != nil && arrived != 0 {
				r.Fatalf("it is recorded as %s and did arrive", e.State)
			}
		}
		if other.arrived[m.UUID()] != 1 {
			r.Fatal("it was lost")
		}
	})
}

// A request that arrives after its answer timed out is found, because the
// look-up waits for it to settle.
func TestLookupWaitsForRequestsUnderWay(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	c := &clock{epoch}
	db, err := state.Open(t.Context(), path, c.now)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	other := &channel{plan: []step{lateAccepted}, arrived: map[string]int{}}
	m := Message{Kind: "digest", Channel: "C1", Key: "1"}
	b := New(db, Options{Now: c.now, Settle: 5 * time.Second, Sleep: func(_ context.Context, d time.Duration) error {
		if d != 5*time.Second {
			t.Errorf("waited %s, want 5s", d)
		}
		for range other.late {
			other.deliver(m)
		}
		return nil
	}})
	if e, err := b.Deliver(t.Context(), m, other); err != nil || e.State != Sent || other.arrived[m.UUID()] != 1 {
		t.Errorf("got %s, %v, %d arrived, want sent once", e.State, err, other.arrived[m.UUID()])
	}
}

func TestCanceledWhileSending(t *testing.T) {
	b := open(t, filepath.Join(t.TempDir(), "state.db"))
	ctx, cancel := context.WithCancel(t.Context())
	m := Message{Kind: "digest", Channel: "C1", Key: "1"}
	other := &channel{plan: []step{acceptDrop, lookupFails}, arrived: map[string]int{}}
	e, err := b.Deliver(ctx, m, cancelling{other, cancel})
	if e.State != Unknown || err == nil {
		t.Errorf("got %s, %v, want it recorded as unknown", e.State, err)
	}
	if e, err := b.Deliver(ctx, Message{Kind: "digest", Channel: "C1", Key: "2"}, other); err == nil {
		t.Errorf("got %s, want no delivery after the context ended", e.State)
	}
	if other.sends != 1 {
		t.Errorf("%d sends, want 1", other.sends)
	}
}

type cancelling struct {
	*channel
	cancel func()
}

func (c cancelling) Send(ctx context.Context, m Message) (string, error) {
	c.cancel()
	return c.channel.Send(ctx, m)
}

func TestBodyOfAMessage(t *testing.T) {
	b := open(t, filepath.Join(t.TempDir(), "state.db"))
	other := &channel{plan: []step{refuse}, arrived: map[string]int{}}
	m := Message{Kind: "digest", Channel: "C1", Key: "1", Body: []byte("first")}
	if _, err := b.Deliver(t.Context(), m, other); err == nil {
		t.Fatal("want a refusal")
	}
	for _, body := range []string{"second", "third"} { // the second is sent, the third comes too late
		m.Body = []byte(body)
		e, err := b.Deliver(t.Context(), m, other)
		if err != nil || string(e.Body) != "second" {
			t.Fatalf("got body %q, %v, want the one that was sent", e.Body, err)
		}
	}
	m.Body = []byte("edited")
	if err := b.SetBody(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	got, err := b.List(t.Context(), "digest")
	want := []Entry{{Message: Message{Kind: "digest", Channel: "C1", Key: "1", Body: []byte("edited")}, State: Sent,
		Ref: "ref of 1", Attempts: 2, CreatedAt: epoch, UpdatedAt: epoch}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("outbox (-want +got):\n%s, error %v", diff, err)
	}
}

func TestUUIDFollowsTheName(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range []Message{{Kind: "a", Channel: "b", Key: "c"}, {Kind: "a b", Key: "c"}, {Kind: "a", Channel: "b c"}, {Channel: "a", Key: "b c"}} {
		if seen[m.UUID()] {
			t.Errorf("%+v shares its id with another", m)
		}
		seen[m.UUID()] = true
		other := m
		other.Body = []byte("x")
		if other.UUID() != m.UUID() {
			t.Errorf("%+v: the body changes the id", m)
		}
	}
}
