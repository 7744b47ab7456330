/** Shows a text in the document before it is taken, so that it can be read where it would stand. */

import * as vscode from "vscode";

export class Preview implements vscode.Disposable {
    private readonly look = vscode.window.createTextEditorDecorationType({
        color: new vscode.ThemeColor("editorGhostText.foreground"),
        fontStyle: "italic",
    });
    private readonly startOffset: number;
    private text = "";
    private work: Promise<unknown> = Promise.resolve();
    private isWritten = false;

    constructor(
        private readonly editor: vscode.TextEditor,
        position: vscode.Position,
    ) {
        this.startOffset = editor.document.offsetAt(position);
    }

    /** Show `text` instead of what was shown before. */
    show(text: string): Promise<void> {
        return this.inTurn(async () => {
            if (this.isWritten && text === this.text) {
                return;
            }
            await this.write(text, { undoStopBefore: !this.isWritten, undoStopAfter: false });
            this.editor.setDecorations(this.look, [this.range()]);
            this.editor.revealRange(
                this.range(),
                vscode.TextEditorRevealType.InCenterIfOutsideViewport,
            );
        });
    }

    /** Leave the shown text in the document; return whether it stands there. One undo removes it. */
    accept(): Promise<boolean> {
        return this.inTurn(() => {
            this.editor.setDecorations(this.look, []);
            const end = this.range().end;
            this.editor.selection = new vscode.Selection(end, end);
            return Promise.resolve(this.isUntouched());
        });
    }

    /** Take the shown text away again, and with it the trace in the undo history. */
    cancel(): Promise<void> {
        return this.inTurn(async () => {
            this.editor.setDecorations(this.look, []);
            if (!this.isWritten || !this.isUntouched()) {
                return;
            }
            await vscode.window.showTextDocument(this.editor.document, {
                viewColumn: this.editor.viewColumn ?? vscode.ViewColumn.Active,
            });
            await vscode.commands.executeCommand("undo");
            if (this.text !== "" && this.isUntouched()) {
                await this.write("", { undoStopBefore: false, undoStopAfter: true });
            }
        });
    }

    dispose(): void {
        this.look.dispose();
    }

    private async write(
        text: string,
        stops: { undoStopBefore: boolean; undoStopAfter: boolean },
    ): Promise<void> {
        if (!this.isUntouched()) {
            throw new Error("The text has changed in the meantime.");
        }
        const range = this.range();
        const isDone = await this.editor.edit((edit) => {
            edit.replace(range, text);
        }, stops);
        if (!isDone) {
            throw new Error("The editor did not insert the text. Try again.");
        }
        this.text = text;
        this.isWritten = true;
    }

    private isUntouched(): boolean {
        return this.editor.document.getText(this.range()) === this.text;
    }

    private range(): vscode.Range {
        const { document } = this.editor;
        return new vscode.Range(
            document.positionAt(this.startOffset),
            document.positionAt(this.startOffset + this.text.length),
        );
    }

    private inTurn<T>(task: () => Promise<T>): Promise<T> {
        const next = this.work.then(task, task);
        this.work = next.catch(() => undefined);
        return next;
    }
}
