/** The settings of the extension itself: for which documents the server is asked. */

import * as vscode from "vscode";
import { SECTION } from "./settings-declared";

const SCHEMES = ["file", "untitled"];

export function ourConfiguration(): vscode.WorkspaceConfiguration {
    return vscode.workspace.getConfiguration(SECTION);
}

/** Return the languages that Afterword is for. */
export function chosenLanguages(): string[] {
    return ourConfiguration().get<string[]>("languages", []);
}

export function documentSelector(): { scheme: string; language: string }[] {
    return chosenLanguages().flatMap((language) => SCHEMES.map((scheme) => ({ scheme, language })));
}

export function isOurs(document: vscode.TextDocument): boolean {
    return vscode.languages.match(documentSelector(), document) > 0;
}
