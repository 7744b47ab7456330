/** Which settings are the server's, and which of them the writer has set. Runs without VS Code. */

export const SECTION = "afterword";
/** Settings of the extension itself; the server knows nothing of them. */
const OWN = new Set(["languages", "server.path"]);

/** What we need of VS Code's `WorkspaceConfiguration`. */
export interface Configuration {
    get(name: string): unknown;
    inspect(name: string): { globalValue?: unknown; workspaceValue?: unknown } | undefined;
}

export type Values = Record<string, unknown>;

/** Return the names of the server's settings, without the section's, from our package.json. */
export function serverSettingNames(packageJson: unknown): string[] {
    const { contributes } = packageJson as {
        contributes: { configuration: { properties: Record<string, unknown> }[] };
    };
    return contributes.configuration
        .flatMap(({ properties }) => Object.keys(properties))
        .map((name) => name.slice(SECTION.length + 1))
        .filter((name) => !OWN.has(name));
}

/**
 * Return what the writer has set, by dotted name.
 *
 * Defaults stay out: the editor's settings go before `afterword.toml`, and a default of ours would
 * undo what a project's file says.
 */
export function setValues(names: readonly string[], configuration: Configuration): Values {
    const values: Values = {};
    for (const name of names) {
        const found = configuration.inspect(name);
        if (found?.globalValue !== undefined || found?.workspaceValue !== undefined) {
            values[name] = configuration.get(name);
        }
    }
    return values;
}
