/** Ghost text: it shows, it is taken whole or in part, it goes, and it never changes what was typed. */

import assert from "node:assert/strict";
import { waitFor } from "../waiting.js";

const ENGLISH = "She counted slowly: one, two, three, four,";
const CHINESE = "她每天都来：星期一，星期二，星期三，";

/** Take a part with `key`; return what was inserted, what was shown before and what is left. */
async function takePart(workbench, name, key) {
    const shown = await workbench.waitForGhost();
    const before = await workbench.saved(name);
    await workbench.pressAndMove(key);
    const after = await workbench.saved(name);
    assert.ok(after.startsWith(before), "what stood there is unchanged");
    const inserted = after.slice(before.length);
    await waitFor("the ghost text to follow", async () => (await workbench.ghost()) !== shown);
    return { shown, inserted, left: await workbench.ghost() };
}

function assertIsFirstPart({ shown, inserted, left }) {
    assert.ok(shown.startsWith(inserted), `"${inserted}" begins "${shown}"`);
    assert.notEqual(inserted, shown);
    assert.ok(left.startsWith(shown.slice(inserted.length)), `"${left}" goes on with "${shown}"`);
}

export const ghostScenarios = {
    "Tab inserts exactly the ghost text": async ({ workbench }) => {
        await workbench.open("tab.md", ENGLISH);
        await workbench.type(" five,");
        const shown = await workbench.waitForGhost();

        await workbench.pressAndMove("Tab");

        assert.equal(await workbench.saved("tab.md"), `${ENGLISH} five,${shown}`);
    },

    "typing into it keeps the rest": async ({ workbench }) => {
        await workbench.open("typing.md", ENGLISH);
        await workbench.type(" five,");
        const shown = await workbench.waitForGhost();

        await workbench.type(shown.slice(0, 3));
        await waitFor("less ghost text", async () => (await workbench.ghost()) !== shown);

        const left = await workbench.ghost();
        assert.ok(left.startsWith(shown.slice(3)), `"${left}" goes on with "${shown.slice(3)}"`);
    },

    "Escape takes it away and changes nothing": async ({ workbench }) => {
        await workbench.open("escape.md", ENGLISH);
        await workbench.type(" five,");
        await workbench.waitForGhost();

        await workbench.press("Escape");
        await workbench.waitForNoGhost();

        assert.equal(await workbench.saved("escape.md"), `${ENGLISH} five,`);
    },

    "a word, then a clause are taken, in English": async ({ workbench }) => {
        await workbench.open("parts.md", ENGLISH);
        await workbench.type(" five,");

        const word = await takePart(workbench, "parts.md", "Control+ArrowRight");
        const clause = await takePart(workbench, "parts.md", "Alt+,");

        assertIsFirstPart(word);
        assert.equal(word.inserted, " six,");
        assertIsFirstPart(clause);
        assert.equal(clause.inserted, " seven,");
    },

    "a word, then a clause are taken, in Chinese": async ({ workbench }) => {
        await workbench.open("parts-zh.md", CHINESE);
        await workbench.type("星期四，");

        const word = await takePart(workbench, "parts-zh.md", "Control+ArrowRight");
        const clause = await takePart(workbench, "parts-zh.md", "Alt+,");

        assertIsFirstPart(word);
        // Two characters, and not the whole run as VS Code's own key takes.
        assert.equal(word.inserted, "星期");
        assertIsFirstPart(clause);
        assert.equal(clause.inserted, "五，");
    },

    "a sentence is taken, to its end": async ({ workbench }) => {
        await workbench.open("sentence.md", "He said good night and went to");
        await workbench.type(" bed. He could not");
        const shown = await workbench.waitForGhost();
        const before = await workbench.saved("sentence.md");

        await workbench.pressAndMove("Alt+.");

        // Ghost text never goes beyond its sentence, so all of it is taken.
        assert.equal(await workbench.saved("sentence.md"), before + shown);
    },

    "asked by hand, a word is taken of the one that is on screen": async ({ workbench }) => {
        await workbench.open("invoked.md", "The harbour was still. Nobody had");
        await workbench.press("Alt+\\");
        const first = await workbench.waitForGhost();
        await workbench.press("Alt+]");
        await waitFor(
            "another suggestion",
            async () => ![first, ""].includes(await workbench.ghost()),
        );
        const second = await workbench.ghost();
        const before = await workbench.saved("invoked.md");

        await workbench.pressAndMove("Control+ArrowRight");

        const word = await waitFor("one word", async () => {
            const inserted = (await workbench.saved("invoked.md")).slice(before.length);
            return inserted !== second && inserted;
        });
        assert.match(word, /^ \S+$/);
        assert.ok(second.startsWith(word), `"${word}" begins "${second}"`);
        await workbench.press("Control+Z");
        assert.equal(await workbench.saved("invoked.md"), before);
    },

    "in mid-line, what stands to the right stays": async ({ workbench }) => {
        const [left, right] = ["One, two, three, four,", " and then he stopped counting."];
        await workbench.open("middle.md", left + right);
        await workbench.press("Control+Home");
        for (let typed = 0; typed < left.length; typed += 1) {
            await workbench.press("ArrowRight");
        }
        await workbench.press("Alt+\\");
        const shown = await workbench.waitForGhost();

        await workbench.pressAndMove("Tab");

        assert.equal(await workbench.saved("middle.md"), left + shown + right);
    },
};
