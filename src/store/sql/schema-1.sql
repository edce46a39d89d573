-- # The case file
--
-- An SQLite database that any program can open: sqlite3, Datasette, a spreadsheet. This page is made
-- from the comments of `src/store/sql/schema-1.sql` (`make docs`).
--
-- To look, use the views: they have readable names and ISO 8601 times, UTC with `Z` and seven
-- decimals. The tables say how it is kept; their times are ticks, 100 ns since 1970-01-01T00:00:00.
-- Fields are JSON in the order of the log, so `json_extract(data, '$.param1')` asks for one of them;
-- a name that occurs more than once, and unnamed `Data`, is an array: `'$.Data[0]'`.
--
-- `PRAGMA application_id` is 0x43554c50 ("CULP"), `PRAGMA user_version` the number of the schema.
-- Views `findings`, `hypotheses`, `evidence`, `coverage` and `unexplained` show the last analysis.

-- The state of the case, one row.
CREATE TABLE state (
    id         INTEGER PRIMARY KEY CHECK (id = 1), -- always 1
    generation INTEGER NOT NULL, -- grows with every change of events or facts
    finished   INTEGER NOT NULL  -- 1: copies are merged, hosts are canonical, the order of the events is kept
) STRICT;
INSERT INTO state VALUES (1, 0, 0);

-- One file that was read, or one member of an archive.
CREATE TABLE source (
    id          INTEGER PRIMARY KEY, -- in the order of reading
    path        TEXT NOT NULL,    -- as given on the command line and found below it
    folder      TEXT NOT NULL,    -- of the path: captures of one folder belong together
    form        TEXT NOT NULL,    -- the reader that understood it
    encoding    TEXT NOT NULL,    -- of its characters
    sha256      TEXT NOT NULL,    -- of its bytes, '' while it is being read
    bytes       INTEGER NOT NULL, -- its size: used + filling + lost
    used        INTEGER NOT NULL, -- bytes of its records and facts
    filling     INTEGER NOT NULL, -- bytes that belong to none: declarations, roots, headings, blanks
    lost        INTEGER NOT NULL, -- bytes that should have become an event or a fact and did not
    losses      INTEGER NOT NULL, -- stretches lost, see the table loss
    replaced    INTEGER NOT NULL, -- characters that were none and became U+FFFD, or NUL and were taken out
    events      INTEGER NOT NULL, -- records read from it, also those merged
    facts       INTEGER NOT NULL, -- rows of companion evidence read from it
    merged      INTEGER NOT NULL, -- records of it that other sources, or it, had already
    complete    INTEGER NOT NULL, -- 0: the reading was interrupted; it is read again next time
    first_event INTEGER NOT NULL  -- no event of it has a smaller id
) STRICT;
CREATE INDEX source_sha256 ON source (sha256);
CREATE INDEX source_path ON source (path);

-- Files that were read to their end: one that still looks as it did then is not read again.
CREATE TABLE seen (
    path    TEXT PRIMARY KEY, -- as given on the command line and found below it
    stamp   TEXT NOT NULL,    -- size, times of change and inode; the bytes are the same while it is
    bytes   INTEGER NOT NULL, -- its size
    lost    INTEGER NOT NULL, -- bytes of it that were lost
    useless INTEGER NOT NULL  -- 1: nothing of it became an event or a fact
) STRICT, WITHOUT ROWID;

-- Stretches of a source that became neither event nor fact.
CREATE TABLE loss (
    source INTEGER NOT NULL, -- source.id
    offset INTEGER NOT NULL, -- of its first byte
    length INTEGER NOT NULL, -- in bytes
    reason TEXT NOT NULL     -- why
) STRICT;
CREATE INDEX loss_source ON loss (source);

-- Where events come from: the texts that many events share.
CREATE TABLE origin (
    id                INTEGER PRIMARY KEY, -- what event.origin names
    provider          TEXT NOT NULL, -- as logged
    provider_guid     TEXT NOT NULL, -- as logged, '' where the log has none
    event_source_name TEXT NOT NULL, -- as logged, '' where the log has none
    channel           TEXT NOT NULL, -- as logged, '' where the export does not say it
    computer          TEXT NOT NULL, -- as logged
    host              TEXT NOT NULL, -- the canonical name of that computer in this case
    kin               INTEGER NOT NULL, -- origins of one host, channel and provider share it
    UNIQUE (provider, channel, computer, event_source_name, provider_guid)
) STRICT;

