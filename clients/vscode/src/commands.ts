/** Registers the commands. What was asked for and fails is told, in the server's own words. */

import * as vscode from "vscode";
import { Ids } from "./command-ids";
import type { ContextView } from "./context";
import { acceptPart, type Unit } from "./ghost/accepting";
import type { ShownText } from "./ghost/shown-text";
import type { Growing } from "./paragraphs/growing";
import { isPlace, placeOf } from "./paragraphs/place";
import { chooseTake } from "./paragraphs/takes";
import { chooseModel, runDoctor } from "./server/program-output";
import type { Server } from "./server/server";
import { showMenu } from "./status/menu";
import type { StatusBar } from "./status/status-bar";
import * as switches from "./status/switches";

export interface CommandParts {
    readonly context: vscode.ExtensionContext;
    readonly contextView: ContextView;
    readonly growing: Growing;
    readonly log: vscode.LogOutputChannel;
    readonly server: Server;
    readonly shown: ShownText;
    readonly statusBar: StatusBar;
}

/** The answer to a request that the writer cancelled (LSP's `RequestCancelled`). */
const CANCELLED = -32800;
const PAUSE_MINUTES = 10;
/** Of the server's code actions. */
const ACTIONS_KIND = "refactor.rewrite";

export function registerCommands(parts: CommandParts): vscode.Disposable[] {
    const { context, contextView, growing, log, server, shown, statusBar } = parts;
    const command = (id: string, run: (argument?: unknown) => unknown): vscode.Disposable =>
        vscode.commands.registerCommand(id, (argument?: unknown) =>
            telling(parts, () => run(argument)),
        );
    const accept = (id: string, unit: Unit): vscode.Disposable =>
        command(id, () => withEditor((editor) => acceptPart(server, shown, unit, editor)));
    const write = (id: string, task: "continue" | "next"): vscode.Disposable =>
        command(id, (offered) => {
            statusBar.refreshIn(0);
            return withEditor((editor) =>
                growing.start(
                    server,
                    editor,
                    isPlace(offered) ? offered : { ...placeOf(editor), task },
                ),
            );
        });
    return [
        accept(Ids.acceptWord, "word"),
        accept(Ids.acceptClause, "clause"),
        accept(Ids.acceptSentence, "sentence"),
        command(Ids.suggestNow, () =>
            vscode.commands.executeCommand("editor.action.inlineSuggest.trigger"),
        ),
        write(Ids.continueParagraph, "continue"),
        write(Ids.startNextParagraph, "next"),
        command(Ids.endContinuation, () => {
            growing.end();
        }),
        command(Ids.dropContinuation, () => growing.drop()),
        command(Ids.chooseTake, (offered) => {
            statusBar.refreshIn(0);
            return withEditor((editor) =>
                chooseTake(server, editor, isPlace(offered) ? offered : placeOf(editor)),
            );
        }),
        // What the server offers at the cursor now, whatever it learns to do later.
        command(Ids.showActions, () =>
            vscode.commands.executeCommand("editor.action.codeAction", {
                kind: ACTIONS_KIND,
                apply: "never",
            }),
        ),
        command(Ids.showContext, () => withEditor((editor) => contextView.show(server, editor))),
        command(Ids.togglePause, () => togglePause(server)),
        command(Ids.toggleForLanguage, () =>
            withEditor((editor) => switches.toggleForLanguage(editor.document.languageId)),
        ),
        command(Ids.toggleInWorkspace, switches.toggleInWorkspace),
        command(Ids.toggleEverywhere, switches.toggleEverywhere),
        command(Ids.chooseEagerness, switches.chooseEagerness),
        command(Ids.chooseModel, () => chooseModel(context)),
        command(Ids.restartServer, () => server.restart()),
        command(Ids.runDoctor, () => runDoctor(context, log)),
        command(Ids.openLog, () => {
            log.show();
        }),
        command(Ids.openSettings, () =>
            vscode.commands.executeCommand(
                "workbench.action.openSettings",
                `@ext:${context.extension.id}`,
            ),
        ),
        command(Ids.showMenu, () => showMenu(server)),
    ];
}

async function telling({ log, statusBar }: CommandParts, run: () => unknown): Promise<void> {
    try {
        await run();
    } catch (error) {
        if ((error as { code?: number }).code !== CANCELLED) {
            const message = error instanceof Error ? error.message : String(error);
            log.warn(message);
            void vscode.window.showErrorMessage(message);
        }
    } finally {
        statusBar.refreshIn(0);
    }
}

async function withEditor(run: (editor: vscode.TextEditor) => unknown): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    if (editor !== undefined) {
        await run(editor);
    }
}

async function togglePause(server: Server): Promise<void> {
    const { is_paused: isPaused } = (await server.run("afterword.status")) as {
        is_paused: boolean;
    };
    await server.run("afterword.pause", { minutes: isPaused ? 0 : PAUSE_MINUTES });
    if (!isPaused) {
        await vscode.commands.executeCommand("editor.action.inlineSuggest.hide");
    }
}
