-- The database of a batch (fleet.db): findings, checks, versions, updates and sources of all cases.
-- Times are ISO 8601, as in the reports. Made anew by every index; the tables before_* hold what the
-- last index of other contents said. Queries to begin with stand in docs/SCALE.md.

CREATE TABLE clients (
    name    TEXT PRIMARY KEY, -- as its folder
    contact TEXT NOT NULL     -- of clients.yml, '' where it says none
) STRICT, WITHOUT ROWID;

CREATE TABLE expected (
    client TEXT NOT NULL, -- clients.name
    host   TEXT NOT NULL, -- that should send logs
    PRIMARY KEY (client, host)
) STRICT, WITHOUT ROWID;

CREATE TABLE cases (
    name      TEXT PRIMARY KEY, -- the folder or archive that was read
    state     TEXT NOT NULL,    -- done, partial (some input could not be read), failed, unfinished
    message   TEXT NOT NULL,    -- why it failed
    inputs    TEXT NOT NULL,    -- hash of the names, sizes and times of what was read
    rules     TEXT NOT NULL,    -- hash of the rules that made the report
    version   TEXT NOT NULL,    -- of the program
    as_of     TEXT,             -- end of what its events cover
    hosts     INTEGER NOT NULL, -- number of them
    events    INTEGER NOT NULL  -- number of them
) STRICT, WITHOUT ROWID;

CREATE TABLE hosts (
    "case"       TEXT NOT NULL, -- cases.name
    name         TEXT NOT NULL, -- as logged
    os           TEXT NOT NULL, -- '' unknown
    nt           TEXT NOT NULL, -- 5.2, 6.1, 10.0
    service_pack TEXT NOT NULL, -- '' unknown
    zone         TEXT NOT NULL, -- time zone
    first        TEXT,          -- first event
    last         TEXT,          -- last event
    events       INTEGER NOT NULL, -- number of them
    PRIMARY KEY ("case", name)
) STRICT, WITHOUT ROWID;

CREATE TABLE findings (
    "case"      TEXT NOT NULL, -- cases.name
    id          TEXT NOT NULL, -- the same in every report
    rule        TEXT NOT NULL, -- name of the rule
    title       TEXT NOT NULL, -- of the rule
    level       TEXT NOT NULL, -- informational, low, medium, high, critical
    rank        INTEGER NOT NULL, -- 0 to 4, the same as a number
    host        TEXT NOT NULL, -- '' where the group spans hosts
    category    TEXT NOT NULL, -- of the problem
    status      TEXT NOT NULL, -- active, stopped, cleared, latent
    symptom     TEXT NOT NULL, -- one sentence
    effect      TEXT NOT NULL, -- for the business
    occurrences INTEGER NOT NULL, -- number of them
    first_seen  TEXT, -- first occurrence
    last_seen   TEXT, -- last occurrence
    hypothesis  TEXT NOT NULL, -- that stands first
    cause       TEXT NOT NULL, -- its title
    culprit     TEXT NOT NULL, -- display name, service or image
    probability REAL, -- 0 to 1
    verdict     TEXT NOT NULL, -- confirmed, likely, possible, unlikely, ruled out
    cure        TEXT NOT NULL, -- the first step that takes the cause away
    explained_by TEXT NOT NULL, -- id of the finding that is its cause, '' none
    PRIMARY KEY ("case", id)
) STRICT, WITHOUT ROWID;

CREATE TABLE checks (
    "case" TEXT NOT NULL, -- cases.name
    rule   TEXT NOT NULL, -- name of the rule
    host   TEXT NOT NULL, -- checked host
    state  TEXT NOT NULL, -- present, absent, unknown, not_applicable
    why    TEXT NOT NULL  -- in words
) STRICT;
CREATE INDEX checks_rule ON checks (rule, state);

CREATE TABLE sources (
    "case" TEXT NOT NULL, -- cases.name
    path   TEXT NOT NULL, -- as read
    form   TEXT NOT NULL, -- the reader that understood it
    sha256 TEXT NOT NULL, -- of its bytes
    bytes  INTEGER NOT NULL, -- its size
    events INTEGER NOT NULL, -- records read
    lost   INTEGER NOT NULL  -- bytes that could not be used
) STRICT;

CREATE TABLE updates (
    "case"       TEXT NOT NULL, -- cases.name
    host         TEXT NOT NULL, -- the host it was captured on
    kb           TEXT NOT NULL, -- number
    installed_on TEXT NOT NULL, -- as the capture says
    PRIMARY KEY ("case", host, kb)
) STRICT, WITHOUT ROWID;

CREATE TABLE before_cases (
    name   TEXT PRIMARY KEY, -- as in cases
    inputs TEXT NOT NULL,    -- as in cases
    rules  TEXT NOT NULL     -- as in cases
) STRICT, WITHOUT ROWID;

