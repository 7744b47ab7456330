/** Makes the language client: which documents, which settings, what is done on a crash. */

import * as vscode from "vscode";
import {
    CloseAction,
    ErrorAction,
    LanguageClient,
    RevealOutputChannelOn,
    type ErrorHandler,
    type Middleware,
} from "vscode-languageclient/node";
import { documentSelector, ourConfiguration } from "../settings";
import { serverSettingNames, setValues } from "../settings-declared";

export interface ClientParts {
    readonly context: vscode.ExtensionContext;
    readonly log: vscode.LogOutputChannel;
    readonly ghostText: Pick<Middleware, "provideInlineCompletionItems">;
    /** Called when the server has asked for the settings, which are in force soon after. */
    readonly onSettingsAsked: () => void;
    /** Asked when the server has ended by itself: whether to start it again. */
    readonly mayRestart: () => boolean;
}

/** Return a client for the server `program`, not started yet. */
export function makeClient(program: string, parts: ClientParts): LanguageClient {
    const names = serverSettingNames(parts.context.extension.packageJSON);
    return new DiscreetClient(
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
                workspace: {
                    configuration: ({ items }) => {
                        parts.onSettingsAsked();
                        return items.map(() => setValues(names, ourConfiguration()));
                    },
                },
            },
        },
    );
}

function errorHandler(mayRestart: () => boolean): ErrorHandler {
    return {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: () => ({
            action: mayRestart() ? CloseAction.Restart : CloseAction.DoNotRestart,
            handled: true,
        }),
    };
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
