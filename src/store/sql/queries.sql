-- Every statement the program runs. A name becomes SQL_<NAME>, a @parameter <NAME>_<PARAMETER>,
-- and a word after "returns:" <NAME>_<WORD>, all known to the compiler.

-- name: insert_source
INSERT INTO source (path, folder, form, encoding, sha256, bytes, used, filling, lost, losses,
                    replaced, events, facts, merged, complete, first_event)
VALUES (@path, @folder, '', '', '', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        (SELECT coalesce(max(id), 0) + 1 FROM event));

-- name: interrupted_source
-- returns: id
SELECT id AS id FROM source WHERE path = @path AND complete = 0 LIMIT 1;

-- name: count_source
UPDATE source SET events = events + @events, facts = facts + @facts, losses = losses + @losses
WHERE id = @id;

-- name: end_source
UPDATE source SET form = @form, encoding = @encoding, sha256 = @sha256, bytes = @bytes,
                  used = @used, filling = @filling, lost = @lost, replaced = @replaced, complete = 1
WHERE id = @id;

-- name: see_source
INSERT OR REPLACE INTO seen (path, stamp, bytes, lost, useless)
SELECT path, @stamp, @bytes, @lost, @useless FROM source WHERE id = @id;

-- name: seen_files
-- returns: path stamp bytes lost useless encoding
SELECT path AS path, stamp AS stamp, bytes AS bytes, lost AS lost, useless AS useless,
       (SELECT encoding FROM source WHERE source.path = seen.path AND complete = 1) AS encoding
FROM seen ORDER BY path;

-- name: same_source
-- returns: id
SELECT id AS id FROM source WHERE sha256 = @sha256 AND complete = 1 AND id <> @not LIMIT 1;

-- name: drop_events
DELETE FROM event
WHERE source = @source AND id >= (SELECT first_event FROM source WHERE id = @source);

-- name: drop_facts
DELETE FROM fact WHERE capture IN (SELECT id FROM capture WHERE source = @source);

-- name: drop_captures
DELETE FROM capture WHERE source = @source;

-- name: drop_losses
DELETE FROM loss WHERE source = @source;

-- name: drop_remarks
DELETE FROM remark WHERE source = @source;

-- name: insert_remark
INSERT INTO remark (source, kind, file, line, col, detail, sum, times)
VALUES (@source, @kind, @file, @line, @col, @detail, @sum, @times);

-- name: remarks
-- returns: kind file line col detail sum times
SELECT kind AS kind, file AS file, line AS line, col AS col, detail AS detail, sum AS sum,
       times AS times
FROM remark ORDER BY source = 0, source, rowid;

-- name: drop_presence
DELETE FROM presence WHERE source = @source;

-- name: drop_origins
DELETE FROM origin WHERE id NOT IN (SELECT origin FROM presence);

-- name: drop_copies
DELETE FROM copy WHERE source = @source OR event NOT IN (SELECT id FROM event);

-- name: drop_source
DELETE FROM source WHERE id = @source;

-- name: insert_event
INSERT INTO event (origin, source, position, offset, time, local_time, record_id, event_id,
                   qualifiers, version, level, task, opcode, keywords, pid, tid, user_sid,
                   activity_id, related_activity_id, data, layout, message, digest, at)
VALUES (@origin, @source, @position, @offset, @time, @local_time, @record_id, @event_id,
        @qualifiers, @version, @level, @task, @opcode, @keywords, @pid, @tid, @user_sid,
        @activity_id, @related_activity_id, @data, @layout, @message, @digest, @at);

-- name: find_origin
-- returns: id
SELECT id AS id FROM origin
WHERE provider = @provider AND channel = @channel AND computer = @computer
  AND event_source_name = @event_source_name AND provider_guid = @provider_guid;

-- name: insert_origin
INSERT INTO origin (provider, channel, computer, event_source_name, provider_guid, host, kin)
VALUES (@provider, @channel, @computer, @event_source_name, @provider_guid, @host, 0);

-- name: insert_presence
INSERT OR IGNORE INTO presence (source, origin) VALUES (@source, @origin);

