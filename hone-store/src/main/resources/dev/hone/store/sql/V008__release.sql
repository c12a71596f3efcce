-- Proof and defence: canaries, shadows, golden cases, quarantine.

-- A version that serves a share of its scope's sessions until its signals decide.
CREATE TABLE canary (
  tenant TEXT NOT NULL REFERENCES tenant (id),
  policy TEXT NOT NULL,
  number INTEGER NOT NULL,
  -- the version that serves the other sessions, which it is compared with
  control INTEGER NOT NULL,
  share DOUBLE PRECISION NOT NULL,
  started BIGINT NOT NULL,
  -- the last reading of the comparison, as JSON
  reading TEXT NOT NULL,
  PRIMARY KEY (policy, number),
  FOREIGN KEY (policy, number) REFERENCES policy_version (policy, number)
);
CREATE UNIQUE INDEX policy_version_canary ON policy_version (tenant, policy, scope) WHERE state = 'CANARY';
-- Signals of a version, in the order in which they were known.
CREATE INDEX step_judged ON step (tenant, version, judged, id) WHERE verdict_rank > 0;

-- Answers that a version made to stored prompts and that nobody was shown.
CREATE TABLE shadow_answer (
  tenant TEXT NOT NULL REFERENCES tenant (id),
  policy TEXT NOT NULL,
  number INTEGER NOT NULL,
  step BLOB NOT NULL,
  agrees INTEGER NOT NULL,
  -- empty, cut off or one token over and over
  broken INTEGER NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (tenant, policy, number, step),
  FOREIGN KEY (policy, number) REFERENCES policy_version (policy, number),
  FOREIGN KEY (tenant, step) REFERENCES step (tenant, id)
);
CREATE INDEX shadow_answer_of_step ON shadow_answer (tenant, step);

-- What a tenant itself demands of each version.
CREATE TABLE golden_case (
  tenant TEXT NOT NULL REFERENCES tenant (id),
  id BLOB NOT NULL,
  name TEXT NOT NULL,
  policy TEXT NOT NULL,
  -- JSON: the messages, and what must hold of the answer
  messages TEXT NOT NULL,
  checks TEXT NOT NULL,
  created BIGINT NOT NULL,
  PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX golden_case_name ON golden_case (tenant, policy, name);

-- Users whose steps are kept and not trained on.
CREATE TABLE quarantine (
  tenant TEXT NOT NULL REFERENCES tenant (id),
  user_name TEXT NOT NULL,
  -- HELD or RELEASED
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  -- JSON: the figures
  evidence TEXT NOT NULL,
  since BIGINT NOT NULL,
  -- steps that began before were looked at when the user was released
  released BIGINT,
  actor TEXT NOT NULL,
  PRIMARY KEY (tenant, user_name)
);
CREATE INDEX quarantine_held ON quarantine (tenant, user_name) WHERE state = 'HELD';
