/** The Python environment of the extension's own: where it is, and whether it is complete. */

import { readdir, rm, stat, writeFile } from "node:fs/promises";
import * as path from "node:path";
import type * as vscode from "vscode";

/** Written last, so that an installation that was broken off never counts. */
const FINISHED = "afterword-is-installed";

export function environmentFolder(context: vscode.ExtensionContext): string {
    return path.join(context.globalStorageUri.fsPath, "server");
}

/** Return the folder of the environment if it was installed to the end. */
export async function finishedEnvironment(
    context: vscode.ExtensionContext,
): Promise<string | undefined> {
    const folder = environmentFolder(context);
    try {
        await stat(path.join(folder, FINISHED));
        return folder;
    } catch {
        return undefined;
    }
}

export async function markFinished(context: vscode.ExtensionContext): Promise<void> {
    await writeFile(path.join(environmentFolder(context), FINISHED), "");
}

export async function removeEnvironment(context: vscode.ExtensionContext): Promise<void> {
    await rm(environmentFolder(context), { recursive: true, force: true });
}

/** Return the server's wheel that came with the extension. */
export async function bundledWheel(context: vscode.ExtensionContext): Promise<string> {
    const folder = path.join(context.extensionPath, "server");
    const wheels = (await readdir(folder)).filter((name) => name.endsWith(".whl"));
    if (wheels[0] === undefined) {
        throw new Error("This build of the extension came without the server.");
    }
    return path.join(folder, wheels[0]);
}
