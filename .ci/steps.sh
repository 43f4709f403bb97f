# For .ci/run and .ci/long: steps that are all run, and a summary at the end.

export CARGO_TERM_COLOR=never CARGO_INCREMENTAL=0 RUST_BACKTRACE=1 PYTHONDONTWRITEBYTECODE=1
binary=target/release/rosmcp
passed=0 failed=0 summary="" failures=""
printed=$(mktemp)
trap 'rm -f "$printed"' EXIT

# step NAME COMMAND…: runs the command, remembers how it went in `outcome`, and goes on either way.
step() {
  local name=$1 started=$SECONDS
  outcome=ok
  shift
  printf '\n== %s\n' "$name"
  if "$@" </dev/null 2>&1 | tee "$printed"; then
    passed=$((passed + 1))
  else
    outcome=FAILED failed=$((failed + 1))
    failures+=$(printf '\n-- %s ended with\n' "$name"; tail -n 25 "$printed")$'\n'
  fi
  summary+=$(printf '%-7s %5d s  %s' "$outcome" $((SECONDS - started)) "$name")$'\n'
}

# Prints how the failures ended and how every step went; fails if one did.
summarise() {
  printf '%s\n== summary after %d s\n%s\n%d passed, %d failed\n' "$failures" "$SECONDS" "$summary" "$passed" "$failed"
  [ "$failed" -eq 0 ]
}
