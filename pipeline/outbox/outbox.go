// Package outbox delivers messages to the outside world once.
//
// A message is an intent with a unique name (kind, channel, key), written down
// before anything is sent. It is pending, then sending, and ends sent, failed
// or unknown:
//
//	pending ─▶ sending ─▶ sent      the other side said yes
//	   ▲          │─────▶ failed    the other side surely does not have it; may be sent again
//	   └──absent──┴─────▶ unknown   nobody knows: looked up before anything else
//
// A message found sending was being sent when its process died, so it counts as
// unknown. An unknown message is never sent again before the other side was
// asked for it and denied having it. When it cannot be asked, the message stays
// unknown, for a person to decide: a message too late is better than one twice.
package outbox

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"quarterdeck/pipeline/state"
)

// Message is what is to be delivered. Kind, Channel and Key name it: of one
// name only one is ever delivered, whatever its body.
type Message struct {
	Kind    string // "digest"
	Channel string // where to
	Key     string // which one: "2026-11-20"
	Body    []byte
	// CustomerID is whose it is; empty where it is about many.
	CustomerID string
	// Progress is what Note kept of an earlier try; Deliver fills it in.
	Progress string
}

// UUID is the same for the same name, for other sides that drop a repeated id.
func (m Message) UUID() string {
	name := fmt.Sprintf("%q %q %q", m.Kind, m.Channel, m.Key)
	return uuid.NewSHA1(uuid.NameSpaceOID, []byte("quarterdeck outbox "+name)).String()
}

// Sender is the other side.
type Sender interface {
	// Send delivers the message and returns the other side's name for it. An
	// error wrapped by NotSent says that it surely was not delivered; any other
	// error may come after a delivery.
	Send(ctx context.Context, m Message) (ref string, err error)
	// Lookup asks whether the message is there; it was written down at since and
	// cannot have been sent before. It returns ErrAbsent when it is surely not
	// there, and any other error when that cannot be told.
	Lookup(ctx context.Context, m Message, since time.Time) (ref string, err error)
}

// ErrAbsent is Lookup's answer that the message was not delivered.
var ErrAbsent = errors.New("not delivered")

// NotSent marks an error of Send after which the message is surely not there:
// refused, or not even asked.
func NotSent(err error) error { return &notSentError{err} }

// IsNotSent reports whether an error is marked by NotSent.
func IsNotSent(err error) bool {
	var marked *notSentError
	return errors.As(err, &marked)
}

type notSentError struct{ err error }

func (e *notSentError) Error() string { return e.err.Error() }
func (e *notSentError) Unwrap() error { return e.err }

// UnknownError says that nobody can tell whether the message was delivered.
type UnknownError struct {
	Message Message
	Err     error
}

// Error says what a person can do.
func (e *UnknownError) Error() string {
	return fmt.Sprintf("%s %s to %s may or may not have arrived: %v; it is not sent again before the channel can be searched for it",
		e.Message.Kind, e.Message.Key, e.Message.Channel, e.Err)
}

// Unwrap gives the cause.
func (e *UnknownError) Unwrap() error { return e.Err }

// State is how a message stands.
type State string

// The states of a message.
const (
	Pending State = "pending"
	Sending State = "sending"
	Sent    State = "sent"
	Failed  State = "failed"
	Unknown State = "unknown"
)

// Entry is a message with its fate.
type Entry struct {
	Message
	State     State
	Ref       string
	Error     string
	Attempts  int
	CreatedAt time.Time
	UpdatedAt time.Time
	// ResolvedBy decided by hand what became of it, and Reason says why.
	ResolvedBy, Reason string
}

// Options are what an outbox needs from outside.
type Options struct {
	Now func() time.Time
	// Settle is how long after a doubtful send the other side is given before it
	// is asked: a request under way may still arrive.
	Settle time.Duration
	// Sleep waits for Settle; it must end with the context.
	Sleep func(ctx context.Context, d time.Duration) error
}

// Box is the outbox in a state database.
type Box struct {
	db   *sql.DB
	opts Options
}

