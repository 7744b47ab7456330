#!/bin/sh
# Make an empty virtual environment with the first Python that will do.
# Usage: create-venv.sh FOLDER [PYTHON]
set -eu
folder=$1
wanted=${2:-}

is_new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

# 3.11 comes first because it is what the tests run on.
python=
for candidate in ${wanted:-python3.11 python3.12 python3.13 python3.14 python3 python}; do
    if is_new_enough "$candidate"; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    echo "Afterword needs Python 3.11 or newer, and ${wanted:-no such python3} was not found." >&2
    echo "Debian and Ubuntu: apt-get install python3 python3-venv. Or name it: make PYTHON=/path/to/python3" >&2
    exit 1
fi

# Debian packages venv's installer of pip on its own.
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then
        echo "Installing $package"
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" >/dev/null
    else
        echo "$python lacks the venv module. Run: sudo apt-get install $package" >&2
        exit 1
    fi
fi

echo "Creating $folder with $("$python" --version)"
"$python" -m venv --clear "$folder"
