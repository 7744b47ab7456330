/** Runs a program to its end and hands over what it prints, line by line. */

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { CancellationToken } from "vscode";

export interface RunOptions {
    /** Called for each line of both streams. */
    readonly onLine: (line: string) => void;
    /** Ends the program when it is cancelled. */
    readonly token?: CancellationToken;
}

/** Return the exit code; -1 if the program could not be started or was ended by a signal. */
export async function runProgram(
    command: string,
    commandArguments: readonly string[],
    options: RunOptions,
): Promise<number> {
    const child = spawn(command, commandArguments, { stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [child.stdout, child.stderr]) {
        createInterface(stream).on("line", options.onLine);
    }
    const listener = options.token?.onCancellationRequested(() => child.kill());
    try {
        return await new Promise<number>((resolve) => {
            child.once("error", (error) => {
                options.onLine(error.message);
                resolve(-1);
            });
            child.once("close", (code) => {
                resolve(code ?? -1);
            });
        });
    } finally {
        listener?.dispose();
    }
}
