"""Instructions as chat templates write them; the templates run in a sandbox."""

import threading

import pytest

from afterword.engine.instructions.rendered_template import ChatTemplate
from afterword.engine.instructions.special_token_markup import mark_up
from afterword.engine.instructions.template_sandbox import run_template
from afterword.engine.interface import Instruction

INSTRUCTION = Instruction(role="You write prose.", task="Write on.")
CHATML = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] | trim }}"
    "<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
NO_SYSTEM = (
    "{{ bos_token }}{% if messages[0]['role'] == 'system' %}{{ raise_exception('no system') }}"
    "{% endif %}{% for message in messages %}<start>{{ message.role }}\n{{ message.content }}<end>\n"
    "{% endfor %}{% if add_generation_prompt %}<start>model\n{% endif %}"
)


def read(source: str, *, bos: str = "") -> ChatTemplate:
    template = ChatTemplate.read(source, bos=bos)
    assert template is not None
    return template


def test_role_and_task_stand_where_the_template_has_them() -> None:
    assert read(CHATML).opening(INSTRUCTION) == "".join(
        [
            mark_up("<|im_start|>system\n"),
            "You write prose.",
            mark_up("<|im_end|>\n<|im_start|>user\n"),
            "Write on.",
            mark_up("<|im_end|>\n<|im_start|>assistant\n"),
        ]
    )


def test_where_the_template_takes_no_role_it_is_a_part_of_the_user_message() -> None:
    assert read(NO_SYSTEM, bos="<bos>").opening(INSTRUCTION) == "".join(
        [
            mark_up("<bos><start>user\n"),
            "You write prose.\n\nWrite on.",
            mark_up("<end>\n<start>model\n"),
        ]
    )


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("{% if", id="no-jinja"),
        pytest.param("{{ raise_exception('never') }}", id="refuses-everything"),
        pytest.param("Hello", id="loses-the-task"),
        pytest.param("{{ 1 / 0 }}", id="fails"),
        pytest.param(
            "{{ ''.__class__.__mro__[1].__subclasses__() }}{{ messages[0].content }}",
            id="reaches-out-of-the-sandbox",
        ),
        pytest.param("{{ messages.append(1) }}{{ messages[0].content }}", id="changes-its-input"),
        pytest.param("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", id="calls-itself"),
        pytest.param("{{ 'a' * 10**12 }}{{ messages[0].content }}", id="takes-all-memory"),
        pytest.param("{{ 'a' * 2000000 }}{{ messages[0].content }}", id="repeats-too-much"),
        pytest.param(
            "{% for m in messages %}{{ m.content }}|{{ m.content }}{% endfor %}", id="says-it-twice"
        ),
        pytest.param("{{ messages[0].content }}" + " " * 100_001, id="is-too-long"),
    ],
)
def test_a_template_that_does_not_work_is_none(source: str) -> None:
    assert ChatTemplate.read(source, bos="") is None


def test_a_template_without_an_end_times_out() -> None:
    nested = "{% for i in range(99999) %}" * 4 + "{% endfor %}" * 4
    before = threading.active_count()
    outcome = run_template(nested, [], bos="", deadline_s=0.05)
    assert isinstance(outcome, TimeoutError)
    for thread in threading.enumerate():
        if thread.name == "afterword-template":
            thread.join(10)
    assert threading.active_count() <= before


def test_what_marks_the_trained_parts_of_a_template_changes_nothing() -> None:
    marked = CHATML.replace(
        "{{ message['content'] | trim }}",
        "{% generation %}{{ message['content'] | trim }}{% endgeneration %}",
    )
    assert read(marked) == read(CHATML)
