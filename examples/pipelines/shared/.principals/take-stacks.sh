#!/bin/sh
# Takes `<side>/<stack>/cdk.tf.json` out of a folder that a stranger filled, and nothing else: take-stacks.sh <from> <to>
# The sides are `base` and `head`. Links, other files and odd names are left behind; a file that is too large fails. On GitHub the outputs `base`
# and `head` say which sides there are.
set -eu
# Ranges of characters are of ASCII.
export LC_ALL=C
from=$1 to=$2
most_files=200 most_bytes=10000000 longest_name=100

for side in base head; do
  if [ ! -d "$from/$side" ] || [ -L "$from/$side" ]; then continue; fi
  count=0
  for file in "$from/$side"/*/cdk.tf.json; do
    folder=${file%/*}
    stack=${folder##*/}
    case $stack in "" | [!A-Za-z0-9]* | *[!A-Za-z0-9_.-]*) continue ;; esac
    if [ ! -f "$file" ] || [ -L "$file" ] || [ -L "$folder" ] || [ "${#stack}" -gt "$longest_name" ]; then continue; fi
    count=$((count + 1))
    if [ "$count" -gt "$most_files" ]; then
      echo "more than $most_files stacks" >&2
      exit 1
    fi
    if [ "$(wc -c <"$file")" -gt "$most_bytes" ]; then
      echo "a stack of more than $most_bytes bytes" >&2
      exit 1
    fi
    mkdir -p "$to/$side/$stack"
    cat "$file" >"$to/$side/$stack/cdk.tf.json"
  done
  if [ "$count" -gt 0 ] && [ -n "${GITHUB_OUTPUT:-}" ]; then echo "$side=true" >>"$GITHUB_OUTPUT"; fi
done
