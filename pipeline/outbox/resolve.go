package outbox

import (
	"context"
	"errors"
	"fmt"

	"quarterdeck/pipeline/state"
)

// Note keeps, while a message is being sent, what the other side calls a part of it
// that is there already and that nobody sees yet. A later Lookup finds it as the
// message's Progress, also after the process died.
func (b *Box) Note(ctx context.Context, m Message, progress string) error {
	_, err := b.db.ExecContext(ctx, `UPDATE outbox SET progress = ?, updated_at = ? WHERE kind = ? AND channel = ? AND key = ? AND state = 'sending'`,
		progress, state.FormatTime(b.opts.Now()), m.Kind, m.Channel, m.Key)
	if err != nil {
		return fmt.Errorf("note the progress of %s %s: %w", m.Kind, m.Key, err)
	}
	return nil
}

// ErrSettled says that a message needs nobody's decision.
var ErrSettled = errors.New("nobody has to decide about it")

// Resolve records what a person found out about a message of which nobody knows
// whether it arrived: it is there, or it is not and the next Deliver sends it. Any
// other message stays as it is, with ErrSettled.
func (b *Box) Resolve(ctx context.Context, m Message, sent bool, by, reason string) (Entry, error) {
	as := Pending
	if sent {
		as = Sent
	}
	result, err := b.db.ExecContext(ctx, `UPDATE outbox SET state = ?, resolved_by = ?, reason = ?, updated_at = ?
		WHERE kind = ? AND channel = ? AND key = ? AND state = 'unknown'`,
		as, by, reason, state.FormatTime(b.opts.Now()), m.Kind, m.Channel, m.Key)
	if err != nil {
		return Entry{Message: m}, fmt.Errorf("resolve %s %s: %w", m.Kind, m.Key, err)
	}
	changed, err := result.RowsAffected()
	if err != nil {
		return Entry{Message: m}, fmt.Errorf("resolve %s %s: %w", m.Kind, m.Key, err)
	}
	e, err := b.read(ctx, m)
	if err == nil && changed == 0 {
		err = fmt.Errorf("resolve %s %s: %w: it is %s", m.Kind, m.Key, ErrSettled, e.State)
	}
	return e, err
}
