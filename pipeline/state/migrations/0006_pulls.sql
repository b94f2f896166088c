-- The newest attempt at a stream, by whatever run or command, and what all of them
-- came to. What a stream holds is the lake's to say; this tells what happened.
CREATE TABLE pulls (
  source       TEXT NOT NULL,
  stream       TEXT NOT NULL,
  attempted_at TEXT NOT NULL,
  error        TEXT NOT NULL DEFAULT '', -- '' is an attempt that went well
  failed_since TEXT NOT NULL DEFAULT '', -- the first of the attempts that failed in a row
  attempts     INTEGER NOT NULL,
  failures     INTEGER NOT NULL,
  rows         INTEGER NOT NULL, -- of all attempts together
  PRIMARY KEY (source, stream)
) STRICT;
