"""Takes: the likeliest first, none twice."""

from dataclasses import dataclass

from afterword.engine.interface import GenerationRequest, Sampling
from afterword.writing.paragraph.diverse_takes import (
    are_alike,
    choose_different,
    generate_different,
    likeness,
)


@dataclass(frozen=True)
class Take:
    text: str
    confidence: float


def chosen(takes: dict[str, float], count: int) -> list[str]:
    generated = [Take(text, confidence) for text, confidence in takes.items()]
    return [take.text for take in choose_different(generated, count)]


async def seeds_drawn(batches: list[list[Take]], *, temperature: float = 1.0) -> list[int | None]:
    """Generate until two takes differ; return the seed of each batch."""
    seeds: list[int | None] = []

    async def generate(request: GenerationRequest) -> list[Take]:
        seeds.append(request.sampling.seed)
        return batches[len(seeds) - 1]

    sampling = Sampling(temperature=temperature, seed=5)
    request = GenerationRequest(prompt="It", max_tokens=9, sampling=sampling, takes=4)
    await generate_different(generate, request, 2, most_batches=3)
    return seeds


RAIN, LEFT = Take("It rained.", 0.1), Take("She left them.", 0.3)


async def test_batches_are_generated_until_there_are_enough_each_with_a_seed_of_its_own() -> None:
    assert await seeds_drawn([[RAIN, LEFT]]) == [5]
    assert await seeds_drawn([[RAIN], [RAIN], [LEFT]]) == [5, 9, 13]
    assert await seeds_drawn([[], [], []]) == [5, 9, 13]


async def test_without_a_temperature_one_batch_says_all() -> None:
    assert await seeds_drawn([[RAIN]], temperature=0.0) == [5]


def test_the_likeliest_come_first() -> None:
    takes = {"It rained.": 0.1, "She left them.": 0.3, "Nobody spoke at all.": 0.2}
    assert chosen(takes, 2) == ["She left them.", "Nobody spoke at all."]


def test_a_near_duplicate_of_a_better_take_is_dropped() -> None:
    takes = {
        "He went to the door and called her name.": 0.3,
        "Then he went to the door, and called her name.": 0.2,
        "The train was late again.": 0.1,
    }
    assert chosen(takes, 3) == [
        "He went to the door and called her name.",
        "The train was late again.",
    ]


def test_the_same_opening_is_alike_whatever_follows() -> None:
    one = "She opened the green door and it was raining in the yard."
    other = "She opened the green door, of which no one had told the king a single word."
    assert likeness(one, other) < 0.4
    assert are_alike(one, one.upper())
    assert are_alike(one, "She opened the green door " + "x y z " * 30)
    assert not are_alike(one, "The yard was empty.")


def test_chinese_takes_are_compared_by_character() -> None:
    assert are_alike("他走到门口，叫了她的名字。", "他走到门口，又叫了她的名字。")
    assert not are_alike("他走到门口，叫了她的名字。", "火车又晚点了。")


def test_short_texts_have_a_likeness() -> None:
    assert likeness("", "") == 1.0
    assert likeness("a", "b") == 0.0
