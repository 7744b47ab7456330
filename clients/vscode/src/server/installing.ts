/** Installs the server into an environment of the extension's own. */

import { mkdir } from "node:fs/promises";
import * as vscode from "vscode";
import { installationSteps, isNewEnough, OLDEST_PYTHON, pythonNames } from "./installation-steps";
import {
    bundledWheel,
    environmentFolder,
    markFinished,
    removeEnvironment,
} from "./own-environment";
import { runProgram } from "./running";

const PYTHON_PAGE = vscode.Uri.parse("https://www.python.org/downloads/");

/** Install the server, with progress; return whether it is there now. Tells what went wrong. */
export async function installServer(
    context: vscode.ExtensionContext,
    log: vscode.LogOutputChannel,
): Promise<boolean> {
    const python = await findPython();
    if (python === undefined) {
        await offerPython();
        return false;
    }
    const options = {
        location: vscode.ProgressLocation.Notification,
        title: "Installing Afterword (about 330 MB)",
        cancellable: true,
    };
    return vscode.window.withProgress(options, async (progress, token) => {
        try {
            await runSteps(context, log, { python, progress, token });
            return true;
        } catch (error) {
            await removeEnvironment(context);
            if (!token.isCancellationRequested) {
                log.error(String(error));
                void offerLog(log);
            }
            return false;
        }
    });
}

async function runSteps(
    context: vscode.ExtensionContext,
    log: vscode.LogOutputChannel,
    run: {
        readonly python: string;
        readonly progress: vscode.Progress<{ message: string }>;
        readonly token: vscode.CancellationToken;
    },
): Promise<void> {
    const folder = environmentFolder(context);
    await mkdir(context.globalStorageUri.fsPath, { recursive: true });
    const wheel = await bundledWheel(context);
    const steps = installationSteps({
        python: run.python,
        folder,
        wheel,
        platform: process.platform,
    });
    for (const step of steps) {
        run.progress.report({ message: step.title });
        const onLine = (line: string): void => {
            log.info(line);
        };
        const code = await runProgram(step.command, step.arguments, { onLine, token: run.token });
        if (run.token.isCancellationRequested || code !== 0) {
            throw new Error(`Installing stopped at "${step.title}" (exit code ${code}).`);
        }
    }
    await markFinished(context);
}

async function findPython(): Promise<string | undefined> {
    for (const name of pythonNames(process.platform)) {
        let printed = "";
        const code = await runProgram(name, ["--version"], {
            onLine: (line) => {
                printed += line;
            },
        });
        if (code === 0 && isNewEnough(printed)) {
            return name;
        }
    }
    return undefined;
}

async function offerPython(): Promise<void> {
    const choice = await vscode.window.showErrorMessage(
        `Afterword needs Python ${OLDEST_PYTHON.join(".")} or newer, and none was found.`,
        "Get Python",
    );
    if (choice !== undefined) {
        await vscode.env.openExternal(PYTHON_PAGE);
    }
}

async function offerLog(log: vscode.LogOutputChannel): Promise<void> {
    const message = "Afterword could not be installed. The log says where it stopped.";
    if ((await vscode.window.showErrorMessage(message, "Open Log")) !== undefined) {
        log.show();
    }
}
