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

    "the next paragraph is started": async ({ workbench }) => {
        await workbench.open("next.md", STORY);

        await workbench.run("Afterword: Start the Next Paragraph");
        await waitFor("a paragraph", () => workbench.shownAfter(STORY), MODEL_MS);

        assert.match((await workbench.saved("next.md")).slice(STORY.length), /^\n\n\S/u);
    },

    "what the model reads is shown beside the text, and can't be changed": async ({
        workbench,
    }) => {
        await workbench.open("context.md", STORY);

        await workbench.run("Afterword: Show What the Model Reads");

        const tab = workbench.page.locator(".tab", { hasText: "What the model reads" });
        await tab.waitFor();
        const shown = workbench.page.locator(".editor-group-container:not(.active) .view-lines");
        await shown.getByText("The ferry left at nine").first().waitFor();
        await tab.click();
        await workbench.press("x");
        await workbench.page.getByText("Cannot edit in read-only editor").first().waitFor();
    },

    "all that the server offers at the cursor is in one menu": async ({ workbench }) => {
        await workbench.open("actions.md", STORY);

        await workbench.run("Afterword: Show All Actions Here");

        const rows = workbench.page.locator(".action-widget .monaco-list-row");
        await rows.filter({ hasText: "Start next paragraph" }).waitFor();
        assert.ok((await rows.filter({ hasText: "Continue paragraph" }).count()) > 0);
    },
};
