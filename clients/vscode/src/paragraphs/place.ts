/** A cursor as the server's commands take it. */

import type * as vscode from "vscode";

export interface Place {
    readonly uri: string;
    readonly version: number;
    readonly position: { readonly line: number; readonly character: number };
}

/** Tell whether a command's argument is a place; keys and menus have other arguments or none. */
export function isPlace(argument: unknown): argument is Place {
    return typeof argument === "object" && argument !== null && "position" in argument;
}

export function placeOf(editor: vscode.TextEditor): Place {
    const { line, character } = editor.selection.active;
    const { uri, version } = editor.document;
    return { uri: uri.toString(), version, position: { line, character } };
}