// New makes the outbox of db.
func New(db *state.DB, opts Options) *Box { return &Box{db: db.SQL(), opts: opts} }

// SetBody records what a message that is sent says now, after its sender changed
// it in place.
func (b *Box) SetBody(ctx context.Context, m Message) error {
	_, err := b.db.ExecContext(ctx, `UPDATE outbox SET body = ?, updated_at = ? WHERE kind = ? AND channel = ? AND key = ? AND state = 'sent'`,
		append([]byte{}, m.Body...), state.FormatTime(b.opts.Now()), m.Kind, m.Channel, m.Key)
	if err != nil {
		return fmt.Errorf("record the change of %s %s: %w", m.Kind, m.Key, err)
	}
	return nil
}

// sendsPerDelivery bounds how often one Deliver sends: again only after the
// other side denied having the message.
const sendsPerDelivery = 2

// Deliver sees to it that the message is delivered once, and returns how it
// stands. A nil error means it is there, now or since an earlier call. After a
// *UnknownError nothing is known; after any other error it is surely not there,
// and a later Deliver tries again.
func (b *Box) Deliver(ctx context.Context, m Message, to Sender) (Entry, error) {
	e, err := b.enqueue(ctx, m)
	if err != nil {
		return e, err
	}
	for sends := 0; ; sends++ {
		if e.State == Sending || e.State == Unknown {
			if e, err = b.lookUp(ctx, e, to); err != nil {
				return e, err
			}
		}
		if e.State == Sent {
			return e, nil
		}
		if sends == sendsPerDelivery {
			return e, fmt.Errorf("deliver %s %s to %s: sent %d times and never arrived: %s", e.Kind, e.Key, e.Channel, sends, e.Error)
		}
		if e, err = b.send(ctx, e, to); err != nil {
			return e, err
		}
	}
}

// send returns an error only when the message is surely not there.
func (b *Box) send(ctx context.Context, e Entry, to Sender) (Entry, error) {
	if err := ctx.Err(); err != nil {
		return e, fmt.Errorf("deliver %s %s: %w", e.Kind, e.Key, err)
	}
	e, claimed, err := b.claim(ctx, e)
	if err != nil || !claimed {
		return e, err
	}
	ref, sendErr := to.Send(ctx, e.Message)
	// What happened must be recorded even when the context ended meanwhile.
	ctx = context.WithoutCancel(ctx)
	var notSent *notSentError
	switch {
	case sendErr == nil:
		return b.settle(ctx, e, Sent, ref, "")
	case errors.As(sendErr, &notSent):
		e, err := b.settle(ctx, e, Failed, "", sendErr.Error())
		return e, errors.Join(fmt.Errorf("deliver %s %s to %s: %w", e.Kind, e.Key, e.Channel, sendErr), err)
	default:
		return b.settle(ctx, e, Unknown, "", sendErr.Error())
	}
}

// lookUp turns a doubtful message into a sent or a pending one, or fails.
func (b *Box) lookUp(ctx context.Context, e Entry, to Sender) (Entry, error) {
	if wait := b.opts.Settle - b.opts.Now().Sub(e.UpdatedAt); wait > 0 {
		if err := b.opts.Sleep(ctx, wait); err != nil {
			return e, &UnknownError{Message: e.Message, Err: err}
		}
	}
	ref, lookErr := to.Lookup(ctx, e.Message, e.CreatedAt)
	ctx = context.WithoutCancel(ctx)
	switch {
	case lookErr == nil:
		return b.settle(ctx, e, Sent, ref, "")
	case errors.Is(lookErr, ErrAbsent):
		return b.settle(ctx, e, Pending, "", e.Error)
	default:
		cause := lookErr
		if e.Error != "" {
			cause = fmt.Errorf("%s; %w", e.Error, lookErr)
		}
		e, err := b.settle(ctx, e, Unknown, "", e.Error)
		return e, errors.Join(&UnknownError{Message: e.Message, Err: cause}, err)
	}
}
