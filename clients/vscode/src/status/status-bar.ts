/** Keeps the status bar item true: asks the server when something happened, and while it passes. */

import * as vscode from "vscode";
import { placeOf } from "../paragraphs/place";
import { Health, type Server } from "../server/server";
import { isOurs } from "../settings";
import { present, type Presentation } from "./presenting";
import type { StatusReply } from "./reply";

const STATUS = "afterword.status";
/** So long after the last key or move. */
const SETTLE_MS = 200;
/** While a state passes by itself, such as loading. */
const AGAIN_MS = 1000;
/** A server that takes longer for this is stuck, and the bar says so instead of standing still. */
const ANSWER_MS = 5000;

const COLOURS = {
    normal: undefined,
    warning: new vscode.ThemeColor("statusBarItem.warningBackground"),
    error: new vscode.ThemeColor("statusBarItem.errorBackground"),
};

export class StatusBar implements vscode.Disposable {
    private readonly item: vscode.StatusBarItem;
    private readonly subscriptions: vscode.Disposable;
    private timer: NodeJS.Timeout | undefined;
    private latest = 0;

    constructor(
        private readonly server: Server,
        command: string,
    ) {
        this.item = vscode.window.createStatusBarItem(
            "afterword",
            vscode.StatusBarAlignment.Right,
            90,
        );
        this.item.name = "Afterword";
        this.item.command = command;
        const soon = (): void => {
            this.refreshIn(SETTLE_MS);
        };
        this.subscriptions = vscode.Disposable.from(
            this.item,
            server.onDidChangeHealth(() => {
                this.refreshIn(0);
            }),
            vscode.window.onDidChangeActiveTextEditor(soon),
            vscode.window.onDidChangeTextEditorSelection(soon),
            vscode.workspace.onDidChangeConfiguration(soon),
        );
        this.refreshIn(0);
    }

    /** Ask again after so many milliseconds; an earlier plan is dropped. */
    refreshIn(delayMs: number): void {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => void this.refresh(), delayMs);
    }

    dispose(): void {
        clearTimeout(this.timer);
        this.latest = -1;
        this.subscriptions.dispose();
    }

    private async refresh(): Promise<void> {
        const editor = vscode.window.activeTextEditor;
        if (editor === undefined || !isOurs(editor.document)) {
            this.item.hide();
            return;
        }
        const ticket = ++this.latest;
        const reply =
            this.server.health === Health.Running
                ? await this.askWithin(ANSWER_MS, editor)
                : undefined;
        if (ticket !== this.latest) {
            return; // a later one is on its way, or all of this is over
        }
        const shown = present(this.server.health, reply);
        this.show(shown);
        if (shown.isPassing) {
            this.refreshIn(AGAIN_MS);
        }
    }

    private async askWithin(
        limitMs: number,
        editor: vscode.TextEditor,
    ): Promise<StatusReply | undefined> {
        const source = new vscode.CancellationTokenSource();
        let timer: NodeJS.Timeout | undefined;
        const tooLate = new Promise<undefined>((resolve) => {
            timer = setTimeout(() => {
                source.cancel();
                resolve(undefined);
            }, limitMs);
        });
        try {
            const answer = this.server.run(STATUS, placeOf(editor), source.token);
            return await Promise.race([answer as Promise<StatusReply>, tooLate]);
        } catch {
            return undefined; // it has just ended; its health will tell
        } finally {
            clearTimeout(timer);
            source.dispose();
        }
    }

    private show({ text, headline, details, severity }: Presentation): void {
        this.item.text = text;
        this.item.tooltip = [`Afterword: ${headline}`, ...details].join("\n");
        this.item.accessibilityInformation = {
            label: ["Afterword:", headline, ...details].join(" "),
        };
        this.item.backgroundColor = COLOURS[severity];
        this.item.show();
    }
}
