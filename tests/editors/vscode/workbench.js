/** The workbench as a writer sees it: files, keys, ghost text, the status bar, messages. */

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { waitFor } from "./waiting.js";

const CHROMIUM_FLAGS = [
    ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
    ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
];
const CLOSE_MESSAGE = ".notification-toast .codicon-notifications-clear";
export const GHOST = ".ghost-text-decoration, .ghost-text-decoration-preview";
/** Ghost text of a few words, on a busy machine; only to watch that none comes. */
const GHOST_COMES_WITHIN_MS = 2000;
const VIEWPORT = { width: 1100, height: 640 };
/** Loading the model takes 10-25 s on a slow machine with other work. */
export const MODEL_MS = 90_000;

export class Workbench {
    /**
     * @param {CodeServer} codeServer
     * @param {{ tools: string, chromiumPath: string, viewport?: object }} options
     *   where Playwright and Chromium are, and the window's size
     */
    static async start(codeServer, { tools, chromiumPath, viewport = VIEWPORT }) {
        const { chromium } = createRequire(path.join(tools, "package.json"))("playwright-core");
        const browser = await chromium.launch({
            executablePath: chromiumPath,
            args: CHROMIUM_FLAGS,
        });
        const context = await browser.newContext({
            viewport,
        });
        const page = await context.newPage();
        const workbench = new Workbench(codeServer, browser, page);
        await page.goto(codeServer.address);
        await page.locator(".monaco-workbench .statusbar").waitFor({ timeout: 60_000 });
        return workbench;
    }

    constructor(codeServer, browser, page) {
        this.codeServer = codeServer;
        this.browser = browser;
        this.page = page;
    }

    async close() {
        await this.browser.close();
    }

    file(name) {
        return path.join(this.codeServer.workspace, name);
    }

    read(name) {
        return readFileSync(this.file(name), "utf8");
    }

    /** Write a file, open it, and put the cursor at the end. */
    async open(name, text) {
        writeFileSync(this.file(name), text);
        // The editor's own flakiness: now and then the box does not open, opens without keys, or
        // closes without opening what it shows.
        await waitFor(`${name} to be open`, async () => {
            await this.press("Escape", "Control+P");
            const input = this.page.locator(".quick-input-widget input.input");
            const isFilled = await succeeds(input.fill(name, { timeout: 5000 }));
            const row = this.quickPickRow(name).first();
            if (!isFilled || !(await succeeds(row.waitFor({ timeout: 5000 })))) {
                return false;
            }
            await this.press("Enter");
            const tab = this.page.locator(`.tab.active[data-resource-name="${name}"]`);
            return succeeds(tab.waitFor({ timeout: 5000 }));
        });
        await this.page.locator(".editor-instance .monaco-editor.focused").waitFor();
        await this.press("Control+End");
    }

    async press(...keys) {
        for (const key of keys) {
            await this.page.keyboard.press(key);
        }
    }

    async type(text) {
        await this.page.keyboard.type(text, { delay: 20 });
    }

    /** Save, and return what is in the file then. All of the text must be in view. */
    async saved(name) {
        const isSaved = async () => withoutSpace(this.read(name)) === (await this.shown());
        // The editor's own flakiness: a key that comes during a save may be lost.
        await waitFor("the file to be saved", async () => {
            await this.press("Control+S");
            return succeeds(waitFor("the save to end", isSaved, 3000));
        });
        return this.read(name);
    }

    /** @returns {Promise<string>} the text in view, without ghost text and without white space */
    async shown() {
        const lines = await this.page.locator(".view-line").evaluateAll((elements, ghost) => {
            const textOf = (element) => {
                const copy = element.cloneNode(true);
                copy.querySelectorAll(ghost).forEach((part) => part.remove());
                return copy.textContent;
            };
            return elements
                .map((element) => ({ top: element.offsetTop, text: textOf(element) }))
                .sort((one, other) => one.top - other.top)
                .map(({ text }) => text);
        }, GHOST);
        return withoutSpace(lines.join(""));
    }

    /** @returns {Promise<string>} line and column, as the status bar has them */
    async cursor() {
        return this.page.locator("[id='status.editor.selection']").innerText();
    }

    /** Press keys that move the cursor, by inserting or taking back; return when it has moved. */
    async pressAndMove(...keys) {
        const from = await this.cursor();
        await this.press(...keys);
        await waitFor("the cursor to move", async () => (await this.cursor()) !== from);
    }

    /** @returns {Promise<string>} the ghost text on screen; empty if there is none */
    async ghost() {
        const parts = await this.page.locator(GHOST).allTextContents();
        return parts.join("").replaceAll("\u00a0", " ");
    }

    async waitForGhost(limitMs = 60_000) {
        return waitFor("ghost text", () => this.ghost(), limitMs);
    }

