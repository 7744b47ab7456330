"""A Hugging Face hub of one repository: its API, its redirects, its gate."""

import hashlib
import json
from pathlib import Path

from fakes.file_server import FileServer

COMMIT = "0123456789abcdef0123456789abcdef01234567"


def put_repository(
    server: FileServer, repository: str, folder: Path, *, revision: str = "main"
) -> None:
    """Have a server offer the files of a folder as the hub does.

    Large files are stored apart (LFS): their checksums are known, and their addresses redirect to
    another place. Small ones redirect to a cache on the same host.
    """
    siblings = list[dict[str, object]]()
    for path in sorted(folder.iterdir()):
        content = path.read_bytes()
        is_large = path.suffix == ".safetensors"
        described: dict[str, object] = {"rfilename": path.name, "size": len(content)}
        if is_large:
            sha256 = hashlib.sha256(content).hexdigest()
            described["lfs"] = {"sha256": sha256, "size": len(content), "pointerSize": 134}
        siblings.append(described)
        place = f"/{'lfs' if is_large else 'api/resolve-cache'}/{path.name}"
        server.files[place] = content
        server.redirects[f"/{repository}/resolve/{COMMIT}/{path.name}"] = server.address + place
    siblings.append({"rfilename": "original/consolidated.pth", "size": 10**12})
    answer = {"id": repository, "sha": COMMIT, "gated": False, "siblings": siblings}
    api = f"/api/models/{repository}/revision/{revision}?blobs=true"
    server.files[api] = json.dumps(answer).encode()
    server.types[api] = "application/json"
