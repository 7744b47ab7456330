/** Lets the writer choose one of several continuations, each shown in the text while it is looked at. */

import * as vscode from "vscode";
import type { Server } from "../server/server";
import { Preview } from "./preview";
import type { Place } from "./place";

const CONTINUE_IN_TAKES = "afterword.continueInTakes";

interface Takes {
    readonly version: number;
    readonly position: { readonly line: number; readonly character: number };
    readonly takes: readonly { readonly text: string }[];
}

interface TakeItem extends vscode.QuickPickItem {
    readonly text: string;
}

/** Ask for takes at a place in the editor's document and let one be chosen. */
export async function chooseTake(
    server: Server,
    editor: vscode.TextEditor,
    place: Place,
): Promise<void> {
    // The server compares the version: the text may have changed since it offered the place.
    const answer = (await server.run(CONTINUE_IN_TAKES, place)) as Takes;
    if (vscode.Uri.parse(place.uri).toString() !== editor.document.uri.toString()) {
        throw new Error("Another document is in front now. Ask for takes again.");
    }
    if (editor.document.version !== answer.version) {
        throw new Error("The text has changed in the meantime. Ask for takes again.");
    }
    const { line, character } = answer.position;
    const preview = new Preview(editor, new vscode.Position(line, character));
    try {
        const chosen = await pick(answer.takes, preview);
        if (chosen === undefined) {
            await preview.cancel();
            return;
        }
        await preview.show(chosen.text);
        await preview.accept();
    } finally {
        preview.dispose();
    }
}

/** Return the chosen take; undefined if the writer wants none. */
function pick(takes: Takes["takes"], preview: Preview): Promise<TakeItem | undefined> {
    const picker = vscode.window.createQuickPick<TakeItem>();
    picker.title = "Continue paragraph";
    picker.placeholder =
        "Up and down show each take in the text. Enter keeps it, Escape takes it away.";
    picker.items = takes.map(({ text }, index) => ({
        label: `Take ${index + 1}`,
        detail: text.trim().replace(/\s+/gu, " "),
        alwaysShow: true,
        text,
    }));
    return new Promise((resolve) => {
        picker.onDidChangeActive(([item]) => {
            if (item !== undefined) {
                // If the text was changed under the preview, choosing tells; looking need not.
                preview.show(item.text).catch(() => undefined);
            }
        });
        picker.onDidAccept(() => {
            resolve(picker.activeItems[0]);
            picker.hide();
        });
        picker.onDidHide(() => {
            resolve(undefined);
            picker.dispose();
        });
        picker.show();
    });
}
