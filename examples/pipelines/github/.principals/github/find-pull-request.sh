#!/usr/bin/env bash
# Finds the open pull request that a run was about: find-pull-request.sh <file for the paths it changes>
# The run's own data come from GitHub, not from its artifacts. Expects RUN_ID, HEAD_OWNER, HEAD_BRANCH, HEAD_SHA, DEFAULT_BRANCH and GH_TOKEN.
# Writes `number`, which artifacts there are (`base`, `head`), how many files of access/ it changes (`access`) and `incomplete` to GITHUB_OUTPUT; no number where the pull request has moved on.
set -euo pipefail
changed=$1
# Compressed; a stack is some kilobytes.
most_bytes=5000000

pulls=$(gh api --method GET "repos/$GITHUB_REPOSITORY/pulls" -f state=open -f head="$HEAD_OWNER:$HEAD_BRANCH" -F per_page=100)
# A run does not say which pull request it was of. Where several are at this commit, or one goes elsewhere than to the default branch, the artifacts may be
# another one's: each of them would be told what is not its own.
number=$(jq --raw-output --arg sha "$HEAD_SHA" --arg base "$DEFAULT_BRANCH" \
  '[.[] | select(.head.sha == $sha)] | if length == 1 and .[0].base.ref == $base then .[0].number else empty end' <<<"$pulls")
if [[ ! $number =~ ^[0-9]+$ ]]; then
  echo "not one open pull request to $DEFAULT_BRANCH is at this commit: there is nothing to report, or a newer run does"
  exit 0
fi

# GitHub lists 3,000 files at the most. Each path ends with a NUL character: a path may hold a line end.
gh api --paginate "repos/$GITHUB_REPOSITORY/pulls/$number/files?per_page=100" --jq '.[] | [.filename, .previous_filename // empty]' >"$changed.json"
jq --raw-output --join-output '.[] + "\u0000"' "$changed.json" >"$changed"
# Files of access/, by GitHub's list: what the report says is made from files of the pull request, this is not.
access=$(jq --slurp '[.[] | select(any(startswith("access/")))] | length' "$changed.json")
incomplete=false
if [[ $(jq --slurp length "$changed.json") -ge 3000 ]]; then incomplete=true; fi

artifacts=$(gh api "repos/$GITHUB_REPOSITORY/actions/runs/$RUN_ID/artifacts?per_page=100")
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