CREATE TABLE before_findings (
    "case"  TEXT NOT NULL, -- as in findings
    id      TEXT NOT NULL, -- as in findings
    host    TEXT NOT NULL, -- as in findings
    level   TEXT NOT NULL, -- as in findings
    status  TEXT NOT NULL, -- as in findings
    symptom TEXT NOT NULL, -- as in findings
    hypothesis TEXT NOT NULL, -- as in findings
    verdict TEXT NOT NULL, -- as in findings
    PRIMARY KEY ("case", id)
) STRICT, WITHOUT ROWID;

-- The worst finding of each case: by level, still active, certainty, number.
CREATE VIEW worst AS
SELECT * FROM (
    SELECT *, row_number() OVER (
        PARTITION BY "case"
        ORDER BY status = 'latent', rank DESC, status = 'active' DESC, explained_by <> '',
                 probability DESC, occurrences DESC, id) AS place
    FROM findings WHERE category <> 'benign')
WHERE place = 1;

-- One hypothesis that stands first, possible at least, on so many hosts.
CREATE VIEW actions AS
SELECT rule, hypothesis, max(cause) AS title, max(cure) AS step,
       count(DISTINCT "case" || char(0) || host) AS hosts, count(DISTINCT "case") AS cases
FROM findings
WHERE verdict IN ('confirmed', 'likely', 'possible') AND status IN ('active', 'latent')
  AND category <> 'benign' AND explained_by = ''
GROUP BY rule, hypothesis;

-- What differs from the last index.
CREATE VIEW news AS
SELECT f."case" AS "case", f.host AS host, f.id AS finding, f.level AS level, f.symptom AS symptom,
       'new' AS what, '' AS before, f.verdict AS now
FROM findings f JOIN before_cases b ON b.name = f."case" JOIN cases c ON c.name = f."case"
WHERE NOT EXISTS (SELECT 1 FROM before_findings o WHERE o."case" = f."case" AND o.id = f.id)
  AND c.inputs <> b.inputs
UNION ALL
SELECT f."case", f.host, f.id, f.level, f.symptom, 'new', '', f.verdict
FROM findings f
WHERE NOT EXISTS (SELECT 1 FROM before_cases b WHERE b.name = f."case")
UNION ALL
SELECT o."case", o.host, o.id, o.level, o.symptom, 'gone', o.verdict, ''
FROM before_findings o JOIN before_cases b ON b.name = o."case" JOIN cases c ON c.name = o."case"
WHERE NOT EXISTS (SELECT 1 FROM findings f WHERE f."case" = o."case" AND f.id = o.id)
  AND c.inputs <> b.inputs AND c.state IN ('done', 'partial')
UNION ALL
SELECT f."case", f.host, f.id, f.level, f.symptom,
       CASE WHEN c.inputs = b.inputs THEN 'rules' ELSE 'changed' END, o.verdict, f.verdict
FROM findings f JOIN before_findings o ON o."case" = f."case" AND o.id = f.id
     JOIN before_cases b ON b.name = f."case" JOIN cases c ON c.name = f."case"
WHERE o.verdict <> f.verdict OR o.hypothesis <> f.hypothesis OR o.status <> f.status
UNION ALL
SELECT f."case", f.host, f.id, f.level, f.symptom, 'rules', '', f.verdict
FROM findings f JOIN before_cases b ON b.name = f."case" JOIN cases c ON c.name = f."case"
WHERE c.inputs = b.inputs
  AND NOT EXISTS (SELECT 1 FROM before_findings o WHERE o."case" = f."case" AND o.id = f.id)
UNION ALL
SELECT o."case", o.host, o.id, o.level, o.symptom, 'rules', o.verdict, ''
FROM before_findings o JOIN before_cases b ON b.name = o."case" JOIN cases c ON c.name = o."case"
WHERE c.inputs = b.inputs AND c.state IN ('done', 'partial')
  AND NOT EXISTS (SELECT 1 FROM findings f WHERE f."case" = o."case" AND f.id = o.id);

-- Hosts that should send and did not, and hosts that ended two weeks before their client's last event.
CREATE VIEW silent AS
SELECT e.client AS "case", e.host AS host, h.last AS last
FROM expected e LEFT JOIN hosts h
  ON h."case" = e.client AND (h.name = e.host COLLATE NOCASE OR h.name LIKE e.host || '.%')
WHERE h.name IS NULL OR h.events = 0
UNION
SELECT h."case", h.name, h.last
FROM hosts h JOIN cases c ON c.name = h."case"
WHERE h.last IS NOT NULL AND c.as_of IS NOT NULL AND julianday(c.as_of) - julianday(h.last) > 14;

-- Guns that are loaded and have not gone off.
CREATE VIEW exposures AS
SELECT rule, max(title) AS title, count(DISTINCT "case" || char(0) || host) AS hosts,
       count(DISTINCT "case") AS cases
FROM findings WHERE status = 'latent' GROUP BY rule;

PRAGMA application_id = 1129663558; -- "CULF"
