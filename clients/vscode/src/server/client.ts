/**
 * Makes the language client: which documents, which settings, what is done on a crash.
 *
 * Loaded when a server is started: the library takes longest of all that the extension loads.
 */

import * as vscode from "vscode";
import {
    CloseAction,
    ErrorAction,
    ExecuteCommandRequest,
    LanguageClient,
    RevealOutputChannelOn,
    State,
    type ClientCapabilities,
    type ErrorHandler,
    type FeatureState,
    type Middleware,
    type StaticFeature,
} from "vscode-languageclient/node";
import { Ids } from "../command-ids";
import type { Told } from "../paragraphs/growing";
import { documentSelector, ourConfiguration } from "../settings";
import { serverSettingNames, setValues } from "../settings-declared";

/** What the server's code action "Continue paragraph" runs. */
const GROW = "afterword.growContinuation";
/** What the server's code action "Continue paragraph: 3 takes" runs. */
const CHOOSE_TAKE = "afterword.chooseTake";

export type ClientState = "starting" | "running" | "ended" | "failed";

export interface ClientParts {
    readonly context: vscode.ExtensionContext;
    readonly log: vscode.LogOutputChannel;
    readonly ghostText: Pick<Middleware, "provideInlineCompletionItems">;
    /** Called with what is to be shown of a continuation. */
    readonly onContinuation: (told: Told) => void;
    /** Called when the server has asked for the settings, which are in force soon after. */
    readonly onSettingsAsked: () => void;
    readonly onState: (state: ClientState) => void;
    /** Asked when the server has ended by itself: whether to start it again. */
    readonly mayRestart: () => boolean;
}

/** Return a client for the server `program`, not started yet. */
export function makeClient(program: string, parts: ClientParts): LanguageClient {
    const names = serverSettingNames(parts.context.extension.packageJSON);
    const client = new DiscreetClient(
        "afterword",
        "Afterword",
        { command: program, args: ["serve"] },
        {
            documentSelector: documentSelector(),
            outputChannel: parts.log,
            revealOutputChannelOn: RevealOutputChannelOn.Never,
            initializationOptions: () => setValues(names, ourConfiguration()),
            errorHandler: errorHandler(parts.mayRestart),
            // Else the client shows the error in its own words.
            initializationFailedHandler: () => false,
            middleware: {
                ...parts.ghostText,
                // The server would ask in a message; here the takes are shown in the text.
                // And a continuation while it is written.
                executeCommand: (command, args, next) => {
                    const ours = { [CHOOSE_TAKE]: Ids.chooseTake, [GROW]: Ids.continueParagraph };
                    return command in ours
                        ? vscode.commands.executeCommand(
                              ours[command as keyof typeof ours],
                              args[0],
                          )
                        : (next(command, args) as Promise<unknown>);
                },
                workspace: {
                    configuration: ({ items }) => {
                        parts.onSettingsAsked();
                        return items.map(() => setValues(names, ourConfiguration()));
                    },
                },
            },
        },
    );
    client.registerFeature(new ContinuationFeature());
    client.onNotification("afterword/continuationGrew", parts.onContinuation);
    client.onDidChangeState(({ newState }) => {
        parts.onState(STATES[newState]);
    });
    return client;
}

/** Run a command of the server's; reject with its error if it answers with one. */
export function runCommand(
    client: LanguageClient,
    command: string,
    argument?: object,
    token?: vscode.CancellationToken,
): Promise<unknown> {
    const params = { command, arguments: argument === undefined ? [] : [argument] };
    return client.sendRequest(ExecuteCommandRequest.type, params, token);
}

const STATES: Readonly<Record<State, ClientState>> = {
    [State.Starting]: "starting",
    [State.Running]: "running",
    [State.Stopped]: "ended",
    [State.StartFailed]: "failed",
};

function errorHandler(mayRestart: () => boolean): ErrorHandler {
    return {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: () => ({
            action: mayRestart() ? CloseAction.Restart : CloseAction.DoNotRestart,
            handled: true,
        }),
    };
}

/** Declares that a continuation is shown while it is written. */
class ContinuationFeature implements StaticFeature {
    fillClientCapabilities(capabilities: ClientCapabilities): void {
        capabilities.experimental = {
            ...(capabilities.experimental as object | undefined),
            afterwordContinuation: true,
        };
    }

    initialize(): void {
        // Nothing to register: the notification is heard from the start.
    }

    getState(): FeatureState {
        return { kind: "static" };
    }

    clear(): void {
        // Nothing to forget.
    }
}

/** Puts its own troubles into the log; what a writer is told of them is said elsewhere, once. */
class DiscreetClient extends LanguageClient {
    override error(message: string, data?: unknown): void {
        super.error(message, data, false);
    }

    override warn(message: string, data?: unknown): void {
        super.warn(message, data, false);
    }

    override info(message: string, data?: unknown): void {
        super.info(message, data, false);
    }
}
