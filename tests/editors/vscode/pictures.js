/**
 * Takes the pictures of the extension's README, from the real thing, into clients/vscode/images.
 *
 * Needs the variables of `vscode.test.js`, and ffmpeg for the animated one.
 */

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { startWorkbench } from "./starting.js";
import { waitFor } from "./waiting.js";
import { MODEL_MS } from "./workbench.js";

const IMAGES = fileURLToPath(new URL("../../../clients/vscode/images/", import.meta.url));
const SETTINGS = {
    "window.autoDetectColorScheme": true,
    "workbench.activityBar.location": "hidden",
    "workbench.layoutControl.enabled": false,
    "window.commandCenter": false,
    "breadcrumbs.enabled": false,
    "editor.fontSize": 15,
    "editor.lineNumbers": "off",
    "editor.renderLineHighlight": "none",
    "editor.cursorBlinking": "solid",
    "afterword.inline.eagerness": "eager",
    "afterword.paragraph.max_words": 30,
};
const STORY = `# The ferry

The ferry left at nine, as it had done every morning since the war. There were six people on deck, and nobody spoke. The old man sat by the rail with his hat on his knees and looked at the water.

`;
const TYPED = "At last he stood up, put on his hat, and looked at the town for the last";
const FRAMES_PER_SECOND = 8;

const { workbench, stop } = await startWorkbench({
    settings: SETTINGS,
    viewport: { width: 900, height: 460 },
});
try {
    await workbench.press("Control+B");
    await workbench.open("ferry.md", STORY);
    await workbench.waitForStatus("Ready");
    await workbench.tidyUp();
    for (const name of ["dark", "light"]) {
        await workbench.useColours(name);
        await takeGhost(name);
        await takeTakes(name);
    }
    await takeAnimation();
} finally {
    await stop();
}

async function takeGhost(name) {
    await workbench.open(`ghost-${name}.md`, STORY);
    await workbench.type(TYPED);
    await workbench.waitForGhost(MODEL_MS);
    await workbench.screenshot(path.join(IMAGES, `ghost-${name}.png`));
    await workbench.tidyUp();
}

async function takeTakes(name) {
    await workbench.open(`takes-${name}.md`, STORY + TYPED + " time.");
    await workbench.press("Control+Alt+Shift+Enter");
    await workbench.quickPickRow("Take 2").waitFor({ timeout: MODEL_MS });
    await workbench.press("ArrowDown");
    await waitFor("the preview", () => workbench.shownAfter(`${TYPED} time.`));
    await workbench.screenshot(path.join(IMAGES, `takes-${name}.png`));
    await workbench.press("Escape");
    await workbench.tidyUp();
}

/** Type as a writer does, and take what shows; one frame a key, and some to look at it. */
async function takeAnimation() {
    const frames = mkdtempSync(path.join(os.tmpdir(), "afterword-frames-"));
    let count = 0;
    const shoot = async (times = 1) => {
        for (let time = 0; time < times; time += 1) {
            await workbench.screenshot(path.join(frames, `${String(count).padStart(4, "0")}.png`));
            count += 1;
        }
    };
    try {
        mkdirSync(IMAGES, { recursive: true });
        await workbench.open("moving.md", STORY);
        for (const letter of TYPED) {
            await workbench.type(letter);
            await shoot();
        }
        await workbench.waitForGhost(MODEL_MS);
        await shoot(8);
        await workbench.pressAndMove("Tab");
        await shoot(12);
        const filter =
            "crop=900:330:0:0,scale=720:-1:flags=lanczos,split[a][b];[a]palettegen=max_colors=32[p];[b][p]paletteuse=dither=none";
        execFileSync("ffmpeg", [
            ...["-y", "-loglevel", "error", "-framerate", String(FRAMES_PER_SECOND)],
            ...["-i", path.join(frames, "%04d.png"), "-vf", filter, path.join(IMAGES, "ghost.gif")],
        ]);
    } finally {
        rmSync(frames, { recursive: true, force: true });
    }
}
