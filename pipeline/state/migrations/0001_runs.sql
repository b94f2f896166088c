-- A run is one execution of a job for one business date. Every time is RFC 3339
-- in UTC with microseconds, so that text order is time order; '' means none.
CREATE TABLE runs (
  id           TEXT PRIMARY KEY,
  job          TEXT NOT NULL,
  as_of        TEXT NOT NULL,
  known_at     TEXT NOT NULL DEFAULT '', -- '' is everything loaded so far
  scheduled_at TEXT NOT NULL DEFAULT '', -- '' was started by hand
  config_hash  TEXT NOT NULL,
  state        TEXT NOT NULL CHECK (state IN ('running', 'done', 'failed', 'held', 'abandoned')),
  attempts     INTEGER NOT NULL DEFAULT 1,
  started_at   TEXT NOT NULL,
  finished_at  TEXT NOT NULL DEFAULT '',
  error        TEXT NOT NULL DEFAULT ''
) STRICT;

-- A run that did not end well is there once, to be resumed.
CREATE UNIQUE INDEX runs_open ON runs (job, as_of, known_at, scheduled_at) WHERE state IN ('running', 'failed');

-- A step of a run, or one item of it (a stream of the step pull).
CREATE TABLE steps (
  run_id      TEXT NOT NULL REFERENCES runs (id),
  step        TEXT NOT NULL,
  item        TEXT NOT NULL DEFAULT '',
  state       TEXT NOT NULL CHECK (state IN ('running', 'done', 'failed')),
  started_at  TEXT NOT NULL,
  finished_at TEXT NOT NULL DEFAULT '',
  rows        INTEGER NOT NULL DEFAULT 0,
  detail      TEXT NOT NULL DEFAULT '', -- what the step wants to remember, as JSON
  error       TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (run_id, step, item)
) STRICT;

-- A tick is one instant a schedule names. Whoever inserts it runs it: two
-- processes cannot both, and the hour that is repeated when summer ends does
-- not run a job twice, because its wall-clock time is taken already.
CREATE TABLE ticks (
  job          TEXT NOT NULL,
  scheduled_at TEXT NOT NULL,
  local_time   TEXT NOT NULL, -- wall clock of the company, without zone
  claimed_at   TEXT NOT NULL,
  state        TEXT NOT NULL CHECK (state IN ('claimed', 'done', 'failed', 'held', 'skipped')),
  run_id       TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (job, scheduled_at),
  UNIQUE (job, local_time)
) STRICT;