-- Which origins stand in which source.
CREATE TABLE presence (
    source INTEGER NOT NULL, -- source.id
    origin INTEGER NOT NULL, -- origin.id
    PRIMARY KEY (source, origin)
) STRICT, WITHOUT ROWID;

-- Hosts that --rename joined.
CREATE TABLE renaming (
    old TEXT PRIMARY KEY, -- the name, folded
    new TEXT NOT NULL     -- the host it counts as
) STRICT, WITHOUT ROWID;

-- One log record. NULL is what the log did not give.
CREATE TABLE event (
    id                  INTEGER PRIMARY KEY, -- in the order of reading
    origin              INTEGER NOT NULL, -- origin.id: provider, channel, computer
    source              INTEGER NOT NULL, -- source.id
    position            INTEGER NOT NULL, -- 0-based place in its source
    offset              INTEGER NOT NULL, -- byte in its source where the record begins
    time                INTEGER, -- UTC
    local_time          INTEGER, -- wall clock of its host, where the log says only that
    record_id           INTEGER, -- the number the log gave it
    event_id            INTEGER, -- 16 bits
    qualifiers          INTEGER, -- the upper 16 bits of an event id of 32
    version             INTEGER, -- of the event's definition
    level               INTEGER, -- 1 critical, 2 error, 3 warning, 4 information, 5 verbose, 0 always
    task                INTEGER, -- category
    opcode              INTEGER, -- operation
    keywords            INTEGER, -- 64 bits
    pid                 INTEGER, -- process that logged it
    tid                 INTEGER, -- thread that logged it
    user_sid            TEXT, -- security id of the user
    activity_id         TEXT, -- GUID
    related_activity_id TEXT, -- GUID
    data                TEXT NOT NULL, -- EventData or UserData: one flat JSON object in the order of the log
    layout              TEXT, -- numbers of the names in `data`, field by field, where repeated names stand apart
    message             TEXT, -- as rendered, where the export has it
    digest              INTEGER, -- of level, data and message, where record id or time are missing
    at                  INTEGER NOT NULL -- what events are ordered by: time, else local_time, else the largest number
) STRICT;
CREATE INDEX event_local ON event (origin) WHERE local_time IS NOT NULL;

-- Which other sources had an event, where that cannot be told from record ids: so that each copy in a
-- source stands for one event only, also when more is read later.
CREATE TABLE copy (
    event  INTEGER NOT NULL, -- event.id: the copy that stayed
    source INTEGER NOT NULL, -- source.id: had a copy that went
    PRIMARY KEY (event, source)
) STRICT, WITHOUT ROWID;

-- Logs whose record ids go to and fro between sources as time goes on: two machines under one name.
CREATE TABLE twin (
    host    TEXT NOT NULL,    -- canonical
    channel TEXT NOT NULL,    -- as logged
    returns INTEGER NOT NULL, -- how often a smaller record id follows, from another source
    PRIMARY KEY (host, channel)
) STRICT, WITHOUT ROWID;

-- One table of companion evidence, taken at one moment on one host.
CREATE TABLE capture (
    id             INTEGER PRIMARY KEY, -- in the order of reading
    source         INTEGER NOT NULL, -- source.id
    kind           TEXT NOT NULL, -- socket, process, service, registry, system, hotfix ...
    tool           TEXT NOT NULL, -- what printed it
    named_host     TEXT NOT NULL, -- as the file names it, '' where it does not
    host           TEXT NOT NULL, -- the host it counts for, '' until that is decided
    taken          INTEGER, -- as the file, its name or folder says: UTC
    taken_local    INTEGER, -- the same, as wall clock of the host
    time           INTEGER, -- when it was taken, as decided: UTC
    local_time     INTEGER, -- the same, as wall clock where the zone is unknown
    zone           TEXT NOT NULL, -- the time zone it names, '' where it names none
    snapshot       INTEGER NOT NULL, -- captures of one host at one time share it
    scope          TEXT NOT NULL  -- JSON: what it would have shown
) STRICT;
CREATE INDEX capture_source ON capture (source);

