package outbox

import (
	"context"
	"errors"
	"fmt"

	"quarterdeck/pipeline/state"
)

const columns = `kind, channel, key, body, state, ref, error, attempts, created_at, updated_at,
	customer_id, progress, resolved_by, reason`

// enqueue writes the intent down. One that is there already takes the new body
// only while it is surely not delivered.
func (b *Box) enqueue(ctx context.Context, m Message) (Entry, error) {
	now := state.FormatTime(b.opts.Now())
	row := b.db.QueryRowContext(ctx, `INSERT INTO outbox (kind, channel, key, body, state, created_at, updated_at, customer_id)
		VALUES (?, ?, ?, ?, 'pending', ?, ?, ?)
		ON CONFLICT (kind, channel, key) DO UPDATE SET
			body = CASE WHEN state IN ('pending', 'failed') THEN excluded.body ELSE body END
		RETURNING `+columns, m.Kind, m.Channel, m.Key, append([]byte{}, m.Body...), now, now, m.CustomerID)
	e, err := scan(row.Scan)
	if err != nil {
		return Entry{Message: m}, fmt.Errorf("write down %s %s: %w", m.Kind, m.Key, err)
	}
	return e, nil
}

// claim marks the message as being sent. It is not claimed when another process
// was faster: then the entry is as that one left it.
func (b *Box) claim(ctx context.Context, e Entry) (Entry, bool, error) {
	result, err := b.db.ExecContext(ctx, `UPDATE outbox SET state = 'sending', attempts = attempts + 1, updated_at = ?
		WHERE kind = ? AND channel = ? AND key = ? AND state IN ('pending', 'failed')`,
		state.FormatTime(b.opts.Now()), e.Kind, e.Channel, e.Key)
	if err != nil {
		return e, false, fmt.Errorf("claim %s %s: %w", e.Kind, e.Key, err)
	}
	n, err := result.RowsAffected()
	if err != nil {
		return e, false, fmt.Errorf("claim %s %s: %w", e.Kind, e.Key, err)
	}
	e, err = b.read(ctx, e.Message)
	return e, n == 1, err
}

// settle records what became of the message.
func (b *Box) settle(ctx context.Context, e Entry, as State, ref, message string) (Entry, error) {
	_, err := b.db.ExecContext(ctx, `UPDATE outbox SET state = ?, ref = ?, error = ?, updated_at = ?
		WHERE kind = ? AND channel = ? AND key = ? AND state <> 'sent'`,
		as, ref, message, state.FormatTime(b.opts.Now()), e.Kind, e.Channel, e.Key)
	if err != nil {
		// The row still says sending: the next Deliver looks the message up.
		return e, &UnknownError{Message: e.Message, Err: fmt.Errorf("record it as %s: %w", as, err)}
	}
	return b.read(ctx, e.Message)
}

// Read gives a message as it stands; it is an error when it was never written down.
func (b *Box) Read(ctx context.Context, m Message) (Entry, error) { return b.read(ctx, m) }

func (b *Box) read(ctx context.Context, m Message) (Entry, error) {
	row := b.db.QueryRowContext(ctx, `SELECT `+columns+` FROM outbox WHERE kind = ? AND channel = ? AND key = ?`, m.Kind, m.Channel, m.Key)
	e, err := scan(row.Scan)
	if err != nil {
		return Entry{Message: m}, fmt.Errorf("read %s %s: %w", m.Kind, m.Key, err)
	}
	return e, nil
}

// List gives every message of a kind in the order of their keys.
func (b *Box) List(ctx context.Context, kind string) ([]Entry, error) {
	return b.list(ctx, `SELECT `+columns+` FROM outbox WHERE kind = ? ORDER BY key, channel`, kind)
}

// All gives every message there ever was, what changed last first.
func (b *Box) All(ctx context.Context) ([]Entry, error) {
	return b.list(ctx, `SELECT `+columns+` FROM outbox ORDER BY updated_at DESC, kind, channel, key`)
}

func (b *Box) list(ctx context.Context, query string, args ...any) (entries []Entry, err error) {
	rows, err := b.db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("list outbox: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		e, err := scan(rows.Scan)
		if err != nil {
			return nil, fmt.Errorf("list outbox: %w", err)
		}
		entries = append(entries, e)
	}
	return entries, rows.Err()
}

func scan(into func(dest ...any) error) (Entry, error) {
	var e Entry
	var created, updated string
	if err := into(&e.Kind, &e.Channel, &e.Key, &e.Body, &e.State, &e.Ref, &e.Error, &e.Attempts, &created, &updated,
		&e.CustomerID, &e.Progress, &e.ResolvedBy, &e.Reason); err != nil {
		return Entry{}, err
	}
	var errCreated, errUpdated error
	e.CreatedAt, errCreated = state.ParseTime(created)
	e.UpdatedAt, errUpdated = state.ParseTime(updated)
	return e, errors.Join(errCreated, errUpdated)
}
