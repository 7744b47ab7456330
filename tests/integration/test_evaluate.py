"""``afterword evaluate`` as it is run, with the real default model."""

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

pytestmark = [pytest.mark.model, pytest.mark.slow]

PAGES = {
    "ferry.md": (
        "The ferry left the quay at seven, and the two sisters stood at the rail without "
        "speaking. Behind them the lights of the harbour went out one after another. Margaret "
        "thought of the kitchen table, where the letter was still lying under the sugar bowl, and "
        "wondered whether somebody had already found it. It was not the first time that she had "
        "left a letter behind. The captain walked past them and lifted his hat."
    ),
    "渡船.txt": (
        "清晨的雾还没有散去，渡船慢慢离开了码头。姐妹两个站在船头，谁也没有说话。她们身后，港口的灯一盏一盏地"
        "熄灭了。姐姐想起厨房里的那封信，不知道有没有人已经看见。船长从旁边走过，向她们点了点头，虽然他以前从来"
        "不打招呼。妹妹把围巾拉紧了一些，问她冷不冷。"
    ),
}


def test_measures_all_parts_and_writes_both_files(tmp_path: Path) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    for name, text in PAGES.items():
        (texts / name).write_text(text, encoding="utf-8")
    only = ["positions", "typing", "model"]
    only += ["continuations"] if find_spec("sacrebleu") else []
    words = [word for part in only for word in ("--only", part)]
    ended = subprocess.run(  # noqa: S603  # our own interpreter and arguments
        [
            *(sys.executable, "-m", "afterword", "evaluate", str(texts), "--limit", "2"),
            *("--baseline", "probe", "--json", "out.json", "--report", "out.html", *words),
        ],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        timeout=110,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    result = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert result["about"]["languages"] == {"en": 1, "zh": 1}
    assert set(result["records"]) == {"afterword", "probe"}
    typing = result["figures"]["policies"]["afterword"]["typing"]["all"]
    assert typing["keystroke_savings"]["value"] < 1
    assert typing["latency_ms"]["p50"] > 0
    # English of any quality is far below what chance would need, and above nothing.
    assert 0.3 < result["likelihood"]["en"]["bits_per_byte"]["value"] < 4
    assert "Margaret" not in json.dumps(result, ensure_ascii=False)
    assert "Single positions" in ended.stdout
    assert "<svg" in (tmp_path / "out.html").read_text(encoding="utf-8")
