/**
 * Shows a continuation as ghost text while the server writes it. The server says what is to be shown
 * and where; the editor's own keys accept it, and typing what it says eats it.
 */

import * as vscode from "vscode";
import { Ids } from "../command-ids";
import type { Server } from "../server/server";
import type { Place } from "./place";
import { restOf } from "./rest";

const GROW = "afterword.growContinuation";
const CONTINUE = "afterword.continueParagraph";
/** For keybindings: whether a continuation is shown, or about to be, in the editor that has the focus. */
const CONTEXT = "afterword.continuing";
const SHOW = "editor.action.inlineSuggest.trigger";
const HIDE = "editor.action.inlineSuggest.hide";

/** What the server sends; see docs/protocol.md. */
export interface Told {
    readonly id: string;
    readonly uri: string;
    readonly version: number;
    readonly position: { readonly line: number; readonly character: number };
    readonly text: string;
    readonly is_whole: boolean;
}

interface Growth {
    readonly id: string;
    readonly editor: vscode.TextEditor;
    readonly cancellation: vscode.CancellationTokenSource;
    /** Where the writer was before the cursor was set to where the text goes in. */
    readonly cursor: vscode.Selection;
    /** Undefined before anything is to be shown. */
    told?: Told;
}

export class Growing implements vscode.Disposable {
    private current: Growth | undefined;
    private count = 0;
    private readonly activeEditorChanged = vscode.window.onDidChangeActiveTextEditor(() => {
        this.tellContext();
        if (this.isInActiveEditor() && this.current?.told) {
            void vscode.commands.executeCommand(SHOW);
        }
    });

    /**
     * Have a place continued, and show the text while it comes; return when nothing is shown any more.
     *
     * @throws if the server answers with an error, which it also does when it is cancelled.
     */
    async start(
        server: Server,
        editor: vscode.TextEditor,
        place: Place & { task?: string },
    ): Promise<void> {
        this.end();
        if (!server.offers(GROW) || !showsGhostText(editor.document)) {
            await server.run(CONTINUE, place);
            return;
        }
        const growth: Growth = {
            id: String(++this.count),
            editor,
            cancellation: new vscode.CancellationTokenSource(),
            cursor: editor.selection,
        };
        this.current = growth;
        await vscode.commands.executeCommand(HIDE);
        this.tellContext();
        try {
            await server.run(GROW, { ...place, id: growth.id }, growth.cancellation.token);
        } finally {
            growth.cancellation.dispose();
            if (this.current === growth) {
                this.current = undefined;
                this.tellContext();
                await vscode.commands.executeCommand(HIDE);
            }
        }
    }

    /** Take what the server says is to be shown now. */
    hear(told: Told): void {
        const growth = this.current;
        if (growth?.id !== told.id || growth.editor.document.version > told.version) {
            return; // the text has changed since: the server is about to say more
        }
        const position = positionOf(told);
        const before = growth.told && restAt(growth.editor.document, growth.told, position);
        const editor = visibleEditor(growth);
        if (growth.told === undefined && editor?.selection.active.isEqual(position) === false) {
            editor.selection = new vscode.Selection(position, position);
            editor.revealRange(new vscode.Range(position, position));
        }
        growth.told = told;
        // What is left after a key is on screen already.
        if (before !== told.text && this.isInActiveEditor()) {
            void vscode.commands.executeCommand(SHOW);
        }
    }

    /** Return what is to be shown at a cursor; undefined if that is no business of a continuation. */
    itemsAt(
        document: vscode.TextDocument,
        position: vscode.Position,
    ): vscode.InlineCompletionItem[] | undefined {
        const growth = this.current;
        if (growth?.editor.document !== document) {
            return undefined;
        }
        const rest = growth.told && restAt(document, growth.told, position);
        if (rest === undefined || rest === "") {
            return [];
        }
        const kept = { command: Ids.endContinuation, title: "Keep the continuation" };
        return [new vscode.InlineCompletionItem(rest, new vscode.Range(position, position), kept)];
    }

    /** Have the server write no more; what the writer has taken stays. */
    end(): void {
        const growth = this.current;
        this.current = undefined;
        if (growth !== undefined) {
            this.tellContext();
            growth.cancellation.cancel();
        }
    }

    /** Take the text away, and put the cursor back. */
    async drop(): Promise<void> {
        const growth = this.current;
        this.end();
        await vscode.commands.executeCommand(HIDE);
        const editor = growth && visibleEditor(growth);
        if (growth?.told && editor?.selection.active.isEqual(positionOf(growth.told))) {
            editor.selection = growth.cursor;
        }
    }

    dispose(): void {
        this.activeEditorChanged.dispose();
        this.end();
    }

    private isInActiveEditor(): boolean {
        const active = vscode.window.activeTextEditor;
        return this.current !== undefined && active !== undefined && isOf(this.current, active);
    }

    private tellContext(): void {
        void vscode.commands.executeCommand("setContext", CONTEXT, this.isInActiveEditor());
    }
}

/** An editor that was hidden and shown again is another object, in the same place. */
function isOf(growth: Growth, editor: vscode.TextEditor): boolean {
    const { document, viewColumn } = growth.editor;
    return editor.document === document && editor.viewColumn === viewColumn;
}

function visibleEditor(growth: Growth): vscode.TextEditor | undefined {
    return vscode.window.visibleTextEditors.find((editor) => isOf(growth, editor));
}

function positionOf({ position }: Told): vscode.Position {
    return new vscode.Position(position.line, position.character);
}

/** Return what is left of a text at a cursor, after what was typed since; undefined if it is none. */
function restAt(
    document: vscode.TextDocument,
    told: Told,
    cursor: vscode.Position,
): string | undefined {
    const start = positionOf(told);
    if (cursor.isBefore(start)) {
        return undefined;
    }
    return restOf(told.text, document.getText(new vscode.Range(start, cursor)));
}

function showsGhostText(document: vscode.TextDocument): boolean {
    return vscode.workspace.getConfiguration("editor", document).get("inlineSuggest.enabled", true);
}
