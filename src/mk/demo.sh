#!/bin/sh
# What `make demo` shows: one sample case explained, as text here and as an HTML file.
set -eu
sample=samples/sbs2003-activesync
html=build/demo/sbs2003-activesync.html
mkdir -p build/demo
rm -f build/demo/case.db
echo "\$ culprit analyze $sample"
# 4 says that something in the folder is no evidence: the story in README.md is not.
"$PROG" analyze --progress never -d build/demo/case.db "$sample" || [ $? = 4 ]
"$PROG" report -d build/demo/case.db -f html -o "$html"
echo
echo "The same as an HTML report: $html"
