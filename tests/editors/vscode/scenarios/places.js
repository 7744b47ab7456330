/** Where it is quiet, and documents that are out of the ordinary. */

import assert from "node:assert/strict";

const COUNTING = "She counted slowly: one, two, three, four,";

export const placeScenarios = {
    "lines keep their CRLF": async ({ workbench }) => {
        const text = `# Numbers\r\n\r\n${COUNTING}`;
        await workbench.open("crlf.md", text);
        await workbench.type(" five,");
        const shown = await workbench.waitForGhost();

        await workbench.pressAndMove("Tab");

        assert.equal(await workbench.saved("crlf.md"), `${text} five,${shown}`);
    },

    "a document of 200,000 words gets ghost text": async ({ workbench }) => {
        const page = "The old road went over the hill and down to the water again.\n\n";
        await workbench.open("long.md", page.repeat(200_000 / 13) + COUNTING);

        await workbench.type(" five,");

        assert.match(await workbench.waitForGhost(), /six/);
    },

    "the status bar says that code is quiet": async ({ workbench }) => {
        await workbench.open("code.md", "Some prose.\n\n```python\nfor number in one, two,\n```\n");
        await workbench.press("ArrowUp", "ArrowUp", "End");

        await workbench.waitForStatus("Quiet here", 20_000);
        await workbench.press("Control+Home", "End");

        await workbench.waitForStatus("Ready", 20_000);
    },

    "Tab indents an empty list item": async ({ workbench }) => {
        await workbench.open("list.md", "- one\n- two\n- three\n");
        await workbench.type("- ");
        await workbench.staysWithoutGhost();
        await workbench.press("Tab");
        await workbench.type("four,");
        assert.match(await workbench.saved("list.md"), /\n\s+- four,|\n- \s+four,/);
    },

    "nothing shows while an input method composes": async ({ workbench }) => {
        await workbench.open("composing.md", "她慢慢地数：一，二，三，四，五，六，七，");
        const keyboard = await workbench.page.context().newCDPSession(workbench.page);
        const composed = { text: "ba", selectionStart: 2, selectionEnd: 2 };

        await keyboard.send("Input.imeSetComposition", composed);
        await workbench.staysWithoutGhost();
        await keyboard.send("Input.insertText", { text: "八，" });

        assert.match(await workbench.waitForGhost(), /九/);
        assert.equal(
            await workbench.saved("composing.md"),
            "她慢慢地数：一，二，三，四，五，六，七，八，",
        );
    },

    "a pause is quiet, and ends": async ({ workbench }) => {
        await workbench.open("pause.md", COUNTING);
        await workbench.press("Control+K", "q");
        await workbench.waitForStatus("Paused", 20_000);

        await workbench.type(" five,");
        await workbench.staysWithoutGhost();

        await workbench.press("Control+K", "q");
        await workbench.waitForStatus("Ready", 20_000);
        await workbench.type(" six,");
        assert.notEqual(await workbench.waitForGhost(), "");
    },

    "switched off for a language, and on again, without a reload": async ({ workbench }) => {
        const command = "Afterword: Switch On or Off for This Language";
        await workbench.open("settings.md", COUNTING);
        await workbench.run(command);
        await workbench.waitForStatus("Switched off", 20_000);

        await workbench.type(" five,");
        await workbench.staysWithoutGhost();

        await workbench.run(command);
        await workbench.waitForStatus("Ready", 20_000);
        await workbench.type(" six,");
        assert.notEqual(await workbench.waitForGhost(), "");
    },

    "a box that is unticked in the settings editor holds at once": async ({ workbench }) => {
        await workbench.open("box.md", COUNTING);

        await workbench.tickSetting("afterword.inline.enabled");
        await workbench.waitForStatus("Switched off", 20_000);
        await workbench.type(" five,");
        await workbench.staysWithoutGhost();

        await workbench.tickSetting("afterword.inline.enabled");
        await workbench.waitForStatus("Ready", 20_000);
        await workbench.type(" six,");
        assert.notEqual(await workbench.waitForGhost(), "");
    },

    // The workspace's file: code-server does not watch the writer's own, whatever is set in it.
    "a settings file that is changed on disk holds at once": async ({ workbench }) => {
        await workbench.open("file.md", COUNTING);

        workbench.codeServer.configureWorkspace({ "afterword.enabled": false });
        await workbench.waitForStatus("Switched off", 20_000);

        workbench.codeServer.configureWorkspace({});
        await workbench.waitForStatus("Ready", 20_000);
    },
};
