"""Instructions as chat templates write them; the templates run in a sandbox."""

import pytest

from afterword.engine.chat_template import ChatTemplate
from afterword.engine.markup import mark_up
from afterword.engine.protocol import Instruction

TOLD = Instruction(role="You write prose.", task="Write on.")
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
    assert read(CHATML).opening(TOLD) == "".join(
        [
            mark_up("<|im_start|>system\n"),
            "You write prose.",
            mark_up("<|im_end|>\n<|im_start|>user\n"),
            "Write on.",
            mark_up("<|im_end|>\n<|im_start|>assistant\n"),
        ]
    )


def test_where_the_template_takes_no_role_the_user_tells_it() -> None:
    assert read(NO_SYSTEM, bos="<bos>").opening(TOLD) == "".join(
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
    ],
)
def test_a_template_that_does_not_work_is_none(source: str) -> None:
    assert ChatTemplate.read(source, bos="") is None