-- name: insert_loss
INSERT INTO loss (source, offset, length, reason) VALUES (@source, @offset, @length, @reason);

-- name: insert_capture
INSERT INTO capture (source, kind, tool, named_host, host, taken, taken_local, zone, snapshot, scope)
VALUES (@source, @kind, @tool, @named_host, '', @taken, @taken_local, @zone, 0, @scope);

-- name: insert_fact
INSERT INTO fact (capture, line, offset, data) VALUES (@capture, @line, @offset, @data);

-- name: state
-- returns: generation finished
SELECT generation AS generation, finished AS finished FROM state;

-- name: state_changed
UPDATE state SET generation = generation + 1, finished = 0;

-- name: state_grown
UPDATE state SET generation = generation + 1;

-- name: state_finished
UPDATE state SET finished = 1;

-- name: computers
-- returns: computer
SELECT DISTINCT computer AS computer FROM origin WHERE computer <> '';

-- name: set_hosts
UPDATE origin SET host = canonical(computer) WHERE host <> canonical(computer);

-- name: set_kin
UPDATE origin SET kin = k.kin
FROM (SELECT id AS id, min(id) OVER (PARTITION BY host, fold(channel), fold(provider)) AS kin
      FROM origin) AS k
WHERE origin.id = k.id;

-- name: set_renaming
INSERT OR REPLACE INTO renaming (old, new) VALUES (@old, @new);

-- name: renamings
-- returns: old new
SELECT old AS old, new AS new FROM renaming ORDER BY old;

-- name: kin
-- returns: id kin log place host channel
SELECT id AS id, kin AS kin, min(id) OVER (PARTITION BY host, fold(channel)) AS log,
       dense_rank() OVER (ORDER BY channel) AS place, host AS host, channel AS channel
FROM origin ORDER BY id;

-- name: source_places
-- returns: id place
SELECT id AS id, dense_rank() OVER (ORDER BY sha256) AS place FROM source ORDER BY id;

-- name: local_origins
-- returns: id
SELECT DISTINCT origin AS id FROM event WHERE local_time IS NOT NULL;

-- name: records
-- returns: id at origin record_id event_id source position digest
SELECT id AS id, at AS at, origin AS origin, record_id AS record_id, event_id AS event_id,
       source AS source, position AS position, digest AS digest
FROM event;

-- name: drop_ordering
DELETE FROM ordering;

-- name: insert_ordering
INSERT INTO ordering (number, first, last, ids) VALUES (@number, @first, @last, @ids);

-- name: ordering
-- returns: ids
SELECT ids AS ids FROM ordering WHERE last >= @since AND first <= @until ORDER BY number;

-- name: index_times
CREATE INDEX IF NOT EXISTS event_at ON event (at);

-- name: drop_index_of_times
DROP INDEX IF EXISTS event_at;

-- name: merge_weight
-- returns: filled complete sha256 source position
SELECT (e.record_id IS NOT NULL) + (e.event_id IS NOT NULL) + (e.qualifiers IS NOT NULL)
       + (e.version IS NOT NULL) + (e.level IS NOT NULL) + (e.task IS NOT NULL)
       + (e.opcode IS NOT NULL) + (e.keywords IS NOT NULL) + (e.pid IS NOT NULL)
       + (e.tid IS NOT NULL) + (e.user_sid IS NOT NULL) + (e.activity_id IS NOT NULL)
       + (e.related_activity_id IS NOT NULL) + (e.data <> '{}') + (e.message IS NOT NULL)
       + (o.event_source_name <> '') + (o.provider_guid <> '') + (e.time IS NOT NULL) AS filled,
       s.complete AS complete, s.sha256 AS sha256, e.source AS source, e.position AS position
FROM event AS e JOIN origin AS o ON o.id = e.origin JOIN source AS s ON s.id = e.source
WHERE e.id = @id;

-- name: merge_same
-- returns: same
SELECT a.level IS b.level AND a.data = b.data AND a.message IS b.message AS same
FROM event AS a, event AS b WHERE a.id = @a AND b.id = @b;

