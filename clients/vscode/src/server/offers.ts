/** Tells VS Code what the running server can do, for the `when` clauses of package.json. */

import * as vscode from "vscode";
import { OFFERED } from "../command-ids";
import type { Server } from "./server";

/** Keep the context keys `afterword.offers.NAME` true: a server that is older can do less. */
export function tellOffers(server: Server): vscode.Disposable {
    return server.onDidChangeHealth(() => {
        for (const name of OFFERED) {
            const isOffered = server.offers(`afterword.${name}`);
            void vscode.commands.executeCommand(
                "setContext",
                `afterword.offers.${name}`,
                isOffered,
            );
        }
    });
}
