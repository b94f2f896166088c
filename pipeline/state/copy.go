package state

import (
	"context"
	"fmt"
)

// CopyTo writes a whole copy of the state to a new file, as of one instant, while
// others go on writing.
func (db *DB) CopyTo(ctx context.Context, path string) error {
	if _, err := db.sql.ExecContext(ctx, `VACUUM INTO ?`, path); err != nil {
		return fmt.Errorf("copy state: %w", err)
	}
	return nil
}