-- name: has_copies
-- returns: some
SELECT EXISTS (SELECT 1 FROM copy) AS some;

-- name: share_source
-- returns: some
SELECT EXISTS (SELECT source FROM copy WHERE event = @a UNION ALL SELECT source FROM event WHERE id = @a
               INTERSECT
               SELECT source FROM (SELECT source FROM copy WHERE event = @b
                                   UNION ALL SELECT source FROM event WHERE id = @b)) AS some;

-- name: add_copy
INSERT OR IGNORE INTO copy (event, source) VALUES (@event, @source);

-- name: move_copies
INSERT OR IGNORE INTO copy (event, source) SELECT @kept, source FROM copy WHERE event = @gone;

-- name: forget_copies
DELETE FROM copy WHERE event = @gone;

-- name: coarse_events
-- returns: id at source
SELECT e.id AS id, e.at AS at, e.source AS source
FROM (SELECT id AS id FROM event WHERE local_time IS NOT NULL
      UNION SELECT id AS id FROM event WHERE digest IS NOT NULL) AS c
     CROSS JOIN event AS e ON e.id = c.id CROSS JOIN source AS s ON s.id = e.source
WHERE e.at < 9223372036854775807
ORDER BY e.at, s.sha256, e.position;

-- name: partner
-- returns: partner
SELECT e.id AS partner
FROM event AS c CROSS JOIN origin AS mine ON mine.id = c.origin
     CROSS JOIN event AS e CROSS JOIN origin AS o ON o.id = e.origin
     CROSS JOIN source AS s ON s.id = e.source
WHERE c.id = @id AND e.at BETWEEN @from AND @to AND e.source <> c.source
  AND e.event_id IS c.event_id
  AND (e.record_id = c.record_id OR c.record_id IS NULL AND e.record_id IS NOT NULL
       OR e.record_id IS NULL AND c.record_id IS NULL AND e.message IS NOT NULL
          AND c.message IS NOT NULL)
  AND (e.time IS NULL) = (c.time IS NULL)
  AND o.host = mine.host AND mine.host <> ''
  AND (mine.channel = '' OR o.channel = '' OR fold(o.channel) = fold(mine.channel))
  AND (short_name(mine.provider) IN (short_name(o.provider), short_name(o.event_source_name))
       OR short_name(mine.event_source_name) = short_name(o.provider))
  AND (e.level IS c.level OR e.level IS NULL OR c.level IS NULL)
  AND (e.data = c.data OR bare_data(e.data) OR bare_data(c.data))
  AND (e.message IS NULL OR c.message IS NULL OR plain(e.message) = plain(c.message))
  AND NOT EXISTS (SELECT 1 FROM temp.doomed AS d WHERE d.id IN (c.id, e.id))
  AND NOT EXISTS (SELECT 1 FROM copy AS k WHERE k.event = e.id AND k.source = c.source)
  AND NOT EXISTS (SELECT 1 FROM copy AS k WHERE k.event = c.id
                  AND (k.source = e.source
                       OR EXISTS (SELECT 1 FROM copy AS l WHERE l.event = e.id AND l.source = k.source)))
ORDER BY e.at, e.record_id, s.sha256, e.position LIMIT 1;

-- name: drop_twins
DELETE FROM twin;

-- name: insert_twin
INSERT OR REPLACE INTO twin (host, channel, returns) VALUES (@host, @channel, @returns);

-- name: twins
-- returns: host channel returns
SELECT host AS host, channel AS channel, returns AS returns FROM twin ORDER BY host, channel;

-- name: make_doomed
CREATE TEMP TABLE IF NOT EXISTS doomed (id INTEGER PRIMARY KEY, source INTEGER NOT NULL);

-- name: clear_doomed
DELETE FROM temp.doomed;

-- name: doom
INSERT OR IGNORE INTO temp.doomed (id, source) VALUES (@id, @source);

-- name: count_merged
UPDATE source SET merged = merged + d.n
FROM (SELECT source AS source, count(*) AS n FROM temp.doomed GROUP BY source) AS d
WHERE source.id = d.source;

