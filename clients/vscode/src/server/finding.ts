/** Finds the `afterword` program on this machine. */

import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { homedir } from "node:os";
import * as vscode from "vscode";
import { candidates, type Machine } from "./locations";
import { finishedEnvironment } from "./own-environment";

export function thisMachine(): Machine {
    return { platform: process.platform, environment: process.env, homeFolder: homedir() };
}

/** Return the program to start, or undefined if there is none. */
export async function findServer(context: vscode.ExtensionContext): Promise<string | undefined> {
    const folders = vscode.workspace.isTrusted ? (vscode.workspace.workspaceFolders ?? []) : [];
    const places = {
        configured: configuredPath(),
        trustedFolders: folders
            .filter(({ uri }) => uri.scheme === "file")
            .map(({ uri }) => uri.fsPath),
        ownEnvironment: await finishedEnvironment(context),
    };
    for (const file of candidates(thisMachine(), places)) {
        if (await isProgram(file)) {
            return file;
        }
    }
    return undefined;
}

export function configuredPath(): string {
    return vscode.workspace.getConfiguration("afterword").get<string>("server.path", "").trim();
}

async function isProgram(file: string): Promise<boolean> {
    try {
        await access(file, constants.X_OK);
        return (await stat(file)).isFile();
    } catch {
        return false;
    }
}
