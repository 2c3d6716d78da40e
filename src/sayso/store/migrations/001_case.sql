-- Sources as they came in. The same bytes are kept once, whatever they were called.
CREATE TABLE blob (
    sha256 TEXT NOT NULL PRIMARY KEY,
    size INTEGER NOT NULL,
    data BLOB NOT NULL
) STRICT;

CREATE TABLE source (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL,           -- path, address, or "file.jsonl#3", as given
    sha256 TEXT NOT NULL REFERENCES blob,
    suffix TEXT NOT NULL,
    url TEXT,                     -- where the bytes were found in the end
    content_type TEXT NOT NULL,
    form TEXT NOT NULL,
    encoding TEXT NOT NULL,
    notes TEXT NOT NULL,          -- JSON list
    added TEXT NOT NULL,          -- RFC 3339, UTC
    UNIQUE (name, sha256)         -- what changes under one name is kept in each form it was seen in
) STRICT;

-- What could not even be opened. What was opened and could not be read stands in `made`.
CREATE TABLE failure (
    source TEXT NOT NULL PRIMARY KEY,
    error TEXT NOT NULL,
    tried TEXT NOT NULL
) STRICT;

-- What a stage made of a subject. One row a stage and subject: what other code, options or models made is replaced.
CREATE TABLE made (
    stage TEXT NOT NULL,
    subject TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    value BLOB NOT NULL,          -- MessagePack of a value of sayso.types
    PRIMARY KEY (stage, subject)
) STRICT;

-- What the reader decided: rows are only ever added.
CREATE TABLE ledger (
    number INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    about TEXT NOT NULL,          -- JSON list of anchors
    who TEXT NOT NULL,
    made TEXT NOT NULL,           -- RFC 3339, UTC
    why TEXT NOT NULL,
    undoes INTEGER REFERENCES ledger
) STRICT;

CREATE TRIGGER ledger_is_not_edited BEFORE UPDATE ON ledger
BEGIN SELECT RAISE(ABORT, 'the ledger of judgements is only ever added to'); END;

CREATE TRIGGER ledger_is_not_shortened BEFORE DELETE ON ledger
BEGIN SELECT RAISE(ABORT, 'the ledger of judgements is only ever added to'); END;

-- What the entailment model said of two statements, by its file's sum and a digest of both.
CREATE TABLE odds (
    model TEXT NOT NULL,
    pair BLOB NOT NULL,
    follows REAL NOT NULL,
    contradicts REAL NOT NULL,
    neither REAL NOT NULL,
    PRIMARY KEY (model, pair)
) STRICT, WITHOUT ROWID;

CREATE TABLE setting (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT;

-- What can be searched: paragraphs, contents of attributions, names.
CREATE TABLE passage (
    number INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,           -- text, content, name
    document TEXT NOT NULL,
    start INTEGER NOT NULL,       -- code points of the document's text
    "end" INTEGER NOT NULL,
    ref TEXT NOT NULL,            -- the attribution's or the entity's id in the dossier
    speaker TEXT NOT NULL,        -- an entity's id
    outlet TEXT NOT NULL,         -- an entity's id
    day TEXT NOT NULL,            -- EDTF, as the dossier has it
    words TEXT NOT NULL
) STRICT;

CREATE INDEX passage_facets ON passage (kind, speaker, outlet, day);
CREATE INDEX passage_refs ON passage (kind, ref);

CREATE VIRTUAL TABLE sought USING fts5 (
    words, content = 'passage', content_rowid = 'number', tokenize = "unicode61 remove_diacritics 2"
);
