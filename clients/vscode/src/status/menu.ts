/** The menu behind the status bar item. */

import * as vscode from "vscode";
import { Ids } from "../command-ids";
import { Health, type Server } from "../server/server";
import { ourConfiguration } from "../settings";
import { describeLargerModel } from "./presenting";
import type { LargerModel, StatusReply } from "./reply";
import { isOffFor } from "./switches";

/** A command of the server's, which the language client registers. */
const INSTALL_MODEL = "afterword.installModel";

interface Entry extends vscode.QuickPickItem {
    readonly command?: string;
    readonly argument?: unknown;
}

export async function showMenu(server: Server): Promise<void> {
    const larger = await largerModel(server);
    const chosen = await vscode.window.showQuickPick(entries(server, larger), {
        title: "Afterword",
    });
    if (chosen?.command !== undefined) {
        await vscode.commands.executeCommand(chosen.command, chosen.argument);
    }
}

/** Return the model that the server could install for paragraphs. */
async function largerModel(server: Server): Promise<LargerModel | undefined> {
    if (server.health !== Health.Running || !server.offers(INSTALL_MODEL)) {
        return undefined;
    }
    const reply = (await server.run("afterword.status")) as StatusReply;
    return reply.larger_model ?? undefined;
}

function entries(server: Server, larger: LargerModel | undefined): Entry[] {
    const language = vscode.window.activeTextEditor?.document.languageId;
    return [
        ...(server.health === Health.Running ? writing(server) : []),
        heading("On and off"),
        ...(server.offers("afterword.pause")
            ? [entry("$(debug-pause) Pause for 10 minutes, or go on", Ids.togglePause)]
            : []),
        ...(language === undefined
            ? []
            : [
                  entry(
                      `${isOffFor(language) ? "$(check) Switch on" : "$(circle-slash) Switch off"} for ${language}`,
                      Ids.toggleForLanguage,
                  ),
              ]),
        entry(switchLabel("in this workspace"), Ids.toggleInWorkspace),
        entry(switchLabel("everywhere"), Ids.toggleEverywhere),
        entry("$(settings) How eager…", Ids.chooseEagerness),
        heading("The server"),
        entry("$(symbol-misc) Choose the model…", Ids.chooseModel),
        ...(larger === undefined || larger.is_installing
            ? []
            : [
                  {
                      label: "$(cloud-download) Install a larger model for paragraphs",
                      detail: describeLargerModel(larger),
                      command: INSTALL_MODEL,
                      argument: { name: larger.name },
                  },
              ]),
        entry("$(gear) Settings", Ids.openSettings),
        entry("$(heart) Check this machine", Ids.runDoctor),
        entry("$(output) Open the log", Ids.openLog),
        entry("$(debug-restart) Restart the server", Ids.restartServer),
        ...(server.health === Health.Missing
            ? [entry("$(cloud-download) Install the server", Ids.installServer)]
            : []),
    ];
}

function writing(server: Server): Entry[] {
    const offered = (name: string, ...entries: Entry[]): Entry[] =>
        server.offers(`afterword.${name}`) ? entries : [];
    return [
        ...offered(
            "continueParagraph",
            entry("$(edit) Continue the paragraph", Ids.continueParagraph),
            entry("$(new-line) Start the next paragraph", Ids.startNextParagraph),
        ),
        ...offered(
            "continueInTakes",
            entry("$(list-selection) Continue it in three ways…", Ids.chooseTake),
        ),
        entry("$(lightbulb) All actions here…", Ids.showActions),
        entry("$(sparkle) Suggest now", Ids.suggestNow),
        ...offered("showContext", entry("$(eye) Show what the model reads", Ids.showContext)),
    ];
}

function switchLabel(where: string): string {
    const isOn = ourConfiguration().get<boolean>("enabled", true);
    return `${isOn ? "$(circle-slash) Switch off" : "$(check) Switch on"} ${where}`;
}

function entry(label: string, command: string): Entry {
    return { label, command };
}

function heading(label: string): Entry {
    return { label, kind: vscode.QuickPickItemKind.Separator };
}
