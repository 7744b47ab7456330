#!/usr/bin/env bash
# Installs a real VS Code (code-server) and Playwright into the folder "$1", once, with the npm on
# the PATH. Chromium and fonts come from the system.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
tools=$(cd "$1" && pwd)

packages=()
command -v "${AFTERWORD_CHROMIUM:-chromium}" >/dev/null || packages+=(chromium)
for font in "DejaVu Serif:fonts-dejavu-core" "Noto Serif CJK SC:fonts-noto-cjk"; do
    [[ $(fc-list "${font%:*}" 2>/dev/null) ]] || packages+=("${font#*:}")
done
((${#packages[@]} == 0)) || "$here/../../../scripts/system-packages.sh" "${packages[@]}"

stamp=$tools/installed-$(cat "$here/package-lock.json" "$0" | sha256sum | cut -c 1-16)
[[ -e $stamp ]] && exit

echo "Installing a VS Code (500 MB)"
cp "$here/package.json" "$here/package-lock.json" "$here/.npmrc" "$tools"
cd "$tools"
npm ci --ignore-scripts --silent
vscode=$tools/node_modules/code-server/lib/vscode
for folder in "$vscode" "$vscode/extensions"; do
    (cd "$folder" && npm install --omit=dev --ignore-scripts --silent)
done
touch "$stamp"
