/**
 * The first minutes: no server, a workspace that is not trusted and then is, a server that was
 * installed by hand; and one that dies.
 */

import assert from "node:assert/strict";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { serverProcess } from "../processes.js";
import { waitFor } from "../waiting.js";

/** The program that a workspace brings along is no server: it leaves a trace, and ends. */
function bringProgram({ workspace, folder }) {
    const programs = path.join(workspace, ".venv", "bin");
    mkdirSync(programs, { recursive: true });
    const [program, trace] = [path.join(programs, "afterword"), path.join(folder, "was-run")];
    writeFileSync(program, `#!/bin/sh\ntouch "${trace}"\nexit 1\n`, { mode: 0o755 });
    return { wasRun: () => existsSync(trace) };
}

export const startingScenarios = {
    "without trust nothing of the workspace is run, and a missing server is told once, with a way to install it":
        async ({ workbench }) => {
            const { wasRun } = bringProgram(workbench.codeServer);
            await workbench.open("first.md", "The tide came in.");
            const message = workbench.message("Afterword needs its language server");

            await message.waitFor({ timeout: 30_000 });

            assert.equal(wasRun(), false);
            assert.equal(await message.count(), 1);
            assert.equal(
                await message.getByRole("button", { name: "Install", exact: true }).count(),
                1,
            );
            assert.match(await workbench.status(), /not installed/);
        },

    "what the server would do is not offered while there is none": async ({ workbench }) => {
        await workbench.open("palette.md", "The tide came in.");

        const titles = await workbench.commands("Afterword: ");

        assert.ok(titles.includes("Afterword: Install the Server"));
        assert.ok(!titles.includes("Afterword: Continue Paragraph"));
    },

    "with trust its program is run, and one that is no server is told once, without a stack trace":
        async ({ workbench }) => {
            const { wasRun } = bringProgram(workbench.codeServer);
            await workbench.open("wrong.md", "The tide came in.");

            await workbench.trustWorkspace();

            const message = workbench.message("The Afterword server can't run.");
            await message.waitFor({ timeout: 60_000 });
            assert.equal(wasRun(), true);
            assert.equal(await workbench.page.locator(".notification-toast").count(), 1);
            await workbench.waitForStatus("can't run", 20_000);
        },

    "a changed setting starts the server without a reload": async ({ workbench, server }) => {
        await workbench.open("second.md", "The tide went out.");
        workbench.codeServer.configureMachine({
            "afterword.server.path": server,
        });

        await workbench.waitForStatus("Ready");

        assert.notEqual(serverProcess(server), undefined);
        const titles = await workbench.commands("Afterword: Continue");
        assert.ok(titles.includes("Afterword: Continue Paragraph"));
    },
};

export const crashScenarios = {
    "after a crash the server is started again, and writes": async ({ workbench, server }) => {
        await workbench.open("crash.md", "She counted slowly: one, two, three, four,");
        const before = serverProcess(server);

        process.kill(before, "SIGKILL");

        const isAnother = () => ![undefined, before].includes(serverProcess(server));
        await waitFor("another server", isAnother);
        await workbench.waitForStatus("Ready");
        await workbench.type(" five,");
        assert.notEqual(await workbench.waitForGhost(), "");
        assert.equal(await workbench.page.locator(".notification-toast").count(), 0);
    },
};
