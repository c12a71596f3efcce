-- Training of versions that several users share.

-- Whose version the samples are for: user:NAME, agent:NAME or tenant. The user's name is empty but for the first.
ALTER TABLE sample_lease ADD COLUMN scope TEXT NOT NULL DEFAULT '';
UPDATE sample_lease SET scope = 'user:' || user_name;
