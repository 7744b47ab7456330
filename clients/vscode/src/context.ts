/** Shows what the model reads at the cursor, beside the text, in a document that can't be changed. */

import * as vscode from "vscode";
import { placeOf } from "./paragraphs/place";
import type { Server } from "./server/server";

const SCHEME = "afterword-context";

interface Context {
    readonly title: string;
    readonly text: string;
}

export class ContextView implements vscode.TextDocumentContentProvider, vscode.Disposable {
    private readonly changed = new vscode.EventEmitter<vscode.Uri>();
    readonly onDidChange = this.changed.event;
    private readonly registration: vscode.Disposable;
    private text = "";

    constructor() {
        this.registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
    }

    provideTextDocumentContent(): string {
        return this.text;
    }

    async show(server: Server, editor: vscode.TextEditor): Promise<void> {
        const answer = (await server.run("afterword.showContext", placeOf(editor))) as Context;
        this.text = answer.text;
        const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${answer.title}.md` });
        this.changed.fire(uri); // it may be open already
        await vscode.window.showTextDocument(uri, {
            viewColumn: vscode.ViewColumn.Beside,
            preserveFocus: true,
        });
    }

    dispose(): void {
        this.registration.dispose();
        this.changed.dispose();
    }
}
