/** Starts all of it, as the environment's variables say; see test_workbench.py and pictures.js. */

import assert from "node:assert/strict";
import path from "node:path";
import { CodeServer } from "./code-server.js";
import { Workbench } from "./workbench.js";

/**
 * @param {{ settings: object, isFirstTime?: boolean, viewport?: { width: number, height: number } }} options
 *   `isFirstTime`: nobody has said yet where the server is, nor that the workspace is to be trusted
 */
export async function startWorkbench({ settings, isFirstTime = false, viewport }) {
    const tools = required("AFTERWORD_VSCODE_TOOLS");
    const server = required("AFTERWORD_SERVER");
    const codeServer = new CodeServer({
        entry: path.join(tools, "node_modules/code-server/out/node/entry.js"),
        vsix: required("AFTERWORD_VSIX"),
        cacheFolder: required("AFTERWORD_CACHE_DIR"),
    });
    codeServer.configure({ ...settings, "security.workspace.trust.enabled": isFirstTime });
    if (!isFirstTime) {
        codeServer.configureMachine({ "afterword.server.path": server });
    }
    let workbench;
    const stop = async () => {
        await workbench?.close();
        codeServer.stop();
    };
    try {
        await codeServer.start();
        const chromiumPath = process.env.AFTERWORD_CHROMIUM ?? "/usr/bin/chromium";
        workbench = await Workbench.start(codeServer, { tools, chromiumPath, viewport });
        return { workbench, codeServer, server, stop };
    } catch (error) {
        await stop();
        throw error;
    }
}

function required(name) {
    const value = process.env[name];
    assert.ok(value, `${name} is not set`);
    return value;
}
