-- Why a step is on its line; null where nothing spoke for another one.
ALTER TABLE step ADD COLUMN line_reason TEXT;
