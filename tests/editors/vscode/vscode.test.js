/** Everything in one workbench, one after the other: starting an editor takes longest of all. */

import { after, before, test } from "node:test";
import { ghostScenarios } from "./scenarios/ghost-text.js";
import { paragraphScenarios } from "./scenarios/paragraphs.js";
import { placeScenarios } from "./scenarios/places.js";
import { crashScenarios, startingScenarios } from "./scenarios/starting.js";
import { startWorkbench } from "./starting.js";

/** Short texts come quickly; what is not sure shows all the same, so that there is something. */
const SETTINGS = {
    "afterword.inline.confidence": 0,
    "afterword.inline.max_words": 6,
    "afterword.inline.deadline_ms": 10_000,
    "afterword.paragraph.max_words": 15,
    "afterword.paragraph.follow_rhythm": false,
};

let running;

before(async () => {
    running = await startWorkbench({ settings: SETTINGS, isFirstTime: true });
});

after(() => running?.stop());

const scenarios = {
    ...startingScenarios,
    ...ghostScenarios,
    ...placeScenarios,
    ...paragraphScenarios,
    ...crashScenarios,
};

for (const [claim, scenario] of Object.entries(scenarios)) {
    test(claim, async () => {
        try {
            await scenario(running);
        } catch (error) {
            // The runner tells only at its end, which a stuck scenario may put off for long.
            console.error(`${claim}: ${error.message.slice(0, 300)}`);
            await running.workbench.keepPicture(claim);
            throw error;
        } finally {
            await running.workbench.tidyUp();
        }
    });
}
