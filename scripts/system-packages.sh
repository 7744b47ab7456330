#!/usr/bin/env bash
# Install packages of Debian or Ubuntu; whoever may not is told how.
# Usage: system-packages.sh PACKAGE…
set -euo pipefail

if ! ((EUID == 0)) || ! command -v apt-get >/dev/null; then
    echo "Missing: $*. Debian and Ubuntu: sudo apt-get install --no-install-recommends $*" >&2
    exit 1
fi
echo "Installing $*"
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
