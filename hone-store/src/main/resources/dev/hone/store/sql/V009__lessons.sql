-- Lessons in full: who taught them, how old they are, and whether they help.

-- when it was taught last
ALTER TABLE lesson ADD COLUMN confirmed BIGINT NOT NULL DEFAULT 0;
UPDATE lesson SET confirmed = created;
-- when a step began that it was applied to and that was not judged bad, the last one
ALTER TABLE lesson ADD COLUMN applied BIGINT;
-- judged steps that it was applied to
ALTER TABLE lesson ADD COLUMN uses BIGINT NOT NULL DEFAULT 0;
-- how many users must have taught it, else it is withdrawn; 0 for what was not made of several users' lessons
ALTER TABLE lesson ADD COLUMN needed INTEGER NOT NULL DEFAULT 0;
-- share of sessions that go without it while it is on trial; else 0
ALTER TABLE lesson ADD COLUMN hold_out DOUBLE PRECISION NOT NULL DEFAULT 0;
-- a trial has shown that it helps
ALTER TABLE lesson ADD COLUMN proved INTEGER NOT NULL DEFAULT 0;
CREATE INDEX lesson_age ON lesson (tenant, confirmed) WHERE state = 'ACTIVE';
CREATE INDEX lesson_shared ON lesson (tenant, id) WHERE needed > 0;
CREATE INDEX lesson_ripe ON lesson (tenant, uses) WHERE state = 'ACTIVE' AND proved = 0 AND hold_out = 0;

-- The name is the table's now.
DROP INDEX lesson_source;
CREATE INDEX lesson_first_source ON lesson (tenant, source) WHERE source IS NOT NULL;

-- Who taught a lesson, in which step, in which words.
CREATE TABLE lesson_source (
  tenant TEXT NOT NULL REFERENCES tenant (id),
  id BLOB NOT NULL,
  lesson BLOB NOT NULL,
  user_name TEXT NOT NULL,
  -- null where no step says which
  agent TEXT,
  -- null once retention has removed it
  step BLOB,
  words TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (tenant, id),
  FOREIGN KEY (tenant, lesson) REFERENCES lesson (tenant, id),
  FOREIGN KEY (tenant, step) REFERENCES step (tenant, id)
);
CREATE INDEX lesson_source_of_lesson ON lesson_source (tenant, lesson, at);
CREATE UNIQUE INDEX lesson_source_step ON lesson_source (tenant, step, lesson) WHERE step IS NOT NULL;
CREATE INDEX lesson_source_of_user ON lesson_source (tenant, user_name);
INSERT INTO lesson_source (tenant, id, lesson, user_name, agent, step, words, at)
  SELECT n.tenant, n.id, n.id, s.user_name, s.agent, s.id, n.text, n.created
  FROM lesson n JOIN step s ON s.tenant = n.tenant AND s.id = n.source;

-- Whether a lesson helps: some sessions go without it, and their verdicts are compared with those of the others.
CREATE TABLE lesson_trial (
  tenant TEXT NOT NULL REFERENCES tenant (id),
  lesson BLOB NOT NULL,
  started BIGINT NOT NULL,
  share DOUBLE PRECISION NOT NULL,
  -- OPEN, HELPS, NO_HELP, HARMS, UNDECIDED, or ENDED for another reason
  state TEXT NOT NULL,
  -- the last reading of the comparison, as JSON
  reading TEXT NOT NULL,
  ended BIGINT,
  PRIMARY KEY (tenant, lesson, started),
  FOREIGN KEY (tenant, lesson) REFERENCES lesson (tenant, id)
);
CREATE INDEX lesson_trial_open ON lesson_trial (tenant, lesson) WHERE state = 'OPEN';

-- A step that a lesson on trial would have gone into, and whether it did. No key to the lesson: a step must not fail
-- because a lesson was deleted while it began.
CREATE TABLE lesson_arm (
  tenant TEXT NOT NULL,
  lesson BLOB NOT NULL,
  step BLOB NOT NULL,
  withheld INTEGER NOT NULL,
  PRIMARY KEY (tenant, lesson, step),
  FOREIGN KEY (tenant, step) REFERENCES step (tenant, id)
);
CREATE INDEX lesson_arm_of_step ON lesson_arm (tenant, step);

-- How far a reader of judgements has come.
CREATE INDEX judgement_of_tenant ON judgement (tenant, sequence);
CREATE TABLE learning_cursor (
  tenant TEXT NOT NULL REFERENCES tenant (id),
  name TEXT NOT NULL,
  position BIGINT NOT NULL,
  PRIMARY KEY (tenant, name)
);
