-- Who saw, downloaded, sent or decided what, on the web page and by the verbs that
-- ask for a name. Rows are only ever added, and removed when they are old.
CREATE TABLE audit (
  id     INTEGER PRIMARY KEY AUTOINCREMENT,
  at     TEXT NOT NULL,
  who    TEXT NOT NULL, -- '' where nobody was known, as after a wrong token
  action TEXT NOT NULL,
  what   TEXT NOT NULL
) STRICT;

CREATE INDEX audit_at ON audit (at);