-- One row of a capture.
CREATE TABLE fact (
    id      INTEGER PRIMARY KEY, -- in the order of reading
    capture INTEGER NOT NULL, -- capture.id
    line    INTEGER NOT NULL, -- in its source, from 1; 0 unknown
    offset  INTEGER NOT NULL, -- byte in its source
    data    TEXT NOT NULL     -- JSON: the fields that the capture shows
) STRICT;
CREATE INDEX fact_capture ON fact (capture);

-- The last analysis, as the JSON report has it.
CREATE TABLE analysis (
    id          INTEGER PRIMARY KEY CHECK (id = 1), -- always 1
    generation  INTEGER NOT NULL, -- state.generation of what it was made from
    fingerprint TEXT NOT NULL,    -- of the rules and options that made it
    json        TEXT NOT NULL     -- culprit.report/1
) STRICT;

-- What the view findings shows, from analysis.json.
CREATE TABLE finding (
    number      INTEGER PRIMARY KEY, -- place in the report, from 0: the worst first
    id          TEXT NOT NULL, -- stable over analyses
    rule_id     TEXT NOT NULL, -- of the Sigma rule
    rule        TEXT NOT NULL, -- its name
    title       TEXT NOT NULL, -- its title
    level       TEXT NOT NULL, -- informational, low, medium, high, critical
    host        TEXT NOT NULL, -- canonical
    grouped     TEXT NOT NULL, -- JSON: the values that group its events
    category    TEXT NOT NULL, -- from the closed list
    status      TEXT NOT NULL, -- active, stopped, cleared, latent
    symptom     TEXT NOT NULL, -- one sentence
    effect      TEXT NOT NULL, -- what users notice
    first_seen  TEXT, -- ISO 8601
    last_seen   TEXT, -- ISO 8601
    occurrences INTEGER, -- as design section 4 counts
    cadence     TEXT NOT NULL, -- in words
    parameters  TEXT NOT NULL  -- JSON: the values taken from its events
) STRICT;

-- What the view hypotheses shows.
CREATE TABLE hypothesis (
    finding     INTEGER NOT NULL, -- finding.number
    number      INTEGER NOT NULL, -- place in the finding, from 0: the best first
    id          TEXT NOT NULL, -- of the hypothesis
    title       TEXT NOT NULL, -- with values filled in
    verdict     TEXT NOT NULL, -- confirmed, likely, possible, unlikely, ruled out
    probability REAL, -- 0 to 1
    odds        REAL, -- model odds
    prior       TEXT NOT NULL, -- common, occasional, rare
    service     TEXT NOT NULL, -- of the culprit, '' unknown
    image       TEXT NOT NULL, -- of the culprit, '' unknown
    pid         TEXT NOT NULL, -- of the culprit, '' unknown
    because     TEXT NOT NULL, -- one sentence
    PRIMARY KEY (finding, number)
) STRICT, WITHOUT ROWID;

-- What the view evidence shows.
CREATE TABLE proof (
    finding    INTEGER NOT NULL, -- finding.number
    hypothesis INTEGER NOT NULL, -- hypothesis.number
    number     INTEGER NOT NULL, -- place in the hypothesis, from 0
    text       TEXT NOT NULL, -- with values filled in
    state      TEXT NOT NULL, -- present, absent, unknown
    effect     TEXT NOT NULL, -- supports, weakens, none
    weight     TEXT NOT NULL, -- weak, moderate, strong, decisive
    ratio      REAL, -- the likelihood ratio that was counted
    counted    INTEGER NOT NULL, -- 0: another of its group is stronger
    why        TEXT NOT NULL, -- what was found, or why it is unknown
    PRIMARY KEY (finding, hypothesis, number)
) STRICT, WITHOUT ROWID;

-- What the view coverage shows.
CREATE TABLE span (
    number          INTEGER PRIMARY KEY, -- place in the report, from 0
    host            TEXT NOT NULL, -- canonical
    channel         TEXT NOT NULL, -- as logged
    first           TEXT, -- ISO 8601
    last            TEXT, -- ISO 8601
    events          INTEGER, -- between them
    gaps            TEXT NOT NULL, -- JSON: from and to of each
    clears          TEXT NOT NULL, -- JSON: time and record id of each
    missing_records INTEGER -- record ids that were skipped
) STRICT;

