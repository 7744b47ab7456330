#!/usr/bin/env bash
# Unpacks into the folder "$1", once: QEMU for Arm programs, Debian's Python for Arm, and the packages
# that the tests of compiled code import. Installs nothing in the system, and needs no root.
# Usage: setup.sh FOLDER PYTHON, a Python with uv.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
lock=$here/../../requirements/dev.lock
mkdir -p "$1"
folder=$(cd "$1" && pwd)
python=$2

stamp=$folder/installed-$(cat "$here/requirements.in" "$lock" "$0" | sha256sum | cut -c 1-16)
[[ -e $stamp ]] && exit
for tool in apt-get dpkg-deb; do
    command -v "$tool" >/dev/null || { echo "Missing: $tool, of Debian or Ubuntu." >&2; exit 1; }
done

echo "Fetching a Python for Arm, what it needs, and QEMU (300 MB, 900 MB unpacked)"
rm -rf "$folder"/{apt,debs,debian,packages}
mkdir -p "$folder"/{apt/lists/partial,apt/archives/partial,debs,debian,packages}

# The package lists of another architecture, in a folder of ours: apt would keep them in the system's.
apt=(
    apt-get -qq
    -o APT::Architecture=arm64 -o APT::Architectures=arm64 -o APT::Sandbox::User=
    -o Dir::State::Lists="$folder/apt/lists" -o Dir::State::status=/dev/null
    -o Dir::Cache="$folder/apt" -o Dir::Log="$folder/apt" -o Debug::NoLocking=true
)
"${apt[@]}" update
"${apt[@]}" install --yes --no-install-recommends --download-only python3 libgomp1 libstdc++6
for package in "$folder"/apt/archives/*.deb; do
    dpkg-deb --extract "$package" "$folder/debian"
done
(cd "$folder/debs" && apt-get -qq -o APT::Sandbox::User= download qemu-user-static)
dpkg-deb --fsys-tarfile "$folder"/debs/qemu-user-static*.deb |
    tar --extract --directory "$folder" --strip-components 3 ./usr/bin/qemu-aarch64-static

version=$(basename "$(readlink "$folder/debian/usr/bin/python3")")
pip=(
    "$python" -m uv pip install --quiet --target "$folder/packages" --no-build
    --python-platform aarch64-manylinux_2_28 --python-version "${version#python}"
)
"${pip[@]}" --constraint "$lock" --requirement "$here/requirements.in" \
    --requirement "$here/../../requirements/torch.in"
"${pip[@]}" --no-deps torch==2.9.1 # the index's newer builds for Arm need the libraries of a GPU
rm -rf "$folder"/{apt,debs}
touch "$stamp"
