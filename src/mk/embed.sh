#!/bin/sh
# Write files into a sorted C table of assets, named without "src/".  usage: embed.sh FILE...
set -eu
echo '/* Made by src/mk/embed.sh. */'
echo '#include "base/asset.h"'
n=0; rows=
for name in $(printf '%s\n' "$@" | sed 's,^src/,,' | LC_ALL=C sort); do
    file=$name; [ -e "$file" ] || file=src/$name
    n=$((n + 1)); size=$(wc -c < "$file")
    echo "static const unsigned char asset_${n}[] = {"
    od -v -An -tu1 "$file" | sed 's/  *\([0-9][0-9]*\)/\1,/g'
    echo '0};'
    rows="$rows    {\"$name\", asset_$n, $size},
"
done
printf 'const struct asset assets[] = {\n%s};\n' "$rows"
echo 'const size_t assets_count = sizeof(assets) / sizeof(assets[0]);'