-- What the view unexplained shows.
CREATE TABLE pattern (
    number      INTEGER PRIMARY KEY, -- place in the report, from 0
    host        TEXT NOT NULL, -- canonical
    provider    TEXT NOT NULL, -- as logged
    channel     TEXT NOT NULL, -- as logged
    event_id    INTEGER, -- of its events
    level       INTEGER, -- of its events
    template    TEXT NOT NULL, -- the message with numbers, paths and names masked
    occurrences INTEGER, -- of its events
    first_seen  TEXT, -- ISO 8601
    last_seen   TEXT, -- ISO 8601
    cadence     TEXT NOT NULL, -- in words
    status      TEXT NOT NULL, -- active, stopped, cleared
    hosts       INTEGER -- how many show it
) STRICT;

-- Events with names instead of numbers and ISO times.
CREATE VIEW events AS SELECT
    e.id AS id, -- in the order of reading
    strftime('%Y-%m-%dT%H:%M:%S', e.time / 10000000 - (e.time % 10000000 < 0), 'unixepoch')
        || printf('.%07dZ', (e.time % 10000000 + 10000000) % 10000000) AS time, -- UTC, NULL where the zone is unknown
    strftime('%Y-%m-%dT%H:%M:%S', e.local_time / 10000000 - (e.local_time % 10000000 < 0), 'unixepoch')
        || printf('.%07d', (e.local_time % 10000000 + 10000000) % 10000000) AS local_time, -- wall clock of the host, where the log says only that
    o.host AS host, -- canonical
    o.channel AS channel, -- as logged
    e.record_id AS record_id, -- the number the log gave it
    o.provider AS provider, -- as logged
    o.event_source_name AS event_source_name, -- the older name of the provider
    e.event_id AS event_id, -- 16 bits
    e.qualifiers AS qualifiers, -- the upper 16 bits
    e.version AS version, -- of the event's definition
    e.level AS level, -- 1 critical, 2 error, 3 warning, 4 information
    e.task AS task, -- category
    e.opcode AS opcode, -- operation
    CASE WHEN e.keywords IS NOT NULL THEN printf('0x%016x', e.keywords) END AS keywords, -- 64 bits in hexadecimal
    e.pid AS pid, -- process that logged it
    e.tid AS tid, -- thread that logged it
    e.user_sid AS user_sid, -- security id of the user
    e.activity_id AS activity_id, -- GUID
    e.data AS data, -- the fields, as JSON
    e.message AS message, -- as rendered, where the export has it
    s.path AS source, -- the file it was read from
    e.position AS position -- 0-based place in its source
FROM event AS e
    JOIN origin AS o ON o.id = e.origin
    JOIN source AS s ON s.id = e.source;

-- Rows of companion evidence.
CREATE VIEW facts AS SELECT
    f.id AS id, -- in the order of reading
    c.kind AS kind, -- socket, process, service, registry, system, hotfix ...
    CASE WHEN c.host <> '' THEN c.host ELSE c.named_host END AS host, -- the host it counts for
    strftime('%Y-%m-%dT%H:%M:%S', coalesce(c.time, c.taken) / 10000000
            - (coalesce(c.time, c.taken) % 10000000 < 0), 'unixepoch')
        || printf('.%07dZ', (coalesce(c.time, c.taken) % 10000000 + 10000000) % 10000000) AS time, -- when it was taken, UTC
    strftime('%Y-%m-%dT%H:%M:%S', coalesce(c.local_time, c.taken_local) / 10000000
            - (coalesce(c.local_time, c.taken_local) % 10000000 < 0), 'unixepoch')
        || printf('.%07d', (coalesce(c.local_time, c.taken_local) % 10000000 + 10000000) % 10000000) AS local_time, -- the same as wall clock of the host, where the capture says that
    c.snapshot AS snapshot, -- facts of one host at one time share it
    c.tool AS tool, -- what printed it
    f.data AS data, -- the fields, as JSON
    c.scope AS scope, -- JSON: what the capture would have shown
    s.path AS source, -- the file it was read from
    f.line AS line -- in its source, from 1; 0 unknown
FROM fact AS f
    JOIN capture AS c ON c.id = f.capture
    JOIN source AS s ON s.id = c.source;

