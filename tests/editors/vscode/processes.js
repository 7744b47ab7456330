/** Finds the server that an editor of ours has started. */

import { readdirSync, readFileSync } from "node:fs";

/**
 * Return the id of the process that serves with `program`, below this process; undefined if none.
 *
 * @param {string} program
 */
export function serverProcess(program) {
    const parents = new Map();
    const serving = [];
    for (const name of readdirSync("/proc").filter((entry) => /^\d+$/.test(entry))) {
        try {
            const stat = readFileSync(`/proc/${name}/stat`, "utf8");
            const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
            parents.set(Number(name), Number(parent));
            const command = readFileSync(`/proc/${name}/cmdline`, "utf8").split("\0");
            if (state !== "Z" && command.includes(program) && command.includes("serve")) {
                serving.push(Number(name));
            }
        } catch {
            // It ended while we looked.
        }
    }
    const isBelowUs = (id) => id === process.pid || (id > 1 && isBelowUs(parents.get(id) ?? 0));
    return serving.find(isBelowUs);
}
