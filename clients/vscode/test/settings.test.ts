import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { Ids, OFFERED } from "../src/command-ids";
import { serverSettingNames, setValues } from "../src/settings-declared";

interface Package {
    contributes: {
        commands: { command: string }[];
        keybindings: { command: string }[];
        configuration: { properties: Record<string, unknown> }[];
    };
}
const PACKAGE = JSON.parse(readFileSync("package.json", "utf8")) as Package;

test("the extension's own settings do not go to the server", () => {
    const names = serverSettingNames(PACKAGE);

    assert.equal(names.includes("inline.max_words"), true);
    assert.deepEqual(
        names.filter((name) => name === "languages" || name.startsWith("server.")),
        [],
    );
});

test("only what was set goes to the server, with the value in force", () => {
    const stored: Record<string, { globalValue?: unknown; workspaceValue?: unknown }> = {
        "inline.max_words": { globalValue: 5, workspaceValue: 7 },
        enabled: { workspaceValue: false },
        "inline.enabled": {},
    };
    const configuration = {
        get: (name: string): unknown => stored[name]?.workspaceValue ?? stored[name]?.globalValue,
        inspect: (name: string) => ({ key: name, defaultValue: 1, ...stored[name] }),
    };

    const values = setValues(["inline.max_words", "enabled", "inline.enabled"], configuration);

    assert.deepEqual(values, { "inline.max_words": 7, enabled: false });
});

test("the commands in package.json are those that are registered", () => {
    const declared = PACKAGE.contributes.commands.map(({ command }) => command);

    assert.deepEqual([...declared].sort(), [...Object.values(Ids)].sort());
});

test("every key runs a command of ours", () => {
    const ids: readonly string[] = Object.values(Ids);

    assert.deepEqual(
        PACKAGE.contributes.keybindings.filter(({ command }) => !ids.includes(command)),
        [],
    );
});

test("what waits for a command of the server's waits for one that is followed", () => {
    const waitedFor = JSON.stringify(PACKAGE.contributes).matchAll(/afterword\.offers\.(\w+)/g);

    const names = new Set([...waitedFor].map(([, name]) => name));

    assert.deepEqual([...names].sort(), [...OFFERED]);
});