-- Files that were read.
CREATE VIEW sources AS SELECT
    id AS id, -- in the order of reading
    path AS path, -- as given and found
    folder AS folder, -- of the path
    form AS form, -- the reader that understood it
    encoding AS encoding, -- of its characters
    sha256 AS sha256, -- of its bytes
    bytes AS bytes, -- its size: used + filling + lost
    used AS used, -- bytes of its records and facts
    filling AS filling, -- bytes that belong to none: declarations, roots, headings, blanks
    lost AS lost, -- bytes that could not be used
    losses AS losses, -- stretches lost
    replaced AS replaced, -- characters that were none and became U+FFFD, or NUL and were taken out
    events AS events, -- records read, also those merged
    facts AS facts, -- rows of companion evidence
    merged AS merged, -- records that were there already
    complete AS complete -- 0: the reading was interrupted
FROM source;

-- What was found, the worst first.
CREATE VIEW findings AS SELECT
    f.number AS number, -- place in the report, from 0
    f.id AS id, -- stable over analyses
    f.rule AS rule, -- its name
    f.rule_id AS rule_id, -- of the Sigma rule
    f.title AS title, -- of the rule
    f.level AS level, -- informational, low, medium, high, critical
    f.host AS host, -- canonical
    f.grouped AS grouped, -- JSON: the values that group its events
    f.category AS category, -- from the closed list
    f.status AS status, -- active, stopped, cleared, latent
    f.symptom AS symptom, -- one sentence
    f.effect AS effect, -- what users notice
    f.first_seen AS first_seen, -- ISO 8601
    f.last_seen AS last_seen, -- ISO 8601
    f.occurrences AS occurrences, -- of the symptom
    f.cadence AS cadence, -- in words
    f.parameters AS parameters -- JSON: the values taken from its events
FROM finding AS f ORDER BY f.number;

-- Possible causes of each finding, the best first.
CREATE VIEW hypotheses AS SELECT
    f.id AS finding, -- findings.id
    h.number AS number, -- place in the finding, from 0
    h.id AS id, -- of the hypothesis
    h.title AS title, -- with values filled in
    h.verdict AS verdict, -- confirmed, likely, possible, unlikely, ruled out
    h.probability AS probability, -- 0 to 1
    h.odds AS odds, -- model odds
    h.prior AS prior, -- common, occasional, rare
    h.service AS service, -- of the culprit
    h.image AS image, -- of the culprit
    h.pid AS pid, -- of the culprit
    h.because AS because -- one sentence
FROM hypothesis AS h JOIN finding AS f ON f.number = h.finding
ORDER BY h.finding, h.number;

-- What speaks for and against each hypothesis.
CREATE VIEW evidence AS SELECT
    f.id AS finding, -- findings.id
    h.id AS hypothesis, -- hypotheses.id
    p.number AS number, -- place in the hypothesis, from 0
    p.text AS text, -- with values filled in
    p.state AS state, -- present, absent, unknown
    p.effect AS effect, -- supports, weakens, none
    p.weight AS weight, -- weak, moderate, strong, decisive
    p.ratio AS ratio, -- the likelihood ratio that was counted
    p.counted AS counted, -- 0: another of its group is stronger
    p.why AS why -- what was found, or why it is unknown
FROM proof AS p
    JOIN finding AS f ON f.number = p.finding
    JOIN hypothesis AS h ON h.finding = p.finding AND h.number = p.hypothesis
ORDER BY p.finding, p.hypothesis, p.number;

-- From when to when each log reaches.
CREATE VIEW coverage AS SELECT
    c.host AS host, -- canonical
    c.channel AS channel, -- as logged
    c.first AS first, -- ISO 8601
    c.last AS last, -- ISO 8601
    c.events AS events, -- between them
    c.gaps AS gaps, -- JSON: from and to of each
    c.clears AS clears, -- JSON: time and record id of each
    c.missing_records AS missing_records -- record ids that were skipped
FROM span AS c ORDER BY c.number;

-- Recurring errors that no rule covers.
CREATE VIEW unexplained AS SELECT
    u.host AS host, -- canonical
    u.provider AS provider, -- as logged
    u.channel AS channel, -- as logged
    u.event_id AS event_id, -- of its events
    u.level AS level, -- of its events
    u.template AS template, -- the message, masked
    u.occurrences AS occurrences, -- of its events
    u.first_seen AS first_seen, -- ISO 8601
    u.last_seen AS last_seen, -- ISO 8601
    u.cadence AS cadence, -- in words
    u.status AS status, -- active, stopped, cleared
    u.hosts AS hosts -- how many show it
FROM pattern AS u ORDER BY u.number;

PRAGMA application_id = 1129663568; -- "CULP"
PRAGMA user_version = 1;
