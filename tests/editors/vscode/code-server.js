/** Runs a real VS Code workbench: code-server with our extension, and settings of its own. */

import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { waitFor } from "./waiting.js";

const START_MS = 60_000;

/** What every scenario has; each may change it. */
const BASE_SETTINGS = {
    "workbench.startupEditor": "none",
    "workbench.tips.enabled": false,
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    "security.workspace.trust.startupPrompt": "never",
    "security.workspace.trust.banner": "never",
    "telemetry.telemetryLevel": "off",
    "update.mode": "none",
    "extensions.ignoreRecommendations": true,
    "chat.disableAIFeatures": true,
    "files.autoSave": "off",
    "editor.fontFamily": "DejaVu Serif, Noto Serif CJK SC, serif",
    "editor.fontSize": 17,
    "editor.lineHeight": 1.6,
    "editor.minimap.enabled": false,
    "editor.wordWrap": "on",
    "editor.unicodeHighlight.ambiguousCharacters": false,
    "git.enabled": false,
};

export class CodeServer {
    /** @param {{ entry: string, vsix: string, cacheFolder: string }} options */
    constructor({ entry, vsix, cacheFolder }) {
        this.entry = entry;
        this.folder = mkdtempSync(path.join(os.tmpdir(), "afterword-vscode-"));
        this.workspace = path.join(this.folder, "book");
        this.userData = path.join(this.folder, "user-data");
        this.home = path.join(this.folder, "home");
        for (const name of [this.workspace, this.home]) {
            mkdirSync(name, { recursive: true });
        }
        this.environment = {
            // Without the PATH of whoever runs this, no server is found that isn't configured.
            PATH: ["/usr/bin", "/bin"].join(path.delimiter),
            HOME: this.home,
            LANG: "C.UTF-8",
            AFTERWORD_CACHE_DIR: cacheFolder,
            AFTERWORD_CONFIG_DIR: path.join(this.home, "config"),
            AFTERWORD_DATA_DIR: path.join(this.home, "data"),
        };
        this.settings = {};
        this.machineSettings = {};
        this.configure(BASE_SETTINGS);
        this.#run("--install-extension", vsix);
    }

    async start() {
        this.port = await freePort();
        const options = [
            ...["--auth", "none", "--bind-addr", `127.0.0.1:${this.port}`],
            ...["--disable-telemetry", "--disable-update-check"],
            ...["--disable-getting-started-override", ...this.#folders(), this.workspace],
        ];
        // A group of its own, so that its many children end with it.
        this.process = spawn(process.execPath, [this.entry, ...options], {
            env: this.environment,
            detached: true,
            stdio: "ignore",
        });
        const isUp = async () => (await fetch(`http://127.0.0.1:${this.port}/healthz`)).ok;
        await waitFor("code-server to answer", () => isUp().catch(() => false), START_MS);
    }

    get address() {
        return `http://127.0.0.1:${this.port}/?folder=${encodeURIComponent(this.workspace)}`;
    }

    /** @returns {string} the writer's settings, as the editor or we wrote them */
    readSettings() {
        return readFileSync(path.join(this.userData, "User", "settings.json"), "utf8");
    }

    /** Merge into the writer's settings; a running editor does not look. */
    configure(changes) {
        Object.assign(this.settings, changes);
        this.#write(path.join(this.userData, "User"), this.settings);
    }

    /**
     * The same for settings of scope "machine": this editor counts as one on another machine. A
     * running editor reads them again by itself.
     */
    configureMachine(changes) {
        Object.assign(this.machineSettings, changes);
        this.#write(path.join(this.userData, "Machine"), this.machineSettings);
    }

    /** Write the settings of the workspace, which a running editor reads again by itself. */
    configureWorkspace(settings) {
        this.#write(path.join(this.workspace, ".vscode"), settings);
    }

    stop() {
        if (this.process !== undefined) {
            process.kill(-this.process.pid, "SIGKILL");
        }
        rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
    }

    #folders() {
        const extensions = path.join(this.folder, "extensions");
        return ["--user-data-dir", this.userData, "--extensions-dir", extensions];
    }

    #write(folder, settings) {
        mkdirSync(folder, { recursive: true });
        writeFileSync(path.join(folder, "settings.json"), JSON.stringify(settings, null, 2));
    }

    #run(...options) {
        execFileSync(process.execPath, [this.entry, ...this.#folders(), ...options], {
            env: this.environment,
            stdio: "pipe",
        });
    }
}

/** @returns {Promise<number>} a port that nobody listens on */
function freePort() {
    return new Promise((resolve, reject) => {
        const server = createServer();
        server.once("error", reject);
        server.listen(0, "127.0.0.1", () => {
            const { port } = server.address();
            server.close(() => resolve(port));
        });
    });
}
