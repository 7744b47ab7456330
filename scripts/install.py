"""Run ``pip install`` and show only what matters: what is large, what is slow, what went wrong.

The Makefile runs it with the virtual environment's own Python. It needs nothing but that.
"""

import re
import subprocess
import sys

LARGE_MB = 10
"""Smaller files are fetched before their name is read."""

FETCHED = re.compile(r"\s*(?:Downloading|Using cached) (\S+) \((\d+)[\d.]* MB\)")

OUTPUT_LINES = 40
"""How much of pip's own output is shown when it fails."""


def main(title: str, arguments: list[str]) -> int:
    """Run pip with ``arguments`` and return its exit status."""
    print(f"Installing {title}", flush=True)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "install"]
    output: list[str] = []
    with subprocess.Popen(  # noqa: S603  the arguments are the Makefile's
        [*pip, "--progress-bar", "off", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        for line in process.stdout or ():
            output.append(line.rstrip())
            fetched = FETCHED.match(line)
            if fetched and int(fetched[2]) >= LARGE_MB:
                print(f"  {fetched[1].rpartition('/')[2]} ({fetched[2]} MB)", flush=True)
            elif line.startswith("Installing collected packages"):
                # Until it ends pip prints nothing more, and it takes longer than the fetching.
                print("  Unpacking it all", flush=True)
            elif "Retrying" in line:
                print("  The connection broke; trying again", flush=True)
    if process.returncode:
        print(*output[-OUTPUT_LINES:], sep="\n", file=sys.stderr)
        print("pip failed. What it fetched is kept: run the same command again.", file=sys.stderr)
    return process.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
