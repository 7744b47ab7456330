"""Merging layers of settings: what is taken, what is refused, and what the writer is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.settings import Settings, SettingsLayer, merge_settings, setting_paths
from afterword.settings.merged_layers import MAX_PROBLEMS


def merge(*layers: object) -> tuple[Settings, list[str]]:
    return merge_settings([SettingsLayer(source="file", values=layer) for layer in layers])


def test_gives_defaults_when_nothing_is_set() -> None:
    assert merge() == (Settings(), [])


def test_takes_later_layers_over_earlier_ones() -> None:
    user = {"inline": {"max_words": 5, "confidence": 0.9}}
    editor = {"inline": {"max_words": 7}}

    settings, problems = merge(user, editor)

    assert (settings.inline.max_words, settings.inline.confidence) == (7, 0.9)
    assert problems == []


@pytest.mark.parametrize(
    "values", [{"inline": {"max_words": 5}}, {"inline.max_words": 5}], ids=["nested", "dotted"]
)
def test_takes_nested_and_dotted_names(values: object) -> None:
    assert merge(values)[0].inline.max_words == 5


@pytest.mark.parametrize(
    "layer",
    [
        pytest.param(None, id="everything"),
        pytest.param({"inline": None}, id="a table"),
        pytest.param({"inline": {"max_words": None}}, id="a value"),
        pytest.param({"paragraph": {"seed": None}, "no_such": None}, id="an unknown name"),
    ],
)
def test_null_means_not_set(layer: object) -> None:
    settings, problems = merge({"inline": {"max_words": 5}}, layer)

    assert settings.inline.max_words == 5
    assert problems == []


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        pytest.param(
            {"inline": {"max_words": "many"}},
            'inline.max_words must be 1–64, got "many"; using 12.',
            id="text for a number",
        ),
        pytest.param(
            {"inline": {"max_words": 65}},
            "inline.max_words must be 1–64, got 65; using 12.",
            id="over the bound",
        ),
        pytest.param(
            {"inline": {"max_words": 3.5}},
            "inline.max_words must be a whole number, 1–64, got 3.5; using 12.",
            id="fraction",
        ),
        pytest.param(
            {"inline": {"max_words": True}},
            "inline.max_words must be 1–64, got true; using 12.",
            id="truth for a number",
        ),
        pytest.param(
            {"inline": {"enabled": 1}},
            "inline.enabled must be true or false, got 1; using true.",
            id="number for a truth",
        ),
        pytest.param(
            {"paragraph": {"temperature": float("nan")}},
            "paragraph.temperature must be 0.0–2.0, got nan; using 0.6.",
            id="not a number",
        ),
        pytest.param(
            {"paragraph": {"top_p": 0}},
            "paragraph.top_p must be more than 0.0 and at most 1.0, got 0; using 1.0.",
            id="open bound",
        ),
        pytest.param(
            {"paragraph": {"seed": -1}},
            "paragraph.seed must be 0–4294967295, got -1; using none.",
            id="optional",
        ),
        pytest.param(
            {"threads": 10**5000},
            "threads must be 0–256, got a huge number; using 0.",
            id="huge number",
        ),
        pytest.param(
            {"model": ""}, 'model must be a name, got ""; using "gemma3-270m".', id="empty name"
        ),
        pytest.param(
            {"paragraph": {"model": 3}},
            "paragraph.model must be a name, got 3; using none.",
            id="number for a name that may be unset",
        ),
        pytest.param(
            {"disabled_languages": "latex"},
            'disabled_languages must be a list of texts, got "latex"; using [].',
            id="text for a list",
        ),
        pytest.param(
            {"disabled_languages": ["latex", 1, {"a": 2}]},
            'disabled_languages must be a list of texts, got ["latex", 1, a table]; using [].',
            id="list of other things",
        ),
        pytest.param(
            {"completion": {"trigger": "sometimes"}},
            'completion.trigger must be "off" or "invoked" or "always", got "sometimes"; '
            'using "invoked".',
            id="no such choice",
        ),
        pytest.param(
            {"inline": 3},
            "inline must be a table of names and values, got 3.",
            id="value for a table",
        ),
        pytest.param(
            {"model": {"name": "x"}},
            'model must be a name, got a table; using "gemma3-270m".',
            id="table for a value",
        ),
        pytest.param(
            ["inline"], "settings must be a table of names and values.", id="no table at all"
        ),
    ],
)
def test_tells_a_bad_value_with_its_path(values: object, problem: str) -> None:
    assert merge(values) == (Settings(), [f"file: {problem}"])


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        pytest.param("inline.maxWords", " Did you mean inline.max_words?", id="camel case"),
        pytest.param("inline.max-words", " Did you mean inline.max_words?", id="kebab case"),
        pytest.param("inline.max_word", " Did you mean inline.max_words?", id="misspelt"),
        pytest.param("inlin", " Did you mean inline?", id="misspelt table"),
        pytest.param("paragraph.quilting", "", id="only the table is near"),
        pytest.param("deadlineMs", " Did you mean inline.deadline_ms?", id="table left out"),
        pytest.param(
            "max_words",
            " Did you mean inline.max_words or paragraph.max_words?",
            id="in two tables",
        ),
        pytest.param("kerning", "", id="nothing near"),
    ],
)
def test_tells_an_unknown_name_with_what_was_meant(name: str, hint: str) -> None:
    assert merge({name: 1}) == (Settings(), [f"file: there is no setting {name}.{hint}"])


def test_stops_at_the_first_faults_of_a_layer_that_is_full_of_them() -> None:
    settings, problems = merge(
        {f"unknown_{number}": 1 for number in range(500)}, {"enabled": False}
    )

    assert settings.enabled is False
    assert len(problems) == MAX_PROBLEMS + 1
    assert problems[-1] == "file: there are more faults; the rest of it is not in force."


def test_keeps_the_rest_of_a_layer_with_a_bad_value() -> None:
    settings, problems = merge({"inline": {"max_words": 0, "confidence": 0.7}, "enabled": False})

    assert (settings.inline.confidence, settings.enabled) == (0.7, False)
    assert len(problems) == 1


def test_bad_value_leaves_the_layer_below_in_force() -> None:
    settings, problems = merge({"inline": {"max_words": 5}}, {"inline": {"max_words": 0}})

    assert settings.inline.max_words == 5
    assert problems == ["file: inline.max_words must be 1–64, got 0; using 5."]


@pytest.mark.parametrize(
    "values",
    [
        {"model": "someone/else"},
        {"threads": 64},
        {"device": "cpu"},
        {"memory_mb": 99},
        {"inline.model": "someone/else"},
        {"paragraph.model": "someone/else"},
        {"paragraph.unload_after_minutes": 99},
    ],
    ids=lambda values: next(iter(values)),
)
def test_project_can_not_choose_what_is_loaded(values: dict[str, object]) -> None:
    layer = SettingsLayer(source="project", values=values, is_project=True)

    settings, problems = merge_settings([layer])

    assert settings == Settings()
    assert problems == [
        f"project: {next(iter(values))} may only be set in your own settings, not by a project."
    ]


def test_project_sets_how_suggestions_are_made() -> None:
    layer = SettingsLayer(source="project", values={"inline": {"max_words": 3}}, is_project=True)

    assert merge_settings([layer])[0].inline.max_words == 3


def test_message_stays_one_short_line_whatever_the_value_is() -> None:
    values = {"model": {}, "inline": {"max_words": "\n\x1b[31m\ud800" * 1000}, "y\n" * 10_000: 1}

    problems = merge(values)[1]

    assert len(problems) == 3
    assert all(problem.isprintable() and len(problem) < 200 for problem in problems)


json_scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
json_values = st.recursive(
    json_scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(setting_paths()) | st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
near_settings = st.dictionaries(
    st.sampled_from([*setting_paths(), "inline", "paragraph", "completion"]), json_values
)


@given(layers=st.lists(near_settings | json_values, max_size=3))
def test_any_json_gives_valid_settings(layers: list[object]) -> None:
    settings, problems = merge(*layers)

    assert Settings.model_validate(settings.model_dump()) == settings
    assert all(problem.startswith("file: ") for problem in problems)


@pytest.mark.parametrize(
    ("table", "told", "left"),
    [
        ({"files": ["*"], "form": "novell"}, 'brief_for[1].form must be "novel" or', 1),
        ({"files": ["*"], "tonne": "dry"}, "brief_for[1] has no tonne. Did you mean tone?", 1),
        ({"tone": "dry"}, "brief_for[1] needs files; it is not in force.", 0),
        ("poems", "brief_for must be a list of tables", 0),
    ],
)
def test_only_what_is_wrong_in_a_list_of_tables_is_left_out(
    table: object, told: str, left: int
) -> None:
    settings, (problem,) = merge({"brief_for": [table]})
    assert told in problem
    assert len(settings.brief_for) == left
    right = {"files": ["*"], "tone": "dry"}
    both, _ = merge({"brief_for": [table, right]})
    assert isinstance(table, str) or both.brief_for[-1].tone == "dry"


def test_one_model_serves_both_jobs_where_no_other_is_named() -> None:
    settings, _ = merge_settings([SettingsLayer(source="file", values={"model": "mine"})])
    assert (settings.inline_model, settings.paragraph_model) == ("mine", "mine")


def test_each_job_may_have_a_model_of_its_own() -> None:
    values = {"inline": {"model": "quick"}, "paragraph": {"model": "large"}}
    settings, _ = merge_settings([SettingsLayer(source="file", values=values)])
    assert (settings.inline_model, settings.paragraph_model) == ("quick", "large")
    single = settings.with_one_model("other")
    assert (single.inline_model, single.paragraph_model) == ("other", "other")
    assert single.paragraph.max_words == settings.paragraph.max_words
