#!/usr/bin/env bash
# Fails for a commit that main has left behind: a run that waited, or is run again, must not bring back what was changed since.
# Expects GH_TOKEN, GITHUB_REPOSITORY and GITHUB_SHA.
set -euo pipefail

newest=$(gh api "repos/$GITHUB_REPOSITORY/git/ref/heads/main" --jq .object.sha)
if [[ "$newest" != "$GITHUB_SHA" ]]; then
  echo "main is at $newest: the run of that commit applies it"
  exit 1
fi
