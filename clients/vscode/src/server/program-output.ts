/** Runs the server's program for something else than serving: the doctor, the list of models. */

import * as vscode from "vscode";
import { ourConfiguration } from "../settings";
import { findServer } from "./finding";
import { runProgram } from "./running";

/** Write what `afterword doctor` says into the log, and show it. */
export async function runDoctor(
    context: vscode.ExtensionContext,
    log: vscode.LogOutputChannel,
): Promise<void> {
    const program = await findServer(context);
    log.show();
    if (program === undefined) {
        log.warn(
            'The afterword program was not found. "Afterword: Install the Server" installs it.',
        );
        return;
    }
    log.info(`${program} doctor`);
    const onLine = (line: string): void => {
        log.info(line);
    };
    const code = await runProgram(program, ["doctor"], { onLine });
    log.info(code === 0 ? "No fault was found." : "There are faults; each says how to mend it.");
}

interface ListedModel {
    readonly name: string;
    readonly state: string;
    readonly summary?: string;
    readonly install?: string;
}

/** Let the writer choose one of the models that the server knows. */
export async function chooseModel(context: vscode.ExtensionContext): Promise<void> {
    const program = await findServer(context);
    if (program === undefined) {
        throw new Error("The afterword program was not found.");
    }
    const configuration = ourConfiguration();
    const models = await listModels(program);
    const items = models.map((model) => ({
        label: model.name,
        description:
            model.name === configuration.get("model") ? `${model.state}, in use` : model.state,
        detail: model.summary ?? "",
        model,
    }));
    const chosen = await vscode.window.showQuickPick(items, { title: "Which model writes?" });
    if (chosen === undefined) {
        return;
    }
    const { name, state, install } = chosen.model;
    if (state === "missing") {
        const hint = install === undefined ? "" : ` Install it first: ${install}`;
        throw new Error(`${name} is not on this machine.${hint}`);
    }
    await configuration.update("model", name, vscode.ConfigurationTarget.Global);
}

async function listModels(program: string): Promise<readonly ListedModel[]> {
    const lines: string[] = [];
    const code = await runProgram(program, ["models", "list", "--json"], {
        onLine: (line) => lines.push(line),
    });
    const json = lines.find((line) => line.startsWith("{"));
    if (code !== 0 || json === undefined) {
        throw new Error("The models could not be listed. The log of the doctor may say why.");
    }
    return (JSON.parse(json) as { models: ListedModel[] }).models;
}
