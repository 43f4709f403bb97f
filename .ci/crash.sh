#!/usr/bin/env bash
# A sample of tests/crash against BINARY, after installing what that uses as far as it can be installed here.
set -euo pipefail
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  packages=(strace libfuse2 fuse3 eatmydata libfaketime)
  apt-get install -y -qq "${packages[@]}" >/dev/null || { apt-get update -qq && apt-get install -y -qq "${packages[@]}" >/dev/null; }
fi
venv=$(mktemp -d)
trap 'rm -rf "$venv"' EXIT
python3 -m venv "$venv"
"$venv/bin/pip" install -q fusepy==3.0.1
"$venv/bin/python" tests/crash/run.py "$1"
