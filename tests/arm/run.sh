#!/usr/bin/env bash
# Runs the tests of compiled code on emulated Arm processors: neoverse-n1 has `sdot`, apple-m2 `usdot` too.
# Usage: run.sh FOLDER "PROCESSOR …" [PYTEST ARGUMENT …], a folder that setup.sh made.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
folder=$(cd "$1" && pwd)
processors=$2
shift 2
cd "$here/../.."

# LLVM reads the processor's name and features here. QEMU looks in this folder before the real one.
describe() { # IMPLEMENTER PART FEATURE…
    mkdir -p "$folder/debian/proc"
    cat >"$folder/debian/proc/cpuinfo" <<END
processor	: 0
Features	: fp asimd aes pmull sha1 sha2 crc32 atomics fphp asimdhp asimdrdm asimddp ${*:3}
CPU implementer	: $1
CPU architecture: 8
CPU variant	: 0x1
CPU part	: $2
CPU revision	: 0
END
}

run() { # QEMU'S PROCESSOR, PYTEST ARGUMENT…
    # Not test_code_cache.py: it starts processes, which only a system that knows QEMU can do.
    PYTHONPATH="$folder/packages:$here" PYTHONDONTWRITEBYTECODE=1 AFTERWORD_CACHE_DIR="$folder/cache" \
        "$folder/qemu-aarch64-static" -cpu "$1" -L "$folder/debian" "$folder/debian/usr/bin/python3" \
        -m pytest -q -p no:cacheprovider -p without_timeouts "${@:2}" \
        tests/unit/transformer/test_processor_features.py tests/unit/transformer/compiled \
        --ignore tests/unit/transformer/compiled/test_code_cache.py
}

for processor in $processors; do
    echo "$processor"
    case $processor in
        neoverse-n1)
            describe 0x41 0xd0c
            run neoverse-n1 "$@" ;;
        apple-m2)
            describe 0x61 0x033 i8mm bf16
            run max,sve=off,sme=off "$@" ;;
        *)
            echo "ARM_PROCESSORS must name neoverse-n1 or apple-m2, not $processor." >&2
            exit 1 ;;
    esac
done
