package pipeline

import (
	"context"

	"quarterdeck/pipeline/access"
	"quarterdeck/pipeline/state"
)

// auditor keeps the audit log in state.db.
type auditor struct{ db *state.DB }

// Record implements access.Recorder.
func (a auditor) Record(ctx context.Context, entry access.Entry) error {
	return a.db.Audit(ctx, state.AuditEntry{At: entry.At, Who: entry.Who, Action: string(entry.Action), What: entry.What})
}

// Auditor is where the web page and the verbs write who did what.
func (p *Pipeline) Auditor(ctx context.Context) (access.Recorder, error) {
	_, db, err := p.open(ctx)
	if err != nil {
		return nil, err
	}
	return auditor{db}, nil
}

// AuditLog lists who did what, newest first.
func (p *Pipeline) AuditLog(ctx context.Context, filter state.AuditFilter) ([]access.Entry, error) {
	_, db, err := p.open(ctx)
	if err != nil {
		return nil, err
	}
	lines, err := db.Audited(ctx, filter)
	entries := []access.Entry{}
	for _, line := range lines {
		entries = append(entries, access.Entry{At: line.At, Who: line.Who, Action: access.Action(line.Action), What: line.What})
	}
	return entries, err
}
