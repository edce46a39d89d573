-- The events in their order: time, channel, record id, file. What a program that reads them one after
-- the other walks; with SQL, order by event.at. An id that is no more is a copy that was merged.
CREATE TABLE ordering (
    number INTEGER PRIMARY KEY, -- place of this stretch, from 0
    first  INTEGER NOT NULL, -- event.at of its first event
    last   INTEGER NOT NULL, -- event.at of its last event
    ids    BLOB NOT NULL     -- event.id of each, as signed difference from the one before: LEB128 of zigzag
) STRICT;

DROP INDEX IF EXISTS event_at;
UPDATE state SET finished = 0;
PRAGMA user_version = 3;
