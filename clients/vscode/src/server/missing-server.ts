/** What the writer is told when there is no server, or one that can't run: once, with a way on. */

import * as vscode from "vscode";
import { Ids } from "../command-ids";
import { installServer } from "./installing";
import { configuredPath } from "./finding";
import { Health, type Server } from "./server";

const INSTALL = "Install";
const CHOOSE = "Choose the Program…";
const SETTINGS = "Open Settings";
const LOG = "Open Log";
const RESTART = "Restart";

export class MissingServer implements vscode.Disposable {
    private readonly subscription: vscode.Disposable;
    private isInstalling = false;

    constructor(
        private readonly server: Server,
        private readonly context: vscode.ExtensionContext,
        private readonly log: vscode.LogOutputChannel,
    ) {
        this.subscription = server.onDidChangeHealth((health) => {
            if (health === Health.Missing) {
                void this.offerInstallation();
            } else if (health === Health.Broken) {
                void this.tellBroken();
            }
        });
        context.subscriptions.push(
            vscode.commands.registerCommand(Ids.installServer, () => this.install()),
        );
    }

    dispose(): void {
        this.subscription.dispose();
    }

    private async offerInstallation(): Promise<void> {
        const configured = configuredPath();
        const message =
            configured === ""
                ? "Afterword needs its language server, which is not on this machine yet. Install it now? It fetches about 330 MB."
                : `The setting afterword.server.path names no program that can be run: ${configured}`;
        const buttons = configured === "" ? [INSTALL, CHOOSE] : [SETTINGS];
        const choice = await vscode.window.showWarningMessage(message, ...buttons);
        if (choice === INSTALL) {
            await this.install();
        } else if (choice !== undefined) {
            await vscode.commands.executeCommand(
                "workbench.action.openSettings",
                "afterword.server.path",
            );
        }
    }

    private async install(): Promise<void> {
        if (this.isInstalling) {
            return;
        }
        this.isInstalling = true;
        try {
            // A server that runs from there would hold its files.
            await this.server.dispose();
            await installServer(this.context, this.log);
            await this.server.start();
        } finally {
            this.isInstalling = false;
        }
    }

    private async tellBroken(): Promise<void> {
        const message = "The Afterword server can't run.";
        const choice = await vscode.window.showErrorMessage(message, LOG, RESTART);
        if (choice === LOG) {
            this.log.show();
        } else if (choice === RESTART) {
            await this.server.restart();
        }
    }
}