    async waitForNoGhost() {
        await waitFor("ghost text to go", async () => (await this.ghost()) === "", 10_000);
    }

    /** @returns {Promise<string>} what a screen reader is told of our status bar item */
    async status() {
        const item = this.page.locator("[id^='afterword.afterword'].statusbar-item a");
        return (await item.count()) === 0
            ? ""
            : ((await item.first().getAttribute("aria-label")) ?? "");
    }

    async waitForStatus(part, limitMs = MODEL_MS) {
        await waitFor(
            `the status "${part}"`,
            async () => (await this.status()).includes(part),
            limitMs,
        );
    }

    /** Run a command by its title in the palette. */
    async run(title) {
        await this.#lookUp(title);
        await this.quickPickRow(title).first().click();
    }

    /** @returns {Promise<string[]>} the titles in the palette that begin so */
    async commands(beginning) {
        await this.#lookUp(beginning);
        await this.quickPickRow(beginning).first().waitFor();
        const titles = await this.quickPickRow(beginning).locator(".label-name").allInnerTexts();
        await this.press("Escape");
        return titles;
    }

    async #lookUp(title) {
        const input = this.page.locator(".quick-input-widget input.input");
        // The editor's own flakiness: now and then the box does not open.
        await waitFor("the palette to open", async () => {
            await this.press("F1");
            return succeeds(input.fill(`>${title}`, { timeout: 5000 }));
        });
    }

    /** Change a setting that is a box to tick, in the settings editor. */
    async tickSetting(name) {
        await this.run("Preferences: Open Settings (UI)");
        const editor = this.page.locator(".settings-editor");
        await editor.locator(".suggest-input-container .monaco-editor").click();
        await this.press("Control+A");
        await this.type(name);
        const before = this.codeServer.readSettings();
        await editor.locator(`[data-key="${name}"] .setting-value-checkbox`).click();
        const isWritten = () => this.codeServer.readSettings() !== before;
        await waitFor("the setting to be written", isWritten, 20_000);
        await this.press("Escape");
        await editor.waitFor({ state: "hidden" });
    }

    async trustWorkspace() {
        await this.run("Workspaces: Manage Workspace Trust");
        const editor = this.page.locator(".workspace-trust-editor");
        await editor.getByRole("button", { name: "Trust", exact: true }).click();
        await editor.getByText("You trust this folder").waitFor();
        await this.press("Control+W");
    }

    message(text) {
        return this.page.locator(".notification-toast", { hasText: text });
    }

    /** @param {"dark" | "light"} scheme what the desktop prefers; the editor follows it */
    async useColours(scheme) {
        await this.page.emulateMedia({ colorScheme: scheme });
        await this.page
            .locator(`.monaco-workbench.vs${scheme === "dark" ? "-dark" : ""}`)
            .waitFor();
    }

    async screenshot(file) {
        await this.page.screenshot({ path: file });
    }

    quickPickRow(text) {
        return this.page.locator(".quick-input-list .monaco-list-row", {
            hasText: text,
        });
    }

    /** @returns {Promise<string>} what is in view after `text`, without white space */
    async shownAfter(text) {
        const [shown, before] = [await this.shown(), withoutSpace(text)];
        const at = shown.indexOf(before);
        return at < 0 ? "" : shown.slice(at + before.length);
    }

    /** Watch that no ghost text comes in the time that it takes to come. */
    async staysWithoutGhost() {
        const end = Date.now() + GHOST_COMES_WITHIN_MS;
        while (Date.now() < end) {
            assert.equal(await this.ghost(), "");
        }
    }

    /** Keep a picture of a failure where it can be found. */
    async keepPicture(claim) {
        const folder = process.env.AFTERWORD_PICTURES;
        if (folder !== undefined) {
            await this.page.screenshot({
                path: path.join(folder, `${claim.replace(/\W+/g, "-")}.png`),
            });
        }
    }

    /** Leave nothing behind that the next scenario would trip over. */
    async tidyUp() {
        const editor = this.page.locator(".editor-instance").first();
        // The editor's own flakiness: a key that comes during a save may be lost.
        await waitFor("all editors to close", async () => {
            await this.press("Escape", "Escape", "Control+S");
            await this.press("Control+K", "Control+W");
            return succeeds(editor.waitFor({ state: "detached", timeout: 3000 }));
        });
        for (const close of await this.page.locator(CLOSE_MESSAGE).all()) {
            await close.click({ timeout: 2000 }).catch(() => undefined); // it may go by itself
        }
    }
}

/** @returns {Promise<boolean>} whether a promise is kept */
function succeeds(promise) {
    return promise.then(
        () => true,
        () => false,
    );
}

/** @returns {string} a text to compare by: the editor's lines break where the window ends */
function withoutSpace(text) {
    return text.replace(/[\s\u200b]+/gu, "");
}
