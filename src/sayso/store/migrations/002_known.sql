-- What a feed says of a report whose page it led to: a JSON list of pairs.
ALTER TABLE source ADD COLUMN known TEXT NOT NULL DEFAULT '[]';
