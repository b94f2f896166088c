-- A schedule by its name, which is that of its job unless it has one of its own.
-- since is when it was first seen as it is: what it would have named before was
-- never meant to run.
CREATE TABLE schedules (
  name   TEXT PRIMARY KEY,
  timing TEXT NOT NULL,
  since  TEXT NOT NULL
) STRICT;

-- A tick is one instant a schedule names. Whoever inserts it runs it: two
-- processes cannot both, and the hour that is repeated when summer ends does
-- not run a job twice, because its wall-clock time is taken already. It is the
-- holder's until lease_until, which the holder moves on as long as it lives.
CREATE TABLE schedule_ticks (
  schedule     TEXT NOT NULL,
  job          TEXT NOT NULL,
  scheduled_at TEXT NOT NULL,
  local_time   TEXT NOT NULL, -- wall clock of the company, without zone
  claimed_at   TEXT NOT NULL DEFAULT '',
  state        TEXT NOT NULL CHECK (state IN ('claimed', 'done', 'failed', 'held', 'skipped')),
  run_id       TEXT NOT NULL DEFAULT '',
  attempts     INTEGER NOT NULL DEFAULT 0,
  retry_at     TEXT NOT NULL DEFAULT '', -- of a claimed one that failed: when it is tried again
  reason       TEXT NOT NULL DEFAULT '', -- why it failed, or was skipped
  holder       TEXT NOT NULL DEFAULT '',
  lease_until  TEXT NOT NULL DEFAULT '',
  ended_at     TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (schedule, scheduled_at),
  UNIQUE (schedule, local_time)
) STRICT;

INSERT INTO schedule_ticks (schedule, job, scheduled_at, local_time, claimed_at, state, run_id)
  SELECT job, job, scheduled_at, local_time, claimed_at, state, run_id FROM ticks;
DROP TABLE ticks;
ALTER TABLE schedule_ticks RENAME TO ticks;
CREATE INDEX ticks_claimed ON ticks (schedule) WHERE state = 'claimed';
