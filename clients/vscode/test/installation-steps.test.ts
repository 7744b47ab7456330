import assert from "node:assert/strict";
import test from "node:test";
import { installationSteps, isNewEnough } from "../src/server/installation-steps";

const OPTIONS = { python: "python3", folder: "/ours", wheel: "/extension/afterword.whl" };

test("the server and its model come from the wheel that came with the extension", () => {
    const steps = installationSteps({ ...OPTIONS, platform: "darwin" });

    assert.deepEqual(steps[0]?.arguments, ["-m", "venv", "--clear", "/ours"]);
    assert.equal(steps.at(-1)?.command, "/ours/bin/python");
    assert.equal(steps.at(-1)?.arguments.at(-1), "/extension/afterword.whl[local,gemma]");
    assert.equal(steps.length, 2);
});

const VERSIONS: [printed: string, isNew: boolean][] = [
    ["Python 3.11.0\n", true],
    ["Python 3.14.1", true],
    ["Python 4.0.0", true],
    ["Python 3.10.12", false],
    ["Python 2.7.18", false],
    ["not found", false],
    ["", false],
];
for (const [printed, isNew] of VERSIONS) {
    test(`"${printed.trim()}" is ${isNew ? "new" : "not new"} enough`, () => {
        assert.equal(isNewEnough(printed), isNew);
    });
}
