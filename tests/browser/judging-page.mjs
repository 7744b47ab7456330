/** Judges four pairs on the page as a reader does, by keys and by mouse, in two windows.
 *
 * usage: node judging-page.mjs ADDRESS TOOLS CHROMIUM PICTURES
 * TOOLS holds playwright-core. Ends with 1 and a message where something is not as it should be.
 */

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import path from "node:path";

const [address, tools, executablePath, pictures] = process.argv.slice(2);
const { chromium } = createRequire(path.join(tools, "package.json"))("playwright-core");
const FLAGS = [
    ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
    ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
];

const browser = await chromium.launch({ executablePath, args: FLAGS });
try {
    const context = await browser.newContext({ viewport: { width: 1100, height: 760 } });
    const asked = [];
    const faults = [];
    context.on("request", (request) => asked.push(request.url()));
    context.on("console", (message) => message.type() === "error" && faults.push(message.text()));

    const page = await open(context);
    const firstOpening = await page.locator("#opening").innerText();
    await page.screenshot({ path: path.join(pictures, "pair.png") });

    await page.keyboard.press("ArrowLeft");
    await page.locator("#left.chosen").waitFor();
    await progress(page, "0 of 4");
    await page.keyboard.press("3");
    await progress(page, "1 of 4");
    assert.notEqual(await page.locator("#opening").innerText(), firstOpening);

    await page.keyboard.press("5");
    await page.locator("[data-reason=repetition][aria-pressed=true]").waitFor();
    await page.keyboard.press("t");
    await progress(page, "2 of 4");

    await page.locator("[data-choice=both_bad]").click();
    await page.screenshot({ path: path.join(pictures, "chosen.png") });
    await page.locator("#next").click();
    await progress(page, "3 of 4");

    await page.keyboard.press("Backspace");
    await page.locator("#hint:has-text('You have judged this pair')").waitFor();
    await page.locator("[data-choice=both_bad]").click();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await page.locator("#hint:not(:has-text('You have judged'))").waitFor();
    await progress(page, "3 of 4");
    assert.deepEqual(faults, []);

    const other = await open(context);
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await page.locator("#done").waitFor();
    await other.keyboard.press("ArrowLeft");
    await other.keyboard.press("Enter");
    await other.locator("#notice:has-text('another window')").waitFor();
    await other.locator("#done").waitFor();

    const narrow = await context.newPage();
    await narrow.setViewportSize({ width: 400, height: 800 });
    await narrow.goto(address);
    await narrow.locator("#done").waitFor();
    await narrow.keyboard.press("Backspace");
    await narrow.locator("#pair").waitFor();
    await narrow.screenshot({ path: path.join(pictures, "narrow.png"), fullPage: true });
    const overflow = () => document.documentElement.scrollWidth > window.innerWidth;
    assert.equal(await narrow.evaluate(overflow), false);

    const stranger = await context.newPage();
    await stranger.goto(new URL("/wrong/", address).href);
    assert.match(await stranger.locator("body").innerText(), /token/);
    assert.deepEqual(
        asked.filter((url) => new URL(url).host !== new URL(address).host && !url.startsWith("data:")),
        [],
    );
} finally {
    await browser.close();
}

async function open(context) {
    const page = await context.newPage();
    await page.goto(address);
    await page.locator("#pair").waitFor();
    return page;
}

async function progress(page, text) {
    await page.locator(`#progress:has-text("${text}")`).waitFor();
}
