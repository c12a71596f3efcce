-- Processes that share a database. On SQLite the one serving process owns the file, and the table stays empty.
CREATE TABLE node (
  id BLOB NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  started BIGINT NOT NULL,
  -- by the clock of the database; a process whose time is over may be declared gone by any other
  deadline BIGINT NOT NULL
);

-- The process that answers; null on SQLite.
ALTER TABLE step ADD COLUMN node BLOB;

-- Bodies are compressed before they come here.
--postgresql ALTER TABLE message ALTER COLUMN body SET STORAGE EXTERNAL;
--postgresql ALTER TABLE prompt_frame ALTER COLUMN body SET STORAGE EXTERNAL;
--postgresql ALTER TABLE next_state ALTER COLUMN messages SET STORAGE EXTERNAL;
--postgresql ALTER TABLE step ALTER COLUMN request SET STORAGE EXTERNAL;
--postgresql ALTER TABLE step ALTER COLUMN response_body SET STORAGE EXTERNAL;
