# Shared by .ci/run, .ci/tools and the proofs; sourced with bash, never run.
set -euo pipefail
export LC_ALL=C.UTF-8

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
ci=$root/target/ci
shared=${GROMA_SHARED:-$root/../shared}
# How much a proof tries: `small` on each change, `full` for the counts that were promised. Only slow proofs look at it.
size=${GROMA_PROOF_SIZE:-small}

say() { printf '%s\n' "$*"; }

# Ends the proof: a promise is broken.
broken() {
  printf 'BROKEN: %s\n' "$*" >&2
  exit 1
}

# Runs a command in silence; when it fails, shows what it said, without addresses.
quietly() {
  local log
  log=$(mktemp)
  if ! "$@" > "$log" 2>&1; then
    tail -n 60 "$log" | sed -E 's#https?://[^ /"]+#https://...#g' >&2
    rm -f "$log"
    return 1
  fi
  rm -f "$log"
}

# Gives an empty folder below target/ci/scratch.
fresh() {
  local folder=$ci/scratch/$1
  rm -rf "$folder"
  mkdir -p "$folder"
  printf '%s\n' "$folder"
}

# The rendered tree that a proof was called with, as an absolute path.
tree() {
  [ -d "${1:-}" ] || broken "usage: bash $0 RENDERED-TREE; no folder \`${1:-}\`"
  cd "$1" && pwd
}

. "$root/.ci/support/tools.sh"
