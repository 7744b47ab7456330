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

/** Have the paragraph continued, and return the whole of what is shown. */
async function continued(workbench) {
    await workbench.press("Control+Alt+Enter");
    await workbench.waitForGhost(MODEL_MS);
    let latest;
    await waitFor("the text to be whole", async () => {
        const before = latest;
        await workbench.page.waitForTimeout(1000);
        latest = await workbench.ghost();
        return latest !== "" && latest === before;
    });
    return latest;
}

export const paragraphScenarios = {
    "a continuation is shown, Tab keeps it, and one undo takes it back": async ({ workbench }) => {
        await workbench.open("continue.md", STORY);

        const kept = await continued(workbench);
        assert.equal(workbench.read("continue.md"), STORY);
        await workbench.keepPicture("a continuation that grows");
        await workbench.pressAndMove("Tab");
        await workbench.waitForNoGhost();
        const written = await workbench.saved("continue.md");

        assert.equal(written, STORY + kept);
        assert.match(kept, /^\s\S.*[.!?"”’]\s*$/su);
        await workbench.press("Control+Z");
        assert.equal(await workbench.saved("continue.md"), STORY);
    },

    "typing what a continuation says eats it": async ({ workbench }) => {
        await workbench.open("eaten.md", STORY);
        const shown = await continued(workbench);

        await workbench.type(shown.slice(0, 6));
        const rest = shown.slice(6);
        await waitFor("the rest", async () => (await workbench.ghost()).startsWith(rest));
        await workbench.pressAndMove("Tab");

        assert.equal(await workbench.saved("eaten.md"), STORY + shown);
    },

    "Escape takes a continuation away": async ({ workbench }) => {
        await workbench.open("dropped.md", STORY);
        await continued(workbench);

        await workbench.press("Escape");

        await workbench.waitForNoGhost();
        await workbench.staysWithoutGhost();
        await workbench.page.locator(".tab.active:not(.dirty)").waitFor();
    },

    "in another editor Escape leaves a continuation alone": async ({ workbench }) => {
        const tab = (name) => workbench.page.locator(`.tab[data-resource-name="${name}"]`);
        await workbench.open("beside.md", "Nobody came.");
        await workbench.open("left-and-back.md", STORY);
        const shown = await continued(workbench);

        await tab("beside.md").click();
        await workbench.page.locator(".editor-instance .monaco-editor.focused").waitFor();
        await workbench.press("Escape");
        await tab("left-and-back.md").click();

        await waitFor("the text to be back", async () => (await workbench.ghost()) === shown);
        await workbench.press("Escape");
        await workbench.waitForNoGhost();
    },

    "another key takes a continuation away": async ({ workbench }) => {
        await workbench.open("disagreed.md", STORY);
        await continued(workbench);

        await workbench.press("Enter");

        await workbench.waitForNoGhost();
        assert.equal((await workbench.saved("disagreed.md")).trim(), STORY);
    },

    "the menu of actions shows a continuation at the end of the cursor's sentence": async ({
        workbench,
    }) => {
        await workbench.open("menu.md", STORY);
        await workbench.press("ArrowLeft", "ArrowLeft", "ArrowLeft", "ArrowLeft");
        await workbench.run("Afterword: Show All Actions Here");
        const row = workbench.page.locator(".action-widget .monaco-list-row", {
            hasText: "Continue paragraph",
        });
        await row.first().click();
        const shown = await workbench.waitForGhost(MODEL_MS);

        await workbench.pressAndMove("Tab");

        assert.ok((await workbench.saved("menu.md")).startsWith(STORY + shown));
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
        const below = workbench.page.locator(".suggest-preview-text .ghost-text", {
            hasText: /\S/u,
        });
        await below.first().waitFor({ timeout: MODEL_MS });
        await workbench.pressAndMove("Tab");

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
