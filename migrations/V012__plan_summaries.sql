-- What a list shows of a plan, so that it need not read the whole document of each. NULL where the document cannot be read.
ALTER TABLE plans ADD COLUMN summary TEXT;
