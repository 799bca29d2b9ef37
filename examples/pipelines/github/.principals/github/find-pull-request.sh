#!/usr/bin/env bash
# Finds the open pull request that a run was about: find-pull-request.sh <file for the paths it changes>
# The run's own data come from GitHub, not from its artifacts. Expects RUN_ID, HEAD_OWNER, HEAD_BRANCH, HEAD_SHA and GH_TOKEN.
# Writes `number`, which artifacts there are (`base`, `head`) and `incomplete` to GITHUB_OUTPUT; no number where the pull request has moved on.
set -euo pipefail
changed=$1
# Compressed; a stack is some kilobytes.
most_bytes=5000000

pulls=$(gh api --method GET "repos/$GITHUB_REPOSITORY/pulls" -f state=open -f head="$HEAD_OWNER:$HEAD_BRANCH" -F per_page=100)
number=$(jq --raw-output --arg sha "$HEAD_SHA" '[.[] | select(.head.sha == $sha) | .number] | first // empty' <<<"$pulls")
if [[ ! $number =~ ^[0-9]+$ ]]; then
  echo "no open pull request is at this commit: a newer run reports on it"
  exit 0
fi

# GitHub lists 3,000 files at the most. Each path ends with a NUL character: a path may hold a line end.
gh api --paginate "repos/$GITHUB_REPOSITORY/pulls/$number/files?per_page=100" --jq '.[] | [.filename, .previous_filename // empty]' >"$changed.json"
jq --raw-output --join-output '.[] + "\u0000"' "$changed.json" >"$changed"
incomplete=false
if [[ $(jq --slurp length "$changed.json") -ge 3000 ]]; then incomplete=true; fi

artifacts=$(gh api "repos/$GITHUB_REPOSITORY/actions/runs/$RUN_ID/artifacts?per_page=100")
has() {
  jq --arg name "$1" --argjson most "$most_bytes" \
    '[.artifacts[] | select(.name == $name and (.expired | not))] | length == 1 and .[0].size_in_bytes <= $most' <<<"$artifacts"
}
{
  echo "number=$number"
  echo "incomplete=$incomplete"
  echo "base=$(has base)"
  echo "head=$(has head)"
} >>"$GITHUB_OUTPUT"
