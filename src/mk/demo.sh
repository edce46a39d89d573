#!/bin/sh
# What `make demo` shows: one sample case explained, as text here and as an HTML file.
set -eu
sample=samples/sbs2003-activesync
html=build/demo/sbs2003-activesync.html
mkdir -p build/demo
rm -f build/demo/case.db
echo "\$ culprit analyze $sample"
"$PROG" analyze --progress never -d build/demo/case.db "$sample"
"$PROG" report -d build/demo/case.db -f html -o "$html"
echo
echo "The same as an HTML report: $html"