-- name: drop_doomed
DELETE FROM event WHERE id IN (SELECT id FROM temp.doomed);

-- name: set_zone
UPDATE event SET time = to_utc(local_time), at = to_utc(local_time)
WHERE local_time IS NOT NULL AND origin IN (SELECT id FROM origin WHERE host = @host)
  AND time IS NOT to_utc(local_time);

-- name: sources
-- returns: id path folder form encoding sha256 bytes used filling lost losses replaced events facts merged complete
SELECT id AS id, path AS path, folder AS folder, form AS form, encoding AS encoding,
       sha256 AS sha256, bytes AS bytes, used AS used, filling AS filling, lost AS lost,
       losses AS losses, replaced AS replaced, events AS events, facts AS facts, merged AS merged,
       complete AS complete
FROM source ORDER BY id;

-- name: source_ids
-- returns: id
SELECT id AS id FROM source ORDER BY id;

-- name: captures
-- returns: id source kind tool host taken taken_local zone scope
SELECT id AS id, source AS source, kind AS kind, tool AS tool, named_host AS host, taken AS taken,
       taken_local AS taken_local, zone AS zone, scope AS scope
FROM capture ORDER BY source, id;

-- name: facts
-- returns: id line offset data
SELECT id AS id, line AS line, offset AS offset, data AS data
FROM fact WHERE capture = @capture ORDER BY id;

-- name: assign_capture
UPDATE capture SET host = @host, snapshot = @snapshot, time = @time, local_time = @local_time
WHERE id = @id;

-- name: losses
-- returns: offset length reason
SELECT offset AS offset, length AS length, reason AS reason
FROM loss WHERE source = @source ORDER BY offset, length LIMIT @most;

-- name: folder_hosts
-- returns: host
SELECT DISTINCT o.host AS host
FROM source AS s CROSS JOIN presence AS p ON p.source = s.id CROSS JOIN origin AS o ON o.id = p.origin
WHERE s.folder = @folder AND o.host <> '' ORDER BY o.host;

-- name: counts
-- returns: sources events facts hosts merged generation
SELECT (SELECT count(*) FROM source) AS sources, (SELECT count(*) FROM event) AS events,
       (SELECT count(*) FROM fact) AS facts,
       (SELECT count(DISTINCT host) FROM origin WHERE host <> '') AS hosts,
       (SELECT coalesce(sum(merged), 0) FROM source) AS merged,
       (SELECT generation FROM state) AS generation;

-- name: origin_row
-- returns: provider channel computer event_source_name provider_guid host
SELECT provider AS provider, channel AS channel, computer AS computer,
       event_source_name AS event_source_name, provider_guid AS provider_guid, host AS host
FROM origin WHERE id = @id;

-- name: origins_of_host
-- returns: id
SELECT id AS id FROM origin
WHERE host IN (SELECT host FROM origin
               WHERE fold(host) = @name OR fold(computer) = @name
                  OR substr(fold(host), 1, length(@name) + 1) = @name || '.');

-- name: event_order
-- returns: id
SELECT e.id AS id
FROM event AS e CROSS JOIN origin AS o ON o.id = e.origin CROSS JOIN source AS s ON s.id = e.source
WHERE e.at BETWEEN @since AND @until
ORDER BY e.at, o.channel, e.record_id, s.sha256, e.position, e.id;

-- name: event_row
-- returns: origin source position offset time local_time record_id event_id qualifiers version level task opcode keywords pid tid user_sid activity_id related_activity_id data layout message
SELECT origin AS origin, source AS source, position AS position, offset AS offset, time AS time,
       local_time AS local_time, record_id AS record_id, event_id AS event_id,
       qualifiers AS qualifiers, version AS version, level AS level, task AS task,
       opcode AS opcode, keywords AS keywords, pid AS pid, tid AS tid, user_sid AS user_sid,
       activity_id AS activity_id, related_activity_id AS related_activity_id, data AS data,
       layout AS layout, message AS message
FROM event WHERE id = @id;

-- name: drop_analysis
DELETE FROM analysis;

-- name: drop_findings
DELETE FROM finding;

-- name: drop_hypotheses
DELETE FROM hypothesis;

