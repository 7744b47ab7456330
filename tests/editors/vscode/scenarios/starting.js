/** The first minutes: no server, then one that was installed by hand; and a server that dies. */

import assert from "node:assert/strict";
import { serverProcess } from "../processes.js";
import { waitFor } from "../waiting.js";

export const startingScenarios = {
    "a missing server is told once, with a way to install it": async ({ workbench }) => {
        await workbench.open("first.md", "The tide came in.");
        const message = workbench.message("Afterword needs its language server");

        await message.waitFor({ timeout: 30_000 });

        assert.equal(await message.count(), 1);
        assert.equal(
            await message.getByRole("button", { name: "Install", exact: true }).count(),
            1,
        );
        assert.match(await workbench.status(), /not installed/);
    },

    "a program that is no server is told once, without a stack trace": async ({ workbench }) => {
        await workbench.open("wrong.md", "The tide came in.");
        workbench.codeServer.configureMachine({ "afterword.server.path": "/bin/false" });

        const message = workbench.message("The Afterword server can't run.");
        await message.waitFor({ timeout: 60_000 });

        assert.equal(await workbench.page.locator(".notification-toast").count(), 1);
        assert.match(await workbench.status(), /can't run/);
    },

    "a changed setting starts the server without a reload": async ({ workbench, server }) => {
        await workbench.open("second.md", "The tide went out.");
        workbench.codeServer.configureMachine({
            "afterword.server.path": server,
        });

        await workbench.waitForStatus("Ready");

        assert.notEqual(serverProcess(server), undefined);
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
