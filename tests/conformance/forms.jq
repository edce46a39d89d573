# Differences between what expected.json says of a file and what the case file has.

def text: if . == null then "" else tostring end;
def lines: text | gsub("\r\n"; "\n");
def same_time($got): # digits beyond those of the export do not count
    (. // "" | sub("Z$"; "") | if test("\\.") then sub("\\.?0+$"; "") else . end) as $want
    | ($got // "" | sub("Z$"; "") | if test("\\.") then sub("\\.?0+$"; "") else . end) as $have
    | ($want[:27] == $have[:27]);

# [[name, value]...] as the object of a case file: names without blanks, unnamed ones "Data".
def as_object:
    reduce .[] as $p ({}; ($p[0] | if . == null or . == "" then "Data" else gsub("[ \t]"; "") end) as $name
        | .[$name] = ((.[$name] // []) + [$p[1] | lines]));
def data_of: (. // "{}" | fromjson? // {}) | with_entries(.value |= (if type == "array" then map(lines) else [lines] end));

def compare($name; $want; $got): if $want == $got then empty else "\($name): expected \($want | tojson), got \($got | tojson)" end;

def event($want; $got):
    $got.data as $raw | ($raw | data_of) as $data |
    (["provider", "event_source_name", "channel", "computer", "user_sid"][] as $k
        | select($want | has($k)) | (if $k == "computer" then "host" else $k end) as $column
        | compare($k; $want[$k] | text | ascii_downcase; $got[$column] | text | ascii_downcase)),
    (["event_id", "qualifiers", "level", "record_id"][] as $k | select($want | has($k)) | compare($k; $want[$k]; $got[$k])),
    (select($want.time_utc != null) | select($want.time_utc | same_time($got.time) | not) | "time: expected \($want.time_utc), got \($got.time)"),
    (select($want.time_local != null) | select($want.time_local | same_time($got.local_time) | not) | "local time: expected \($want.time_local), got \($got.local_time)"),
    (select($want.time_utc == null and ($want | has("time_utc"))) | compare("time"; null; $got.time)),
    (select($want.message) | compare("message"; $want.message | lines; $got.message | lines)),
    (select($want.binary_hex) | compare("binary"; [$want.binary_hex]; $data.Binary)),
    (select($want | has("data")) | select($want.data != null) | ($want.data | as_object) as $expected
        | $expected | keys[] as $k | compare("data \($k)"; $expected[$k]; $data[$k])),
    (select($want.user_data) | $want.user_data[] as $p | select([$data[] | .[]] | index($p[1]) | not) | "user data \($p) is missing");

def differences($count; $unique; $got):
    compare("records"; .event_count; $count),
    (select(.unique_events) | compare("distinct events"; .unique_events; $unique)),
    (select(.first_event) | if $got == null then "no event" else event(.first_event; $got) end);
