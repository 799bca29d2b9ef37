#!/usr/bin/env bash
# Makes the folder that Terraform runs in, from a file that is not to be trusted: prepare-stack.sh <cdk.tf.json> <folder>
# Expects SHA256 (of the file), STATE_SETTINGS (.principals/README.md) and, in the current folder, .terraform.lock.hcl. Runs without any credential.
set -euo pipefail
file=$1 folder=$2
scripts=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

refuse() {
  printf 'refused: %s\n' "$1" >&2
  exit 1
}

# Terraform's log shows requests, and these other variables change what it runs or whom it asks.
while IFS= read -r name; do
  case $name in
    TF_LOG* | TF_CLI_* | TF_DATA_DIR | TF_REATTACH_PROVIDERS | CLOUDFLARE_BASE_URL | AWS_ENDPOINT_URL*) refuse "$name is set" ;;
  esac
done < <(compgen -e)

[[ -f .terraform.lock.hcl ]] || refuse "there is no .terraform.lock.hcl: see .principals/README.md"
[[ -n ${STATE_SETTINGS:-} ]] || refuse "the variable STATE_SETTINGS is not set: see .principals/README.md"
[[ -f $file && ! -L $file ]] || refuse "there is no synthesized file for this stack"
[[ ${SHA256:-} =~ ^[0-9a-f]{64}$ ]] || refuse "there is no SHA-256 for this stack"
[[ $(sha256sum <"$file") == "$SHA256  -" ]] || refuse "the file is not the one that was synthesized"

refusals=$(jq --slurp --raw-output --argjson settings "$STATE_SETTINGS" --from-file "$scripts/refusals.jq" "$file") ||
  refuse "the file or STATE_SETTINGS can't be read"
[[ -z $refusals ]] || refuse "$refusals"

mkdir "$folder"
# Written anew by jq: where a key stands twice, jq reads the last one and Terraform both.
jq . "$file" >"$folder/cdk.tf.json"
cp .terraform.lock.hcl "$folder/"
