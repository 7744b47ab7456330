/** The server as the rest of the extension sees it: running or not, and what it can be asked. */

import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import type { ClientParts, ClientState } from "./client";
import { configuredPath, findServer } from "./finding";
import { Restarts } from "./restarts";

export enum Health {
    /** No document has asked for it yet, or it was stopped. */
    Off = "off",
    Missing = "missing",
    Starting = "starting",
    Running = "running",
    /** It ended too often, or could not be started. */
    Broken = "broken",
}

export class Server implements vscode.Disposable {
    private readonly healthChanged = new vscode.EventEmitter<Health>();
    readonly onDidChangeHealth = this.healthChanged.event;
    private client: LanguageClient | undefined;
    private work: Promise<void> = Promise.resolve();
    private currentHealth = Health.Off;
    /** The program that runs or was tried last. */
    program: string | undefined;

    constructor(private readonly parts: Omit<ClientParts, "mayRestart" | "onState">) {}

    get health(): Health {
        return this.currentHealth;
    }

    /** Start the server if it is not running; a missing one is told by `health`. */
    start(): Promise<void> {
        return this.inTurn(() => this.startNow());
    }

    /** Stop the server and start the one that is found now. */
    restart(): Promise<void> {
        return this.inTurn(async () => {
            await this.stopNow();
            await this.startNow();
        });
    }

    dispose(): Promise<void> {
        return this.inTurn(() => this.stopNow());
    }

    /** Whether the running server has this command. */
    offers(command: string): boolean {
        const offered =
            this.client?.initializeResult?.capabilities.executeCommandProvider?.commands;
        return this.health === Health.Running && offered?.includes(command) === true;
    }

    /**
     * Run a command of the server's.
     *
     * @throws if the server is not running, or answers with an error.
     */
    async run(
        command: string,
        argument?: object,
        token?: vscode.CancellationToken,
    ): Promise<unknown> {
        if (this.client === undefined || this.health !== Health.Running) {
            throw new Error("The Afterword server is not running.");
        }
        const { client } = this;
        const { runCommand } = await import("./client");
        return runCommand(client, command, argument, token);
    }

    /** Do one thing after the other: a start may not overtake a stop. */
    private inTurn(task: () => Promise<void>): Promise<void> {
        this.work = this.work.then(task, task);
        return this.work;
    }

    private async startNow(): Promise<void> {
        if (this.client !== undefined) {
            return;
        }
        this.program = await findServer(this.parts.context);
        if (this.program === undefined) {
            this.parts.log.warn(describeSearch());
            this.setHealth(Health.Missing);
            return;
        }
        this.parts.log.info(`Starting ${this.program}`);
        const { makeClient } = await import("./client");
        const restarts = new Restarts();
        const client = makeClient(this.program, {
            ...this.parts,
            onState: (state) => {
                this.follow(client, state);
            },
            mayRestart: () => this.mayRestart(client, restarts),
        });
        this.client = client;
        // Not waited for: while the server ends and is started again, this promise never settles.
        client.start().catch((error: unknown) => {
            this.giveUp(client, String(error));
        });
    }

    /** Whether a server that ended by itself is started again: one that ran, and not too often. */
    private mayRestart(client: LanguageClient, restarts: Restarts): boolean {
        const ranBefore = client.initializeResult !== undefined;
        if (client === this.client && ranBefore && restarts.allow(Date.now())) {
            return true;
        }
        this.giveUp(client, "The server ended, and is not started again.");
        return false;
    }

    private follow(client: LanguageClient, state: ClientState): void {
        if (client !== this.client) {
            return;
        }
        switch (state) {
            case "running":
                this.setHealth(Health.Running);
                break;
            case "starting":
            case "ended": // it ended by itself and is about to be started again
                this.setHealth(Health.Starting);
                break;
            case "failed":
                this.giveUp(client, "The server could not be started.");
        }
    }

    private giveUp(client: LanguageClient, reason: string): void {
        void this.inTurn(async () => {
            if (client === this.client) {
                this.parts.log.error(reason);
                await this.stopNow();
                this.setHealth(Health.Broken);
            }
        });
    }

    private async stopNow(): Promise<void> {
        const client = this.client;
        this.client = undefined;
        this.setHealth(Health.Off);
        try {
            await client?.dispose();
        } catch (error) {
            // It was not running: there is nothing left to stop.
            this.parts.log.debug(String(error));
        }
    }

    private setHealth(health: Health): void {
        if (this.currentHealth !== health) {
            this.currentHealth = health;
            this.healthChanged.fire(health);
        }
    }
}

function describeSearch(): string {
    const configured = configuredPath();
    return configured === ""
        ? "No afterword program was found: not in the workspace, not on the PATH, not among uv and pipx tools."
        : `afterword.server.path names no program: ${configured}`;
}
