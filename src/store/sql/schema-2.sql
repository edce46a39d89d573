-- What was remarked while the sources were read, so that every later report says it, too.
CREATE TABLE remark (
    source INTEGER NOT NULL, -- source.id; 0: of a file that gave none, or of the case as a whole
    kind   TEXT NOT NULL,    -- as in docs/NOTES.md
    file   TEXT NOT NULL,    -- '' without a place
    line   INTEGER NOT NULL, -- 0 without one
    col    INTEGER NOT NULL, -- 0 without one
    detail TEXT,             -- NULL: only a number, of remarks that were not kept
    sum    INTEGER NOT NULL, -- 1: said once for its place and detail
    times  INTEGER NOT NULL  -- how often it was seen; 0: not counted
) STRICT;
CREATE INDEX remark_source ON remark (source);

PRAGMA user_version = 2;
