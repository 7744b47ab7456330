/** Where the `afterword` program may be. Knows paths only; nothing here runs or reads a file. */

import * as path from "node:path";

export interface Machine {
    readonly platform: NodeJS.Platform;
    readonly environment: Readonly<Record<string, string | undefined>>;
    readonly homeFolder: string;
}

export interface Places {
    /** The setting `afterword.server.path`; empty if it is not set. */
    readonly configured: string;
    /** Folders of the workspace. Leave them out if the workspace is not trusted. */
    readonly trustedFolders: readonly string[];
    /** The environment that the extension installs; undefined if it holds no finished one. */
    readonly ownEnvironment: string | undefined;
}

const WORKSPACE_ENVIRONMENTS = [".venv", "venv"];

/** Return the file names to look for, the likeliest first. */
export function candidates(machine: Machine, places: Places): string[] {
    if (places.configured !== "") {
        // A writer who names a program wants that one, not whichever else is found.
        return [expandHome(places.configured, machine)];
    }
    const paths = pathsOf(machine);
    const inWorkspace = places.trustedFolders.flatMap((folder) =>
        WORKSPACE_ENVIRONMENTS.map((name) => programIn(paths.join(folder, name), machine)),
    );
    const own =
        places.ownEnvironment === undefined ? [] : [programIn(places.ownEnvironment, machine)];
    const folders = [...pathFolders(machine), ...toolFolders(machine)];
    const installed = folders.map((folder) => paths.join(folder, programName(machine)));
    return [...new Set([...inWorkspace, ...installed, ...own])];
}

/** Return the program `name` of a Python environment. */
export function programIn(
    environment: string,
    machine: Pick<Machine, "platform">,
    name = "afterword",
): string {
    const isWindows = machine.platform === "win32";
    const folder = isWindows ? "Scripts" : "bin";
    return pathsOf(machine).join(environment, folder, isWindows ? `${name}.exe` : name);
}

function programName(machine: Machine): string {
    return machine.platform === "win32" ? "afterword.exe" : "afterword";
}

function pathFolders(machine: Machine): string[] {
    const isWindows = machine.platform === "win32";
    const value = machine.environment.PATH ?? machine.environment.Path ?? "";
    // A relative entry would mean the folder of whatever is open.
    return value
        .split(isWindows ? ";" : ":")
        .filter((folder) => pathsOf(machine).isAbsolute(folder));
}

/** Return where `uv tool install` and `pipx install` put programs; often not on an editor's PATH. */
function toolFolders(machine: Machine): string[] {
    const { environment, homeFolder } = machine;
    const named = [environment.UV_TOOL_BIN_DIR, environment.XDG_BIN_HOME, environment.PIPX_BIN_DIR];
    const usual = pathsOf(machine).join(homeFolder, ".local", "bin");
    return [...named.filter((folder) => folder !== undefined && folder !== ""), usual] as string[];
}

function expandHome(file: string, machine: Machine): string {
    return /^~[\\/]/.test(file) ? pathsOf(machine).join(machine.homeFolder, file.slice(2)) : file;
}

function pathsOf(machine: Pick<Machine, "platform">): path.PlatformPath {
    return machine.platform === "win32" ? path.win32 : path.posix;
}