-- name: drop_proofs
DELETE FROM proof;

-- name: drop_spans
DELETE FROM span;

-- name: drop_patterns
DELETE FROM pattern;

-- name: insert_analysis
INSERT INTO analysis (id, generation, fingerprint, json)
VALUES (1, (SELECT generation FROM state), @fingerprint, @json);

-- name: fill_findings
INSERT INTO finding (number, id, rule_id, rule, title, level, host, grouped, category, status,
                     symptom, effect, first_seen, last_seen, occurrences, cadence, parameters)
SELECT f.key, json_extract(f.value, '$.id'), json_extract(f.value, '$.rule.id'),
       json_extract(f.value, '$.rule.name'), json_extract(f.value, '$.rule.title'),
       json_extract(f.value, '$.rule.level'), json_extract(f.value, '$.host'),
       json_extract(f.value, '$.group'), json_extract(f.value, '$.category'),
       json_extract(f.value, '$.status'), json_extract(f.value, '$.symptom'),
       json_extract(f.value, '$.effect'), json_extract(f.value, '$.first_seen'),
       json_extract(f.value, '$.last_seen'), json_extract(f.value, '$.occurrences'),
       json_extract(f.value, '$.cadence.text'), json_extract(f.value, '$.parameters')
FROM analysis AS a, json_each(a.json, '$.findings') AS f;

-- name: fill_hypotheses
INSERT INTO hypothesis (finding, number, id, title, verdict, probability, odds, prior, service,
                        image, pid, because)
SELECT f.key, h.key, json_extract(h.value, '$.id'), json_extract(h.value, '$.title'),
       json_extract(h.value, '$.verdict'), json_extract(h.value, '$.probability'),
       json_extract(h.value, '$.odds'), json_extract(h.value, '$.prior'),
       json_extract(h.value, '$.culprit.service'), json_extract(h.value, '$.culprit.image'),
       json_extract(h.value, '$.culprit.pid'), json_extract(h.value, '$.because')
FROM analysis AS a, json_each(a.json, '$.findings') AS f, json_each(f.value, '$.hypotheses') AS h;

-- name: fill_proofs
INSERT INTO proof (finding, hypothesis, number, text, state, effect, weight, ratio, counted, why)
SELECT f.key, h.key, e.key, json_extract(e.value, '$.text'), json_extract(e.value, '$.state'),
       json_extract(e.value, '$.effect'), json_extract(e.value, '$.weight'),
       json_extract(e.value, '$.ratio'), json_extract(e.value, '$.counted'),
       json_extract(e.value, '$.why')
FROM analysis AS a, json_each(a.json, '$.findings') AS f, json_each(f.value, '$.hypotheses') AS h,
     json_each(h.value, '$.evidence') AS e;

-- name: fill_spans
INSERT INTO span (number, host, channel, first, last, events, gaps, clears, missing_records)
SELECT c.key, json_extract(c.value, '$.host'), json_extract(c.value, '$.channel'),
       json_extract(c.value, '$.first'), json_extract(c.value, '$.last'),
       json_extract(c.value, '$.events'), json_extract(c.value, '$.gaps'),
       json_extract(c.value, '$.clears'), json_extract(c.value, '$.missing_records')
FROM analysis AS a, json_each(a.json, '$.coverage') AS c;

-- name: fill_patterns
INSERT INTO pattern (number, host, provider, channel, event_id, level, template, occurrences,
                     first_seen, last_seen, cadence, status, hosts)
SELECT u.key, json_extract(u.value, '$.host'), json_extract(u.value, '$.provider'),
       json_extract(u.value, '$.channel'), json_extract(u.value, '$.event_id'),
       json_extract(u.value, '$.level'), json_extract(u.value, '$.template'),
       json_extract(u.value, '$.occurrences'), json_extract(u.value, '$.first_seen'),
       json_extract(u.value, '$.last_seen'), json_extract(u.value, '$.cadence.text'),
       json_extract(u.value, '$.status'), json_extract(u.value, '$.hosts')
FROM analysis AS a, json_each(a.json, '$.unexplained') AS u;

