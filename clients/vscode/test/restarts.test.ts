import assert from "node:assert/strict";
import test from "node:test";
import { Restarts } from "../src/server/restarts";

test("the fifth end within three minutes is the last", () => {
    const restarts = new Restarts();

    const allowed = [0, 1, 2, 3, 4].map((second) => restarts.allow(second * 1000));

    assert.deepEqual(allowed, [true, true, true, true, false]);
});

test("ends that are long past don't count", () => {
    const restarts = new Restarts();

    const allowed = [0, 1, 2, 3, 4].map((hour) => restarts.allow(hour * 3_600_000));

    assert.equal(allowed.every(Boolean), true);
});
