-- How much and how fast a tenant lets itself be called. Null: no bound.
CREATE TABLE call_limit (
  tenant TEXT NOT NULL REFERENCES tenant (id),
  id BLOB NOT NULL,
  -- TENANT, AGENT, USER or KEY
  kind TEXT NOT NULL,
  -- of the agent or user, or the key's id; * for each of them, empty for the tenant
  name TEXT NOT NULL,
  -- of a minute
  requests BIGINT,
  tokens BIGINT,
  -- at the same time
  concurrent BIGINT,
  created BIGINT NOT NULL,
  PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX call_limit_of ON call_limit (tenant, kind, name);

-- What a tenant has set for itself, by name.
CREATE TABLE tenant_setting (
  tenant TEXT NOT NULL REFERENCES tenant (id),
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (tenant, name)
);

-- Late signals whose step is not there yet; gone when it is, or after their time.
CREATE TABLE waiting_signal (
  tenant TEXT NOT NULL REFERENCES tenant (id),
  event_id TEXT NOT NULL,
  -- one of the two
  step BLOB,
  session_key TEXT,
  -- the session_key, where it has the form of an id
  session BLOB,
  user_name TEXT,
  verdict TEXT,
  score DOUBLE PRECISION,
  comment TEXT,
  demonstration TEXT,
  at BIGINT NOT NULL,
  PRIMARY KEY (tenant, event_id)
);

-- Reserved for a call that is no step, such as embeddings: gone with the call, or with its process.
ALTER TABLE reservation ADD COLUMN stepless INTEGER NOT NULL DEFAULT 0;
ALTER TABLE reservation ADD COLUMN node BLOB;

-- Whether the process answers calls; a trainer shares the database, too, and does not.
ALTER TABLE node ADD COLUMN serving INTEGER NOT NULL DEFAULT 0;