-- name: analysis
-- returns: generation fingerprint json
SELECT generation AS generation, fingerprint AS fingerprint, json AS json FROM analysis;

-- name: last_origin
-- returns: id
SELECT coalesce(max(id), 0) AS id FROM origin;

-- Of a batch (schema-fleet.sql), not of a case ---------------------------------------------------------

-- name: fleet_valid
-- returns: valid
SELECT json_valid(@json) AS valid;

-- name: fleet_case
INSERT INTO cases (name, state, message, inputs, rules, version, as_of, hosts, events)
SELECT @name, @state, @message, @inputs, coalesce(json_extract(@json, '$.rules.sha256'), ''),
       coalesce(json_extract(@json, '$.tool.version'), ''),
       json_extract(@json, '$.case.as_of'), coalesce(json_array_length(@json, '$.hosts'), 0),
       coalesce((SELECT sum(json_extract(value, '$.events')) FROM json_each(@json, '$.hosts')), 0);

-- name: fleet_hosts
INSERT OR IGNORE INTO hosts ("case", name, os, nt, service_pack, zone, first, last, events)
SELECT @name, json_extract(value, '$.name'), coalesce(json_extract(value, '$.os'), ''),
       coalesce(json_extract(value, '$.nt'), ''),
       coalesce(json_extract(value, '$.service_pack'), ''),
       coalesce(json_extract(value, '$.zone'), ''), json_extract(value, '$.first'),
       json_extract(value, '$.last'), coalesce(json_extract(value, '$.events'), 0)
FROM json_each(@json, '$.hosts');

-- name: fleet_findings
INSERT OR IGNORE INTO findings
SELECT @name, json_extract(value, '$.id'), json_extract(value, '$.rule.name'),
       json_extract(value, '$.rule.title'), json_extract(value, '$.rule.level'),
       CASE json_extract(value, '$.rule.level') WHEN 'critical' THEN 4 WHEN 'high' THEN 3
            WHEN 'medium' THEN 2 WHEN 'low' THEN 1 ELSE 0 END,
       json_extract(value, '$.host'), json_extract(value, '$.category'),
       json_extract(value, '$.status'), json_extract(value, '$.symptom'),
       json_extract(value, '$.effect'), coalesce(json_extract(value, '$.occurrences'), 0),
       json_extract(value, '$.first_seen'), json_extract(value, '$.last_seen'),
       coalesce(json_extract(value, '$.hypotheses[0].id'), ''),
       coalesce(json_extract(value, '$.hypotheses[0].title'), ''),
       coalesce(nullif(json_extract(value, '$.hypotheses[0].culprit.display_name'), ''),
                nullif(json_extract(value, '$.hypotheses[0].culprit.service'), ''),
                json_extract(value, '$.hypotheses[0].culprit.image'), ''),
       json_extract(value, '$.hypotheses[0].probability'),
       coalesce(json_extract(value, '$.hypotheses[0].verdict'), ''),
       coalesce((SELECT json_extract(s.value, '$.do')
                 FROM json_each(j.value, '$.hypotheses[0].fix') AS s
                 ORDER BY json_extract(s.value, '$.kind') <> 'cure',
                          json_extract(s.value, '$.kind') <> 'relief', s.key LIMIT 1), ''),
       coalesce(json_extract(value, '$.explained_by'), '')
FROM json_each(@json, '$.findings') AS j;

-- name: fleet_checks
INSERT INTO checks
SELECT @name, json_extract(value, '$.rule'), json_extract(value, '$.host'),
       json_extract(value, '$.state'), coalesce(json_extract(value, '$.why'), '')
FROM json_each(@json, '$.checks');

-- name: fleet_sources
INSERT INTO sources
SELECT @name, json_extract(value, '$.path'), json_extract(value, '$.form'),
       json_extract(value, '$.sha256'), coalesce(json_extract(value, '$.bytes'), 0),
       coalesce(json_extract(value, '$.events'), 0), coalesce(json_extract(value, '$.lost'), 0)
FROM json_each(@json, '$.sources');

