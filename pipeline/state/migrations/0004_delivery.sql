-- Whose a message is, what its delivery is under way with, and who settled it by hand.
ALTER TABLE outbox ADD COLUMN customer_id TEXT NOT NULL DEFAULT '';
ALTER TABLE outbox ADD COLUMN progress TEXT NOT NULL DEFAULT ''; -- the other side's name for a part that is there already
ALTER TABLE outbox ADD COLUMN resolved_by TEXT NOT NULL DEFAULT '';
ALTER TABLE outbox ADD COLUMN reason TEXT NOT NULL DEFAULT ''; -- why whoever resolved it decided so
