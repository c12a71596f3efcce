-- Erasing: what a person asked to have removed, and what the retention of a tenant removes.

-- Messages are kept once: to remove one, it must be known whether another conversation goes on from it.
CREATE INDEX message_previous ON message (tenant, previous) WHERE previous IS NOT NULL;
CREATE INDEX step_frame ON step (tenant, frame);
CREATE INDEX lesson_source ON lesson (tenant, source) WHERE source IS NOT NULL;

-- One row for each erasure that was asked for. It counts up with each batch, so that one that was
-- cut off goes on where it stood.
CREATE TABLE erasure (
  tenant TEXT NOT NULL REFERENCES tenant (id),
  id BLOB NOT NULL,
  -- tenant, session:ID, or user# and a hash of the name: the name itself is erased as well
  subject TEXT NOT NULL,
  actor TEXT NOT NULL,
  started BIGINT NOT NULL,
  ended BIGINT,
  sessions BIGINT NOT NULL,
  steps BIGINT NOT NULL,
  messages BIGINT NOT NULL,
  next_states BIGINT NOT NULL,
  judgements BIGINT NOT NULL,
  feedback BIGINT NOT NULL,
  lessons BIGINT NOT NULL,
  leases BIGINT NOT NULL,
  PRIMARY KEY (tenant, id)
);
CREATE INDEX erasure_open ON erasure (tenant, subject) WHERE ended IS NULL;

-- How many of the steps that shaped a version are gone. The steps' own rows in version_lineage go with them.
CREATE TABLE erased_lineage (
  tenant TEXT NOT NULL REFERENCES tenant (id),
  erasure BLOB NOT NULL,
  policy TEXT NOT NULL,
  number INTEGER NOT NULL,
  steps BIGINT NOT NULL,
  PRIMARY KEY (tenant, erasure, policy, number),
  FOREIGN KEY (policy, number) REFERENCES policy_version (policy, number)
);
CREATE INDEX version_lineage_of_step ON version_lineage (tenant, step);

-- The audit used to hold the words of lessons. It says who did what and when; the words are the lesson's.
UPDATE audit SET detail = '' WHERE action IN ('lesson added', 'lesson edited');

-- What refers to a removed row is looked for with each removal.
CREATE INDEX judging_next_state ON judging (next_state) WHERE next_state IS NOT NULL;
CREATE INDEX judging_feedback ON judging (feedback) WHERE feedback IS NOT NULL;
