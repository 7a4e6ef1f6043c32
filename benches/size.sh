#!/bin/sh
# Prints the bytes of machine code of each crate in a program that still has its symbols.
set -eu
nm -S -C --radix=d "${1:-target/release/outlay}" |
    awk '$3 ~ /[tT]/ && match($0, /[a-z_][a-z0-9_]*::/) { size[substr($0, RSTART, RLENGTH - 2)] += $2 }
         END { for (crate in size) print size[crate], crate }' |
    sort -rn
