package state

import (
	"context"
	"fmt"
	"time"
)

// AuditEntry is one line of the audit log.
type AuditEntry struct {
	At     time.Time
	Who    string
	Action string
	What   string
}

// Audit adds a line to the audit log. It is durable when the call returns.
func (db *DB) Audit(ctx context.Context, entry AuditEntry) error {
	_, err := db.sql.ExecContext(ctx, `INSERT INTO audit (at, who, action, what) VALUES (?, ?, ?, ?)`,
		FormatTime(entry.At), entry.Who, entry.Action, entry.What)
	if err != nil {
		return fmt.Errorf("write audit log: %w", err)
	}
	return nil
}

// AuditFilter says which lines are asked for; a zero field asks for all.
type AuditFilter struct {
	Who, Action string
	Since       time.Time
	// Limit is how many of the newest are wanted; 0 means all.
	Limit int
}

// Audited lists the audit log, newest first.
func (db *DB) Audited(ctx context.Context, filter AuditFilter) ([]AuditEntry, error) {
	limit := filter.Limit
	if limit <= 0 {
		limit = -1
	}
	entries, err := queryAll(ctx, db.sql, `SELECT at, who, action, what FROM audit
		WHERE (?1 = '' OR who = ?1) AND (?2 = '' OR action = ?2) AND at >= ?3 ORDER BY id DESC LIMIT ?4`,
		[]any{filter.Who, filter.Action, FormatTime(filter.Since), limit}, func(scan scanner) (AuditEntry, error) {
			var e AuditEntry
			var at string
			if err := scan(&at, &e.Who, &e.Action, &e.What); err != nil {
				return e, err
			}
			parsed, err := ParseTime(at)
			e.At = parsed
			return e, err
		})
	if err != nil {
		return nil, fmt.Errorf("read audit log: %w", err)
	}
	return entries, nil
}

// PruneAudit removes the lines before an instant and returns how many there were.
func (db *DB) PruneAudit(ctx context.Context, before time.Time) (int64, error) {
	result, err := db.sql.ExecContext(ctx, `DELETE FROM audit WHERE at < ?`, FormatTime(before))
	if err != nil {
		return 0, fmt.Errorf("prune audit log: %w", err)
	}
	n, err := result.RowsAffected()
	if err != nil {
		return 0, fmt.Errorf("prune audit log: %w", err)
	}
	return n, nil
}
