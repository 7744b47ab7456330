/** Puts the parts together. The server starts with the first document that is for it. */

import * as vscode from "vscode";
import { registerCommands } from "./commands";
import { Ids } from "./command-ids";
import { ContextView } from "./context";
import { ghostTextMiddleware } from "./ghost/asking";
import { ShownText } from "./ghost/shown-text";
import { Growing } from "./paragraphs/growing";
import { MissingServer } from "./server/missing-server";
import { tellOffers } from "./server/offers";
import { Health, Server } from "./server/server";
import { chosenLanguages, isOurs } from "./settings";
import { StatusBar } from "./status/status-bar";

/** Restart when one of these changes: everything else the server follows while it runs. */
const NEEDS_RESTART = ["afterword.languages", "afterword.server.path"];
/** For keybindings: `editorLangId in afterword.languages`. */
const LANGUAGES_CONTEXT = "afterword.languages";
const GHOST_TEXT_SHOWN_MS = 50;
const SETTINGS_IN_FORCE_MS = 300;

let server: Server | undefined;

export function activate(context: vscode.ExtensionContext): void {
    const log = vscode.window.createOutputChannel("Afterword", { log: true });
    const shown = new ShownText();
    const growing = new Growing();
    const ghostText = ghostTextMiddleware(shown, growing, () => {
        statusBar.refreshIn(GHOST_TEXT_SHOWN_MS);
    });
    const onSettingsAsked = (): void => {
        statusBar.refreshIn(SETTINGS_IN_FORCE_MS);
    };
    const onContinuation = growing.hear.bind(growing);
    const running = new Server({ context, log, ghostText, onContinuation, onSettingsAsked });
    server = running;
    const statusBar = new StatusBar(running, Ids.showMenu);
    const missing = new MissingServer(running, context, log);
    const contextView = new ContextView();
    context.subscriptions.push(log, growing, statusBar, missing, contextView, tellOffers(running));
    context.subscriptions.push(
        ...registerCommands({
            context,
            contextView,
            growing,
            log,
            server: running,
            shown,
            statusBar,
        }),
    );

    const startIfWanted = (): void => {
        if (running.health === Health.Off && vscode.workspace.textDocuments.some(isOurs)) {
            void running.start();
        }
    };
    const tellLanguages = (): void => {
        void vscode.commands.executeCommand("setContext", LANGUAGES_CONTEXT, chosenLanguages());
    };
    const isOn = (): boolean => running.health !== Health.Off;
    context.subscriptions.push(
        vscode.workspace.onDidOpenTextDocument(startIfWanted),
        vscode.workspace.onDidGrantWorkspaceTrust(() => {
            // Now the workspace's own environment counts as well.
            if (isOn()) {
                void running.restart();
            }
        }),
        vscode.workspace.onDidChangeConfiguration((event) => {
            if (!NEEDS_RESTART.some((name) => event.affectsConfiguration(name))) {
                return;
            }
            tellLanguages();
            if (isOn()) {
                void running.restart();
            } else {
                startIfWanted();
            }
        }),
    );
    tellLanguages();
    startIfWanted();
}

export async function deactivate(): Promise<void> {
    await server?.dispose();
}
