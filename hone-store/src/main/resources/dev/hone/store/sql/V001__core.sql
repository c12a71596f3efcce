-- The core tables. Times are milliseconds since 1970 (UTC). Ids are UUIDv7 as 16 bytes, big-endian. Hashes are the
-- first 16 bytes of SHA-256. Packed bodies begin with one byte: 0 = as it is, 1 = zstd. Arrays are little-endian.
-- For PostgreSQL: BLOB becomes BYTEA, and the sequences become GENERATED ALWAYS AS IDENTITY; the rest is plain SQL.

CREATE TABLE tenant (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  created BIGINT NOT NULL
);

CREATE TABLE api_key (
  tenant TEXT NOT NULL REFERENCES tenant (id),
  id BLOB NOT NULL,
  hash BLOB NOT NULL,
  agent TEXT NOT NULL,
  purpose TEXT NOT NULL,
  consent INTEGER NOT NULL,
  lessons INTEGER NOT NULL,
  admin INTEGER NOT NULL,
  created BIGINT NOT NULL,
  expires BIGINT,
  revoked BIGINT,
  PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX api_key_hash ON api_key (hash);

CREATE TABLE session (
  tenant TEXT NOT NULL REFERENCES tenant (id),
  id BLOB NOT NULL,
  agent TEXT NOT NULL,
  user_name TEXT NOT NULL,
  caller_key TEXT,
  steps INTEGER NOT NULL,
  done INTEGER NOT NULL,
  started BIGINT NOT NULL,
  last_step BIGINT NOT NULL,
  PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX session_caller_key ON session (tenant, agent, user_name, caller_key) WHERE caller_key IS NOT NULL;
CREATE INDEX session_by_key ON session (tenant, caller_key) WHERE caller_key IS NOT NULL;
CREATE INDEX session_newest ON session (tenant, last_step);
CREATE INDEX session_of_user ON session (tenant, user_name, last_step);

-- The conversation without its system messages, as a chain: the hash covers everything up to the message.
CREATE TABLE message (
  tenant TEXT NOT NULL REFERENCES tenant (id),
  hash BLOB NOT NULL,
  previous BLOB,
  body BLOB NOT NULL,
  PRIMARY KEY (tenant, hash)
);

-- What stands around a conversation: system messages with their places, and the tools.
CREATE TABLE prompt_frame (
  tenant TEXT NOT NULL REFERENCES tenant (id),
  hash BLOB NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (tenant, hash)
);

CREATE TABLE step (
  tenant TEXT NOT NULL REFERENCES tenant (id),
  id BLOB NOT NULL,
  session BLOB NOT NULL,
  turn BLOB NOT NULL,
  number INTEGER NOT NULL,
  agent TEXT NOT NULL,
  user_name TEXT NOT NULL,
  line TEXT NOT NULL,
  status TEXT NOT NULL,
  policy TEXT NOT NULL,
  version TEXT,
  engine TEXT NOT NULL,
  consent INTEGER NOT NULL,
  -- hash of the last message of the prompt; null when the prompt has system messages only
  prompt_head BLOB,
  frame BLOB NOT NULL,
  -- hash of the conversation with the answer
  answer_head BLOB,
  -- the step whose answer this prompt goes on from
  continues BLOB,
  continued INTEGER NOT NULL,
  superseded INTEGER NOT NULL,
  idempotency_key TEXT,
  request_hash BLOB NOT NULL,
  started BIGINT NOT NULL,
  ended BIGINT,
  interrupted_by TEXT,
  finish_reason TEXT,
  prompt_tokens BIGINT,
  completion_tokens BIGINT,
  template_hash TEXT,
  untrainable TEXT,
  lesson_tokens_saved BIGINT,
  first_token_ns BIGINT,
  end_ns BIGINT,
  -- complete, main line, consent, tokens, no reason against
  trainable INTEGER NOT NULL,
  -- the verdict that counts, derived from the judgements: UNKNOWN until there is a known one, null until judged
  verdict TEXT,
  verdict_rank INTEGER NOT NULL,
  judged BIGINT,
  -- the sample lease that holds the step, or that used it up
  lease BLOB,
  consumed INTEGER NOT NULL,
  lessons TEXT NOT NULL,
  spans TEXT,
  request BLOB NOT NULL,
  response_body BLOB,
  response_ids BLOB,
  logprobs BLOB,
  prompt_ids BLOB,
  PRIMARY KEY (tenant, id),
  FOREIGN KEY (tenant, session) REFERENCES session (tenant, id),
  FOREIGN KEY (tenant, frame) REFERENCES prompt_frame (tenant, hash),
  FOREIGN KEY (tenant, prompt_head) REFERENCES message (tenant, hash),
  FOREIGN KEY (tenant, answer_head) REFERENCES message (tenant, hash)
);
CREATE UNIQUE INDEX step_in_session ON step (tenant, session, number);
CREATE UNIQUE INDEX step_idempotency ON step (tenant, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX step_answer ON step (tenant, answer_head, agent, user_name, session, id) WHERE answer_head IS NOT NULL;
CREATE INDEX step_prompt ON step (tenant, prompt_head, agent, user_name, id);
CREATE INDEX step_open ON step (tenant, id) WHERE status = 'OPEN';
CREATE INDEX step_of_user ON step (tenant, user_name, id) WHERE status = 'COMPLETE' AND line = 'MAIN' AND superseded = 0;
CREATE INDEX step_sample ON step (tenant, user_name, policy, id)
  WHERE trainable = 1 AND superseded = 0 AND consumed = 0 AND verdict_rank > 0;
CREATE INDEX step_lease ON step (tenant, lease) WHERE lease IS NOT NULL;

CREATE TABLE next_state (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant TEXT NOT NULL,
  step BLOB NOT NULL,
  -- the step whose prompt brought it
  arrived_with BLOB NOT NULL,
  repeated INTEGER NOT NULL,
  at BIGINT NOT NULL,
  messages BLOB NOT NULL,
  UNIQUE (tenant, step, arrived_with),
  FOREIGN KEY (tenant, step) REFERENCES step (tenant, id)
);

CREATE TABLE feedback (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant TEXT NOT NULL,
  event_id TEXT NOT NULL,
  step BLOB NOT NULL,
  verdict TEXT,
  score DOUBLE PRECISION,
  comment TEXT,
  demonstration TEXT,
  at BIGINT NOT NULL,
  UNIQUE (tenant, event_id),
  FOREIGN KEY (tenant, step) REFERENCES step (tenant, id)
);
CREATE INDEX feedback_of_step ON feedback (tenant, step);

CREATE TABLE judgement (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant TEXT NOT NULL,
  event_id TEXT NOT NULL,
  step BLOB NOT NULL,
  source TEXT NOT NULL,
  verdict TEXT NOT NULL,
  votes TEXT NOT NULL,
  hint TEXT,
  reason TEXT NOT NULL,
  -- 0 unknown verdict, 1 rule, 2 model, 3 feedback: the highest counts, and of equals the last
  source_rank INTEGER NOT NULL,
  at BIGINT NOT NULL,
  UNIQUE (tenant, event_id),
  FOREIGN KEY (tenant, step) REFERENCES step (tenant, id)
);
CREATE INDEX judgement_of_step ON judgement (tenant, step, source_rank, sequence);

-- One row for each next state and each feedback: work for the judge.
CREATE TABLE judging (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant TEXT NOT NULL,
  step BLOB NOT NULL,
  next_state INTEGER REFERENCES next_state (sequence),
  feedback INTEGER REFERENCES feedback (sequence),
  state TEXT NOT NULL,
  owner TEXT,
  epoch BIGINT NOT NULL,
  deadline BIGINT,
  FOREIGN KEY (tenant, step) REFERENCES step (tenant, id)
);
CREATE INDEX judging_waiting ON judging (sequence) WHERE state <> 'DONE';
CREATE INDEX judging_of_step ON judging (tenant, step);

CREATE TABLE lesson (
  tenant TEXT NOT NULL REFERENCES tenant (id),
  id BLOB NOT NULL,
  scope TEXT NOT NULL,
  text TEXT NOT NULL,
  state TEXT NOT NULL,
  source BLOB,
  superseded_by BLOB,
  graduated_into TEXT,
  tokens INTEGER NOT NULL,
  created BIGINT NOT NULL,
  PRIMARY KEY (tenant, id)
);
CREATE INDEX lesson_of_scope ON lesson (tenant, scope, id);
CREATE INDEX lesson_graduated ON lesson (tenant, graduated_into) WHERE graduated_into IS NOT NULL;

CREATE TABLE policy (
  name TEXT NOT NULL PRIMARY KEY,
  next_number INTEGER NOT NULL,
  created BIGINT NOT NULL
);

-- The base of a policy (number 0) belongs to everybody: its tenant is null.
CREATE TABLE policy_version (
  tenant TEXT REFERENCES tenant (id),
  policy TEXT NOT NULL REFERENCES policy (name),
  number INTEGER NOT NULL,
  scope TEXT NOT NULL,
  state TEXT NOT NULL,
  parent INTEGER,
  folder TEXT NOT NULL,
  -- rises with each promotion; null when it was never live or was taken back: what a rollback returns to
  promotion BIGINT,
  created BIGINT NOT NULL,
  PRIMARY KEY (policy, number),
  FOREIGN KEY (policy, parent) REFERENCES policy_version (policy, number)
);
CREATE UNIQUE INDEX policy_version_live ON policy_version (tenant, policy, scope) WHERE state = 'LIVE';
CREATE UNIQUE INDEX policy_version_base ON policy_version (policy) WHERE tenant IS NULL;
CREATE INDEX policy_version_of_tenant ON policy_version (tenant, policy, number);

CREATE TABLE version_lineage (
  tenant TEXT NOT NULL,
  policy TEXT NOT NULL,
  number INTEGER NOT NULL,
  step BLOB NOT NULL,
  PRIMARY KEY (tenant, policy, number, step),
  FOREIGN KEY (policy, number) REFERENCES policy_version (policy, number),
  FOREIGN KEY (tenant, step) REFERENCES step (tenant, id)
);

CREATE TABLE release_event (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant TEXT REFERENCES tenant (id),
  policy TEXT NOT NULL,
  number INTEGER NOT NULL,
  from_state TEXT,
  to_state TEXT NOT NULL,
  actor TEXT NOT NULL,
  evidence TEXT NOT NULL,
  at BIGINT NOT NULL,
  FOREIGN KEY (policy, number) REFERENCES policy_version (policy, number)
);
CREATE INDEX release_event_of_version ON release_event (policy, number, sequence);

CREATE TABLE sample_lease (
  tenant TEXT NOT NULL REFERENCES tenant (id),
  id BLOB NOT NULL,
  user_name TEXT NOT NULL,
  policy TEXT NOT NULL,
  owner TEXT NOT NULL,
  epoch BIGINT NOT NULL,
  deadline BIGINT NOT NULL,
  -- HELD, then RELEASED, DISCARDED, USED, or TAKEN by another owner after the deadline
  state TEXT NOT NULL,
  reason TEXT,
  created BIGINT NOT NULL,
  PRIMARY KEY (tenant, id)
);
CREATE INDEX sample_lease_held ON sample_lease (owner, created) WHERE state = 'HELD';

CREATE TABLE trainer (
  owner TEXT NOT NULL PRIMARY KEY,
  tenant TEXT,
  version TEXT,
  doing TEXT NOT NULL,
  step INTEGER NOT NULL,
  of_steps INTEGER NOT NULL,
  loss DOUBLE PRECISION,
  at BIGINT NOT NULL
);

CREATE TABLE usage (
  tenant TEXT NOT NULL REFERENCES tenant (id),
  agent TEXT NOT NULL,
  -- days since 1970 (UTC)
  day INTEGER NOT NULL,
  steps BIGINT NOT NULL,
  prompt_tokens BIGINT NOT NULL,
  completion_tokens BIGINT NOT NULL,
  lesson_tokens_saved BIGINT NOT NULL,
  PRIMARY KEY (tenant, agent, day)
);

CREATE TABLE audit (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant TEXT NOT NULL REFERENCES tenant (id),
  at BIGINT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  detail TEXT NOT NULL
);
CREATE INDEX audit_of_tenant ON audit (tenant, sequence);

-- One row, written to find out whether a write would succeed.
CREATE TABLE write_probe (
  id INTEGER NOT NULL PRIMARY KEY,
  at BIGINT NOT NULL
);
