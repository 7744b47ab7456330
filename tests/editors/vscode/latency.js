/**
 * Measures, in the browser, from a key to the frame that holds ghost text for it; beside the
 * server's own time. Needs the variables of `vscode.test.js`.
 *
 * Only keys after which ghost text had to be written count: none was on screen when they were hit.
 */

import { startWorkbench } from "./starting.js";
import { GHOST, MODEL_MS } from "./workbench.js";

const SETTINGS = { "afterword.inline.eagerness": "eager" };
const KEYS_EVERY_MS = 600;
const TEXT = `The ferry left at nine, as it had done every morning since the war. There were six people on deck, and nobody spoke. The old man sat by the rail with his hat on his knees and looked at the water. At last he stood up, put his hand in his pocket and took out a small piece of paper, which he read twice before he let it go. It was the last letter that his brother had written.`;

const { workbench, stop } = await startWorkbench({
    settings: SETTINGS,
    // So high that the list of running extensions, which is drawn as far as it shows, is whole.
    viewport: { width: 1100, height: 2400 },
});
try {
    await workbench.open("latency.md", "# The ferry\n\n");
    await workbench.waitForStatus("Ready", MODEL_MS);
    await workbench.page.evaluate(watchKeys, GHOST);
    const ownMs = [];
    for (const letter of TEXT) {
        await workbench.page.keyboard.type(letter);
        await workbench.page.waitForTimeout(KEYS_EVERY_MS);
        const told = /Last ghost text: (\d+) ms/.exec(await workbench.status());
        if (told !== null && Number(told[1]) !== ownMs.at(-1)) {
            ownMs.push(Number(told[1]));
        }
    }
    const seenMs = await workbench.page.evaluate(() => globalThis.ghostLatenciesMs);
    await workbench.run("Developer: Show Running Extensions");
    const row = workbench.page.locator(".runtime-extensions-editor .extension", {
        hasText: "Afterword",
    });
    console.log(`activation: ${await row.first().locator(".activation-time").innerText()}`);
    report("key to ghost text in the DOM", seenMs);
    report("the server's own time", ownMs);
} finally {
    await stop();
}

function report(what, valuesMs) {
    const sorted = [...valuesMs].sort((one, other) => one - other);
    const at = (share) => Math.round(sorted[Math.floor(share * (sorted.length - 1))] ?? NaN);
    console.log(`${what}: n ${sorted.length}, p50 ${at(0.5)} ms, p90 ${at(0.9)} ms`);
}

/** Runs in the page: notes for each key that found no ghost text how long the first took. */
function watchKeys(selector) {
    let pressedMs;
    globalThis.ghostLatenciesMs = [];
    const isShown = () => document.querySelector(selector) !== null;
    document.addEventListener(
        "keydown",
        () => {
            pressedMs = isShown() ? undefined : performance.now();
        },
        true,
    );
    new MutationObserver(() => {
        if (pressedMs !== undefined && isShown()) {
            globalThis.ghostLatenciesMs.push(performance.now() - pressedMs);
            pressedMs = undefined;
        }
    }).observe(document.body, { childList: true, subtree: true, characterData: true });
}
