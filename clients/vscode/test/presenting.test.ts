import assert from "node:assert/strict";
import test from "node:test";
import { present } from "../src/status/presenting";
import type { StatusReply } from "../src/status/reply";

const READY: StatusReply = {
    phase: "ready",
    message: "gemma3-270m",
    percent: null,
    model: "gemma3-270m",
    runtime: "afterword runtime",
    is_busy: false,
    is_paused: false,
    last_ghost_ms: 181.4,
    silence: null,
    problems: [],
};

const STATES: [string, Partial<StatusReply>, RegExp, boolean][] = [
    ["ready", {}, /^Ready/, false],
    [
        "preparing",
        { phase: "preparing", percent: 40, message: "unpacking" },
        /40 %.*unpacking/,
        true,
    ],
    ["preparing without a percentage", { phase: "preparing" }, /^Preparing the model:/, true],
    ["loading", { phase: "loading" }, /^Loading/, true],
    ["stopped", { phase: "stopped", message: "" }, /starting/, true],
    ["put aside", { phase: "stopped", message: "Put aside." }, /^Put aside/, true],
    ["failed", { phase: "failed", message: "no torch" }, /can't write: no torch/, false],
    ["busy", { is_busy: true }, /^Thinking/, true],
    ["paused", { is_paused: true, silence: "paused" }, /^Paused/, true],
    ["a quiet zone", { silence: "quiet_zone" }, /^Quiet here/, false],
    ["switched off", { silence: "disabled" }, /^Switched off/, false],
    ["inside a word", { silence: "inside_word" }, /^Ready/, false],
];
for (const [claim, change, headline, isPassing] of STATES) {
    test(`${claim} is told, and ${isPassing ? "asked about again" : "stays"}`, () => {
        const shown = present("running", { ...READY, ...change });

        assert.match(shown.headline, headline);
        assert.equal(shown.isPassing, isPassing);
    });
}

test("the details are the model, its runtime, the latency and the problems", () => {
    const shown = present("running", { ...READY, problems: ["inline.max_words must be 1–64."] });

    assert.deepEqual(shown.details, [
        "Model: gemma3-270m, afterword runtime",
        "Last ghost text: 181 ms",
        "inline.max_words must be 1–64.",
    ]);
});

test("a voice is told with its model", () => {
    const paragraph = { model: "gemma3-270m", phase: "ready", voice: "mara" };

    const shown = present("running", { ...READY, voice: "mara", paragraph });

    assert.equal(shown.details[0], "Model: gemma3-270m with the voice mara, afterword runtime");
});

test("a model of its own for paragraphs is told with its state", () => {
    const paragraph = { model: "qwen2.5-coder-1.5b", phase: "stopped" };

    const shown = present("running", { ...READY, paragraph });

    assert.ok(shown.details.includes("Paragraphs: qwen2.5-coder-1.5b, not loaded"));
});

test("one model for both is told once", () => {
    const paragraph = { model: READY.model, phase: "ready" };

    const shown = present("running", { ...READY, paragraph });

    assert.ok(!shown.details.some((detail) => detail.startsWith("Paragraphs")));
});

test("a server that does not answer is a warning, and is asked again", () => {
    const shown = present("running", undefined);

    assert.equal(shown.severity, "warning");
    assert.equal(shown.isPassing, true);
});

for (const health of ["missing", "broken"] as const) {
    test(`a ${health} server is an error that stays`, () => {
        const shown = present(health, undefined);

        assert.equal(shown.severity, "error");
        assert.equal(shown.isPassing, false);
    });
}

test("nothing in the status bar spins", () => {
    const texts = STATES.map(([, change]) => present("running", { ...READY, ...change }).text);

    assert.deepEqual(
        texts.filter((text) => text.includes("spin")),
        [],
    );
});
