-- What is written together lies together: a step then touches few pages.

-- The first message of conversations, and when it was first seen. Keys of messages begin with that time (milliseconds,
-- 6 bytes), and end with the hash. Those from before have no time.
CREATE TABLE conversation_root (
  tenant TEXT NOT NULL REFERENCES tenant (id),
  hash BLOB NOT NULL,
  prefix BLOB NOT NULL,
  PRIMARY KEY (tenant, hash)
);
INSERT INTO conversation_root (tenant, hash, prefix)
  SELECT tenant, hash, CAST('' AS BLOB) FROM message WHERE previous IS NULL;

-- The large parts of a step, each written once. Its own row is changed several times and stays small.
CREATE TABLE step_request (
  tenant TEXT NOT NULL,
  step BLOB NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (tenant, step),
  FOREIGN KEY (tenant, step) REFERENCES step (tenant, id)
);
INSERT INTO step_request (tenant, step, body) SELECT tenant, id, request FROM step;
ALTER TABLE step DROP COLUMN request;

CREATE TABLE step_response (
  tenant TEXT NOT NULL,
  step BLOB NOT NULL,
  body BLOB NOT NULL,
  response_ids BLOB NOT NULL,
  logprobs BLOB NOT NULL,
  prompt_ids BLOB NOT NULL,
  PRIMARY KEY (tenant, step),
  FOREIGN KEY (tenant, step) REFERENCES step (tenant, id)
);
INSERT INTO step_response (tenant, step, body, response_ids, logprobs, prompt_ids)
  SELECT tenant, id, response_body, response_ids, logprobs, prompt_ids FROM step WHERE response_body IS NOT NULL;
ALTER TABLE step DROP COLUMN response_body;
ALTER TABLE step DROP COLUMN response_ids;
ALTER TABLE step DROP COLUMN logprobs;
ALTER TABLE step DROP COLUMN prompt_ids;

-- Bodies are compressed before they come here.
--postgresql ALTER TABLE step_request ALTER COLUMN body SET STORAGE EXTERNAL;
--postgresql ALTER TABLE step_response ALTER COLUMN body SET STORAGE EXTERNAL;

-- Whether its answer calls tools.
ALTER TABLE step ADD COLUMN calls INTEGER NOT NULL DEFAULT 0;
