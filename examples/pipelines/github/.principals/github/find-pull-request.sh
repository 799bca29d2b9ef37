#!/usr/bin/env bash
# Finds the open pull request that a run was about, and what its commit changes: find-pull-request.sh <folder>
# The run's own data come from GitHub, not from its artifacts. Expects RUN_ID, HEAD_OWNER, HEAD_BRANCH, HEAD_SHA, DEFAULT_BRANCH and GH_TOKEN, and as
# GITHUB_SHA a commit of the default branch. The folder gets `paths`, what the commit changes, and `allowed.json`, that file as the commit has it.
# Writes `number`, which artifacts there are (`base`, `head`), how many files of access/ change (`access`) and `incomplete` to GITHUB_OUTPUT; no number where the pull request has moved on.
set -euo pipefail
folder=$1
# Compressed; a stack is some kilobytes.
most_bytes=5000000
repository=repos/$GITHUB_REPOSITORY
mkdir -p "$folder"

pulls=$(gh api --method GET "$repository/pulls" -f state=open -f head="$HEAD_OWNER:$HEAD_BRANCH" -F per_page=100)
# A run does not say which pull request it was of. Where several are at this commit, or one goes elsewhere than to the default branch, the artifacts may be
# another one's: each of them would be told what is not its own.
number=$(jq --raw-output --arg sha "$HEAD_SHA" --arg base "$DEFAULT_BRANCH" \
  '[.[] | select(.head.sha == $sha)] | if length == 1 and .[0].base.ref == $base then .[0].number else empty end' <<<"$pulls")
if [[ ! $number =~ ^[0-9]+$ ]]; then
  echo "not one open pull request to $DEFAULT_BRANCH is at this commit: there is nothing to report, or a newer run does"
  exit 0
fi

# What differs between two commits, by their hashes: the files of a pull request are those of the commit it is at when one asks. Each path ends with
# a NUL character: a path may hold a line end.
base=$(gh api "$repository/compare/$GITHUB_SHA...$HEAD_SHA?per_page=1" --jq .merge_base_commit.sha)
for side in "$base" "$HEAD_SHA"; do gh api "$repository/git/trees/$side?recursive=1"; done >"$folder/trees.json"
jq --slurp 'def files: .tree | map(select(.type != "tree") | { key: .path, value: "\(.mode) \(.sha)" }) | from_entries;
  map(files) as [$before, $after] | [$before + $after | keys[] | select($before[.] != $after[.])]' "$folder/trees.json" >"$folder/paths.json"
jq --raw-output --join-output '.[] + "\u0000"' "$folder/paths.json" >"$folder/paths"
incomplete=$(jq --slurp --raw-output 'if any(.truncated) then "true" else empty end' "$folder/trees.json")
# Files of access/, by GitHub's list: what the report says is made from files of the pull request, this is not.
access=$(jq '[.[] | select(startswith("access/"))] | length' "$folder/paths.json")
allowed=$(jq --slurp --raw-output 'last.tree[] | select(.path == ".principals/allowed.json" and .type == "blob").sha' "$folder/trees.json")
if [[ -n $allowed ]]; then gh api "$repository/git/blobs/$allowed" --jq .content | base64 --decode >"$folder/allowed.json"; fi

artifacts=$(gh api "$repository/actions/runs/$RUN_ID/artifacts?per_page=100")
has() {
  jq --arg name "$1" --argjson most "$most_bytes" \
    '[.artifacts[] | select(.name == $name and (.expired | not))] | length == 1 and .[0].size_in_bytes <= $most' <<<"$artifacts"
}
{
  echo "number=$number"
  echo "access=$access"
  echo "incomplete=$incomplete"
  echo "base=$(has base)"
  echo "head=$(has head)"
} >>"$GITHUB_OUTPUT"
