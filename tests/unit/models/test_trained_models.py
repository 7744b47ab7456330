from pathlib import Path

import pytest

from afterword.errors import ModelNotFoundError
from afterword.models.catalogue import CATALOGUE
from afterword.models.model_store import ModelStore
from afterword.models.trained_models import new_trained_folder, trained_root, voices_root
from unit.models.tiny_folder import write_folder


@pytest.fixture
def trained(tmp_path: Path) -> Path:
    write_folder(tmp_path / "trained" / "mine")
    return tmp_path / "trained"


@pytest.fixture
def store(tmp_path: Path, trained: Path) -> ModelStore:
    return ModelStore(tmp_path / "models", trained=trained)


def test_a_model_that_was_trained_here_is_found_by_its_name(
    store: ModelStore, trained: Path
) -> None:
    prepared = store.prepare("mine")
    assert (prepared.name, prepared.folder) == ("mine", (trained / "mine").resolve())
    assert store.info("mine").prepared == prepared


def test_a_folder_that_happens_to_be_near_does_not_stand_in_for_it(
    store: ModelStore, trained: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_folder(tmp_path / "project" / "mine")
    monkeypatch.chdir(tmp_path / "project")
    assert store.prepare("mine").folder == (trained / "mine").resolve()


def test_is_listed_after_the_catalogue_whatever_its_state(store: ModelStore, trained: Path) -> None:
    write_folder(trained / "broken", weights=False)
    (trained / "begun" / "training").mkdir(parents=True)
    listed = {stored.name: stored.is_available for stored in store.list()[len(CATALOGUE) :]}
    assert listed == {"broken": False, "mine": True}


def test_an_unknown_name_is_answered_with_those_that_there_are(store: ModelStore) -> None:
    with pytest.raises(ModelNotFoundError) as caught:
        store.prepare("yours")
    assert ", mine, or" in caught.value.next_step


def test_removing_prepared_models_leaves_it_alone(store: ModelStore, trained: Path) -> None:
    assert store.remove("mine") == 0
    assert (trained / "mine" / "config.json").is_file()


@pytest.mark.parametrize("name", ["mine", "第一卷", "v1.2_final-draft", "a" * 64])
def test_a_plain_name_becomes_a_folder(tmp_path: Path, name: str) -> None:
    assert new_trained_folder(tmp_path, name, other_root=tmp_path / "voices") == tmp_path / name


@pytest.mark.parametrize(
    "name",
    [
        *("", "..", ".mine", "mine.", "a/b", "a\\b", "C:", "my model"),
        *("x.gguf", "x.PT", "a" * 65, "gemma3-270m"),
    ],
)
def test_a_name_that_could_not_be_found_again_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ModelNotFoundError) as caught:
        new_trained_folder(tmp_path, name, other_root=tmp_path / "voices")
    assert caught.value.next_step


def test_a_model_and_a_voice_can_not_have_one_name(tmp_path: Path) -> None:
    (tmp_path / "voices" / "mine").mkdir(parents=True)
    with pytest.raises(ModelNotFoundError, match="is taken") as caught:
        new_trained_folder(tmp_path / "models", "mine", other_root=tmp_path / "voices")
    assert caught.value.next_step


def test_the_data_folder_can_be_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERWORD_DATA_DIR", str(tmp_path))
    assert (trained_root(), voices_root()) == (tmp_path / "models", tmp_path / "voices")
