import assert from "node:assert/strict";
import test from "node:test";
import { ShownText, type Cursor } from "../src/ghost/shown-text";

function cursor(before: string, line = 0, uri = "file:///a.md"): Cursor {
    return { uri, line, character: before.length, before };
}

test("all of it is left where it was offered", () => {
    const shown = new ShownText();
    shown.remember(cursor("The cat"), [" sat down."]);

    assert.deepEqual(shown.restsAt(cursor("The cat")), [" sat down."]);
});

test("what was typed of it is gone from the rest", () => {
    const shown = new ShownText();
    shown.remember(cursor("她打开了"), ["那扇门"]);

    assert.deepEqual(shown.restsAt(cursor("她打开了那")), ["扇门"]);
});

for (const [claim, other] of [
    ["something else was typed", cursor("The cat ran")],
    ["it was typed to its end", cursor("The cat sat down.")],
    ["the cursor is on another line", cursor("The cat", 1)],
    ["the line has changed before it", cursor("A cat sat")],
    ["it is another document", cursor("The cat", 0, "file:///b.md")],
] as const) {
    test(`nothing is left when ${claim}`, () => {
        const shown = new ShownText();
        shown.remember(cursor("The cat"), [" sat down."]);

        assert.deepEqual(shown.restsAt(other), []);
    });
}

test("an older offer that still fits is still possible, each text once", () => {
    const shown = new ShownText();
    shown.remember(cursor("The cat"), [" sat", " ran", " sat by"]);
    shown.remember(cursor("The cat s"), ["at by"]);

    assert.deepEqual(shown.restsAt(cursor("The cat s")), ["at by", "at"]);
});

test("an empty answer takes nothing back that may be on screen", () => {
    const shown = new ShownText();
    shown.remember(cursor("The cat"), [" sat"]);
    shown.remember(cursor("The cat s"), []);

    assert.deepEqual(shown.restsAt(cursor("The cat s")), ["at"]);
});
