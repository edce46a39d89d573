# What differs between the lines that `culprit match` printed and what a vector expects; one text for
# each difference, nothing where there is none. $lines and $expect are given on the command line.

def hits: $lines | map(select(.type == "hit"));
def episodes($name): $lines | map(select(.type == "episode" and .rule.name == $name));

# Seconds of "2026-03-02T23:50:00.1234567Z" since 1970.
def seconds:
  if . == null then null
  else capture("^(?<whole>[^.Z]*)(?<part>\\.[0-9]*)?Z?$")
    | ((.whole + "Z") | fromdateiso8601) + ("0" + (.part // ".0") | tonumber)
  end;
def rounded: if . == null then null else . * 1e6 | round / 1e6 end;

def differs($what; $is; $should):
  if $is == $should then empty
  else "\($what): is \($is | tojson), should be \($should | tojson)" end;

def detection:
  $expect[0].expect as $e
  | differs("positions"; hits | map(.position) | unique;
            [range($e | length) | select($e[.])]);

# Only what a hit is; the order of two episodes that begin together is free.
def correlation:
  $expect[0] as $x
  | ($x.origin | capture("^(?<t>\\S+)").t | seconds) as $origin
  | $x.expect | to_entries[] | .key as $name
  | differs($name;
            episodes($name) | map({first: (.first | seconds - $origin | rounded),
                                   fired: (.fired | seconds - $origin | rounded),
                                   last: (.last | seconds - $origin | rounded), events})
              | sort_by([.first, .fired, .last, .events]);
            .value | map({first: (.first | rounded), fired: (.fired | rounded),
                          last: (.last | rounded), events})
              | sort_by([.first, .fired, .last, .events]));

def regression:
  $expect[0] as $x
  | differs("positions"; hits | map(select(.rule.id == $x.rule_id) | .position) | unique;
            $x.matched | map(.index) | sort);

def matrix($log):
  ([$expect[0].matrix | to_entries[] | select(.value[$log]) | {key, value: .value[$log]}]
    | from_entries) as $should
  | (hits | map(select(.source | endswith("/" + $log + ".xml"))) | group_by(.rule.id) | map({key: .[0].rule.id, value: (map(.position) | unique)})
    | from_entries) as $is
  | (($should | keys) + ($is | keys) | unique[]) as $rule
  | differs($rule; $is[$rule] // []; $should[$rule] // []);
