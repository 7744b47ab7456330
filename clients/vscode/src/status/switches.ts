/** On and off: everywhere, in this workspace, for a language. And how eager. */

import * as vscode from "vscode";
import { ourConfiguration } from "../settings";

const { Global, Workspace } = vscode.ConfigurationTarget;
const EAGERNESS = "inline.eagerness";

/** Switch everywhere, for the writer. */
export async function toggleEverywhere(): Promise<void> {
    const configuration = ourConfiguration();
    const isOn = configuration.inspect<boolean>("enabled")?.globalValue ?? true;
    await configuration.update("enabled", isOn ? false : undefined, Global);
}

export async function toggleInWorkspace(): Promise<void> {
    const configuration = ourConfiguration();
    const isOn = configuration.get<boolean>("enabled", true);
    const here = configuration.inspect<boolean>("enabled")?.workspaceValue;
    // What the workspace alone switched off goes back to what holds everywhere.
    await configuration.update("enabled", here === false ? undefined : !isOn, Workspace);
}

export async function toggleForLanguage(language: string): Promise<void> {
    const configuration = ourConfiguration();
    const disabled = configuration.get<string[]>("disabled_languages", []);
    const others = disabled.filter((name) => name !== language);
    const changed = others.length < disabled.length ? others : [...disabled, language];
    const isOfWorkspace = configuration.inspect("disabled_languages")?.workspaceValue !== undefined;
    await configuration.update("disabled_languages", changed, isOfWorkspace ? Workspace : Global);
}

export function isOffFor(language: string): boolean {
    return ourConfiguration().get<string[]>("disabled_languages", []).includes(language);
}

export async function chooseEagerness(): Promise<void> {
    const now = ourConfiguration().get<string>(EAGERNESS);
    const items = [
        { label: "quiet", description: "shows little and is seldom wrong" },
        { label: "balanced", description: "the default" },
        { label: "eager", description: "shows much and is wrong more often" },
    ].map((item) => (item.label === now ? { ...item, detail: "in force" } : item));
    const chosen = await vscode.window.showQuickPick(items, {
        title: "How sure must ghost text be?",
    });
    if (chosen !== undefined) {
        await ourConfiguration().update(EAGERNESS, chosen.label, Global);
    }
}
