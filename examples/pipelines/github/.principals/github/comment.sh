#!/usr/bin/env bash
# Writes the report to the pull request as one comment, which is updated: comment.sh <report>
# Expects NUMBER, ACCESS_FILES (how many files of access/ change), HEAD_SHA, RUN_URL and GH_TOKEN. The report is data here: nothing in it is run.
set -euo pipefail
report=$1
marker='<!-- cloudflare-principals -->'
pull="repos/$GITHUB_REPOSITORY/pulls/$NUMBER"
[[ $NUMBER =~ ^[0-9]+$ && $ACCESS_FILES =~ ^[0-9]+$ && $HEAD_SHA =~ ^[0-9a-f]{40}$ ]]

# A newer commit has a run of its own.
if [[ $(gh api "$pull" --jq .head.sha) != "$HEAD_SHA" ]]; then
  echo "the pull request has moved on"
  exit 0
fi

# The pull request's own code made what the report is of. It can make a report lie, not GitHub's list of files.
reviewed="No file of \`access/\` changes: where the tables below show a change, the tests fail."
if [[ $ACCESS_FILES != 0 ]]; then
  reviewed="Files of \`access/\` that change: $ACCESS_FILES. They are what is approved, and what the plan is held against: where they and the tables below differ, believe them."
fi

body=$RUNNER_TEMP/comment.md
{
  printf '%s\n## What commit %s changes in access\n\nThis is about that commit, and about no later one. %s\n\n' "$marker" "${HEAD_SHA:0:12}" "$reviewed"
  if [[ -f $report && ! -L $report && $(wc -c <"$report") -le 200000 ]]; then
    cat "$report"
  else
    printf '### Access changes: unknown\n\nThere is no report on this commit: its code could not be synthesized, or what it made could not be read.\n'
  fi
  printf '\n---\nFrom [this run](%s).\n' "$RUN_URL"
} >"$body"

# Nobody but a workflow of this repository writes as github-actions[bot].
comment=$(gh api --paginate "repos/$GITHUB_REPOSITORY/issues/$NUMBER/comments?per_page=100" |
  jq --slurp --raw-output --arg marker "$marker" \
    '[add // [] | .[] | select(.user.login == "github-actions[bot]" and (.body | startswith($marker))) | .id] | first // empty')
if [[ -n $comment ]]; then
  request=(--method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$comment")
else
  request=(--method POST "repos/$GITHUB_REPOSITORY/issues/$NUMBER/comments")
fi
jq --null-input --rawfile body "$body" '{ body: $body }' | gh api "${request[@]}" --input - --silent
