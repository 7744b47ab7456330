/** Continued paragraphs: one, or one of three; and one undo takes it back. */

import assert from "node:assert/strict";
import { MODEL_MS } from "../workbench.js";
import { waitFor } from "../waiting.js";

const STORY =
    "The ferry left at nine. There were six people on deck, and nobody spoke. The old man sat by the rail.";

async function openTakes(workbench) {
    await workbench.press("Control+Alt+Shift+Enter");
    const row = (number) => workbench.quickPickRow(`Take ${number}`);
    await row(1).waitFor({ timeout: MODEL_MS });
    return row;
}

export const paragraphScenarios = {
    "a paragraph is continued, and one undo takes it back": async ({ workbench }) => {
        await workbench.open("continue.md", STORY);

        await workbench.press("Control+Alt+Enter");
        await waitFor("a continuation", () => workbench.shownAfter(STORY), MODEL_MS);
        const written = await workbench.saved("continue.md");

        assert.ok(written.startsWith(STORY));
        assert.match(written.slice(STORY.length), /^\s\S.*[.!?"”’]\s*$/su);
        await workbench.press("Control+Z");
        assert.equal(await workbench.saved("continue.md"), STORY);
    },

    "takes are shown in the text, and Escape leaves no trace": async ({ workbench }) => {
        await workbench.open("unwanted.md", STORY);
        const row = await openTakes(workbench);
        const first = await waitFor("the first take", () => workbench.shownAfter(STORY));

        await workbench.press("ArrowDown");
        await waitFor("another take", async () => (await workbench.shownAfter(STORY)) !== first);
        assert.equal(await row(2).count(), 1);
        await workbench.press("Escape");

        await waitFor("no take", async () => (await workbench.shownAfter(STORY)) === "");
        await workbench.page.locator(".tab.active:not(.dirty)").waitFor();
        assert.equal(workbench.read("unwanted.md"), STORY);
    },

    "the chosen take stays, and one undo takes it back": async ({ workbench }) => {
        const text = `# Crossing\r\n\r\n${STORY}`;
        await workbench.open("chosen.md", text);
        await openTakes(workbench);
        await workbench.press("ArrowDown");
        const second = (await workbench.quickPickRow("Take 2").innerText()).split("\n").at(-1);

        await workbench.press("Enter");
        await workbench.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
        const written = await workbench.saved("chosen.md");

        assert.ok(written.startsWith(text));
        assert.equal(written.slice(text.length).trim().replace(/\s+/gu, " "), second);
        await workbench.type(" Then");
        await workbench.press("Control+Z", "Control+Z");
        assert.equal(await workbench.saved("chosen.md"), text);
    },
};