-- name: fleet_updates
INSERT OR IGNORE INTO updates
SELECT @name, host, coalesce(json_extract(data, '$.kb'), ''),
       coalesce(json_extract(data, '$.installed_on'), '')
FROM one.facts WHERE kind = 'hotfix';

-- name: fleet_contents
-- returns: name type columns
SELECT m.name AS name, m.type AS type, group_concat(c.name, ', ') AS columns
FROM sqlite_schema AS m JOIN pragma_table_info(m.name) AS c
WHERE m.type IN ('table', 'view') AND substr(m.name, 1, 7) <> 'before_'
GROUP BY m.name, m.type
ORDER BY m.type DESC, m.name;

-- name: fleet_client
INSERT OR IGNORE INTO clients VALUES (@name, @contact);

-- name: fleet_expected
INSERT OR IGNORE INTO expected VALUES (@client, @host);

-- name: fleet_before_cases
INSERT INTO before_cases SELECT name, inputs, rules FROM old.cases;

-- name: fleet_before_findings
INSERT INTO before_findings
SELECT "case", id, host, level, status, symptom, hypothesis, verdict FROM old.findings;

-- name: fleet_keep_cases
INSERT INTO before_cases SELECT * FROM old.before_cases;

-- name: fleet_keep_findings
INSERT INTO before_findings SELECT * FROM old.before_findings;

-- name: fleet_same
-- returns: same
SELECT NOT EXISTS (SELECT name, state, inputs, rules, version FROM cases
                   EXCEPT SELECT name, state, inputs, rules, version FROM old.cases)
   AND NOT EXISTS (SELECT name, state, inputs, rules, version FROM old.cases
                   EXCEPT SELECT name, state, inputs, rules, version FROM cases) AS same;

-- name: fleet_summary
-- returns: json
SELECT json_object(
    'schema', 'culprit.batch/1', 'version', @version,
    'cases', (SELECT count(*) FROM cases),
    'done', (SELECT count(*) FROM cases WHERE state = 'done'),
    'partial', (SELECT count(*) FROM cases WHERE state = 'partial'),
    'failed', (SELECT count(*) FROM cases WHERE state = 'failed'),
    'unfinished', (SELECT count(*) FROM cases WHERE state = 'unfinished'),
    'with_findings', (SELECT count(*) FROM worst WHERE status <> 'latent'),
    'hosts', (SELECT count(*) FROM hosts), 'events', (SELECT coalesce(sum(events), 0) FROM cases),
    'first_run', json(CASE WHEN EXISTS (SELECT 1 FROM before_cases) THEN 'false' ELSE 'true' END),
    'list', (SELECT json_group_array(json(row)) FROM (
        SELECT json_object(
            'case', c.name, 'state', c.state, 'message', c.message,
            'contact', coalesce((SELECT contact FROM clients WHERE name = c.name), ''),
            'level', coalesce(w.level, ''), 'status', coalesce(w.status, ''),
            'symptom', coalesce(w.symptom, ''), 'culprit', coalesce(w.culprit, ''),
            'verdict', coalesce(w.verdict, ''),
            'findings', (SELECT count(*) FROM findings WHERE "case" = c.name
                         AND status <> 'latent' AND category <> 'benign'),
            'active', (SELECT count(*) FROM findings WHERE "case" = c.name AND status = 'active'
                       AND category <> 'benign'),
            'exposures', (SELECT count(*) FROM findings WHERE "case" = c.name
                          AND status = 'latent'),
            'hosts', c.hosts, 'events', c.events, 'last', c.as_of,
            'report', CASE WHEN c.state IN ('done', 'partial')
                           THEN 'cases/' || c.name || '/report.html' ELSE '' END) AS row
        FROM cases c LEFT JOIN worst w ON w."case" = c.name
        ORDER BY c.state IN ('done', 'partial'), w.status IS NULL, w.status = 'latent',
                 w.rank DESC, w.status = 'active' DESC, w.probability DESC, w.occurrences DESC,
                 c.name)),
    'actions', (SELECT json_group_array(json(row)) FROM (
        SELECT json_object('rule', rule, 'hypothesis', hypothesis, 'title', title, 'do', step,
            'hosts', hosts, 'cases', cases,
            'where', (SELECT json_group_array(n) FROM (
                SELECT DISTINCT f."case" AS n FROM findings f
                WHERE f.rule = a.rule AND f.hypothesis = a.hypothesis
                  AND f.status IN ('active', 'latent') ORDER BY 1 LIMIT 20))) AS row
        FROM actions a ORDER BY hosts DESC, cases DESC, rule, hypothesis LIMIT 200)),
    'news', (SELECT json_group_array(json(row)) FROM (
        SELECT json_object('case', "case", 'host', host, 'finding', finding, 'level', level,
            'symptom', symptom, 'what', what, 'before', before, 'now', now) AS row
        FROM news WHERE EXISTS (SELECT 1 FROM before_cases)
        ORDER BY what = 'rules', what = 'gone',
                 CASE level WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2
                            WHEN 'low' THEN 3 ELSE 4 END, "case", host, finding)),
    'silent', (SELECT json_group_array(json(row)) FROM (
        SELECT json_object('case', "case", 'host', host, 'last', last) AS row
        FROM silent ORDER BY last IS NOT NULL, last, "case", host)),
    'exposures', (SELECT json_group_array(json(row)) FROM (
        SELECT json_object('rule', rule, 'title', title, 'hosts', hosts, 'cases', cases) AS row
        FROM exposures ORDER BY hosts DESC, rule))) AS json;

