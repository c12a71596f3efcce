-- Money is counted in billionths of the unit that prices are given in.

-- What a call is priced at, fixed when it begins: for a million tokens. Null: opened without a bound.
ALTER TABLE step ADD COLUMN input_price BIGINT;
ALTER TABLE step ADD COLUMN output_price BIGINT;
-- The most prompt tokens that the call could have.
ALTER TABLE step ADD COLUMN prompt_bound BIGINT;
-- What it used, once that is known.
ALTER TABLE step ADD COLUMN spent_tokens BIGINT NOT NULL DEFAULT 0;
ALTER TABLE step ADD COLUMN cost BIGINT NOT NULL DEFAULT 0;

-- Interrupted answers count here as well.
ALTER TABLE usage ADD COLUMN spent_tokens BIGINT NOT NULL DEFAULT 0;
ALTER TABLE usage ADD COLUMN cost BIGINT NOT NULL DEFAULT 0;
UPDATE usage SET spent_tokens = prompt_tokens + completion_tokens;

CREATE TABLE spending (
  tenant TEXT NOT NULL REFERENCES tenant (id),
  user_name TEXT NOT NULL,
  -- days since 1970 (UTC)
  day INTEGER NOT NULL,
  agent TEXT NOT NULL,
  model TEXT NOT NULL,
  calls BIGINT NOT NULL,
  prompt_tokens BIGINT NOT NULL,
  completion_tokens BIGINT NOT NULL,
  cost BIGINT NOT NULL,
  PRIMARY KEY (tenant, user_name, day, agent, model)
);
CREATE INDEX spending_by_day ON spending (tenant, day);

CREATE TABLE budget (
  tenant TEXT NOT NULL REFERENCES tenant (id),
  id BLOB NOT NULL,
  -- TENANT, AGENT, USER or SESSION
  kind TEXT NOT NULL,
  -- of the agent, user or session; * for each of them, empty for the tenant
  name TEXT NOT NULL,
  -- DAY, MONTH or TOTAL
  period TEXT NOT NULL,
  tokens BIGINT,
  cost BIGINT,
  created BIGINT NOT NULL,
  PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX budget_of ON budget (tenant, kind, name, period);

-- One row for each call that runs in a tenant with budgets; gone when its step ends.
CREATE TABLE reservation (
  tenant TEXT NOT NULL REFERENCES tenant (id),
  step BLOB NOT NULL,
  agent TEXT NOT NULL,
  user_name TEXT NOT NULL,
  session BLOB NOT NULL,
  tokens BIGINT NOT NULL,
  cost BIGINT NOT NULL,
  PRIMARY KEY (tenant, step)
);

-- Words, separated by spaces; null: everything that the other columns allow.
ALTER TABLE api_key ADD COLUMN scopes TEXT;
-- The key that took its place, when it was rotated.
ALTER TABLE api_key ADD COLUMN rotated_to BLOB;
