/** Takes the first word, clause or sentence of the ghost text. The server says how long that is. */

import * as vscode from "vscode";
import type { Server } from "../server/server";
import { cursorAt } from "./asking";
import type { ShownText } from "./shown-text";

export type Unit = "word" | "clause" | "sentence";

const FIRST_PART = "afterword.firstPart";
const COMMIT = "editor.action.inlineSuggest.commit";
/** So much before the cursor tells an abbreviation from a sentence's end. */
const CHARS_BEFORE = 200;

/** Take the first part of what is shown in `editor`; the rest stays on screen. */
export async function acceptPart(
    server: Server,
    shown: ShownText,
    unit: Unit,
    editor: vscode.TextEditor,
): Promise<void> {
    const { document, selection } = editor;
    const version = document.version;
    const before = textBefore(document, selection.active);
    const rests = shown.restsAt(cursorAt(document, selection.active));
    const parts = await Promise.all(rests.map((text) => firstPart(server, { text, before, unit })));
    const [part] = parts;
    if (document.version !== version || !editor.selection.isEqual(selection)) {
        return;
    }
    if (part === undefined || parts.some((other) => other !== part)) {
        // What is on screen is one of several, or another extension's.
        await commitAndShorten(server, unit, editor);
    } else if (rests.every((text) => text === part)) {
        await vscode.commands.executeCommand(COMMIT);
    } else {
        await editor.edit((edit) => {
            edit.insert(selection.active, part);
        });
    }
}

/** Let the editor insert what it shows, whatever it is, and put the first part there instead. */
async function commitAndShorten(
    server: Server,
    unit: Unit,
    editor: vscode.TextEditor,
): Promise<void> {
    const { document } = editor;
    let change: vscode.TextDocumentContentChangeEvent | undefined;
    const listener = vscode.workspace.onDidChangeTextDocument((event) => {
        if (event.document === document) {
            change ??= event.contentChanges[0];
        }
    });
    try {
        await vscode.commands.executeCommand(COMMIT);
    } finally {
        listener.dispose();
    }
    if (change === undefined) {
        return;
    }
    const { text, range } = change;
    const version = document.version;
    const part = await firstPart(server, { text, before: textBefore(document, range.start), unit });
    if (part === text || document.version !== version) {
        return;
    }
    // Rather than take the rest away again: a save in between would make two steps to undo of that.
    await vscode.commands.executeCommand("undo");
    await editor.edit((edit) => {
        edit.replace(range, part);
    });
}

function textBefore(document: vscode.TextDocument, position: vscode.Position): string {
    const start = document.positionAt(Math.max(0, document.offsetAt(position) - CHARS_BEFORE));
    return document.getText(new vscode.Range(start, position));
}

async function firstPart(
    server: Server,
    wanted: { readonly text: string; readonly before: string; readonly unit: Unit },
): Promise<string> {
    const answer = (await server.run(FIRST_PART, wanted)) as { text: string };
    return answer.text;
}