-- Security ids of local accounts: the domain of the account is the computer itself; or a profile whose folder bears the
-- computer's name, as it does where an account of the domain has the same name; or any profile of a computer without a domain.
-- name: machine_sids
-- returns: host sid
WITH seen (host, sid) AS (
    SELECT o.host, json_extract(e.data, '$.TargetUserSid')
    FROM event AS e JOIN origin AS o ON o.id = e.origin
    WHERE EXISTS (SELECT 1 FROM origin WHERE channel = 'Security')
        AND e.data LIKE '%"TargetDomainName"%' AND json_valid(e.data)
        AND upper(json_extract(e.data, '$.TargetDomainName'))
            = upper(substr(o.host, 1, instr(o.host || '.', '.') - 1))
    UNION ALL
    SELECT o.host, json_extract(e.data, '$.SubjectUserSid')
    FROM event AS e JOIN origin AS o ON o.id = e.origin
    WHERE EXISTS (SELECT 1 FROM origin WHERE channel = 'Security')
        AND e.data LIKE '%"SubjectDomainName"%' AND json_valid(e.data)
        AND upper(json_extract(e.data, '$.SubjectDomainName'))
            = upper(substr(o.host, 1, instr(o.host || '.', '.') - 1))
    UNION ALL
    SELECT c.host, substr(json_extract(f.data, '$.key'),
                          instr(upper(json_extract(f.data, '$.key')), 'PROFILELIST') + length('PROFILELIST_'))
    FROM capture AS c CROSS JOIN fact AS f ON f.capture = c.id
    WHERE c.kind = 'registry' AND c.host <> '' AND json_valid(f.data)
        AND json_extract(f.data, '$.key') LIKE '%_ProfileList_S-1-5-21-%'
        AND json_extract(f.data, '$.name') = 'ProfileImagePath'
        AND (upper(json_extract(f.data, '$.value'))
                 LIKE '%.' || upper(substr(c.host, 1, instr(c.host || '.', '.') - 1))
             OR EXISTS (SELECT 1 FROM capture AS s CROSS JOIN fact AS d ON d.capture = s.id
                        WHERE s.kind = 'system' AND s.host = c.host AND json_valid(d.data)
                            AND upper(json_extract(d.data, '$.domain')) IN ('WORKGROUP', 'ARBEITSGRUPPE'))))
SELECT host, rtrim(rtrim(sid, '0123456789'), '-') AS sid
FROM seen WHERE sid GLOB 'S-1-5-21-*-[0-9]*' AND sid NOT GLOB '*[^-S0-9]*'
GROUP BY 1, 2 ORDER BY 1, count(*) DESC, 2;
