-- One row for every message the outside world is to get once.
CREATE TABLE outbox (
  kind       TEXT NOT NULL,
  channel    TEXT NOT NULL,
  key        TEXT NOT NULL,
  body       BLOB NOT NULL,
  state      TEXT NOT NULL CHECK (state IN ('pending', 'sending', 'sent', 'failed', 'unknown')),
  ref        TEXT NOT NULL DEFAULT '', -- the other side's name for it, once sent
  error      TEXT NOT NULL DEFAULT '',
  attempts   INTEGER NOT NULL DEFAULT 0,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  PRIMARY KEY (kind, channel, key)
) STRICT;
