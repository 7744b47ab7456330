#!/usr/bin/env bash
# The clients' own linters: tsc, ESLint and Prettier; StyLua and Luacheck. `make lint-clients` fetches
# them. Those that were not fetched are left out, and named.
set -euo pipefail
cd "$(dirname "$0")"

left_out=()
for client in vscode neovim; do
    if [[ -d $client/node_modules ]]; then
        (cd "$client" && npm run --silent check)
    else
        left_out+=("$client")
    fi
done
if command -v luacheck >/dev/null; then
    (cd neovim && luacheck --quiet --no-color .)
else
    left_out+=(luacheck)
fi
((${#left_out[@]} == 0)) || echo "Not linted (make lint-clients): ${left_out[*]}"
