import assert from "node:assert/strict";
import test from "node:test";
import { isEmptyListItem } from "../src/ghost/list-marker";

for (const before of ["- ", "  * ", "+ ", "1. ", "12) ", "> - ", "- [ ] ", "• ", "１. "]) {
    test(`"${before}" is an empty list item`, () => {
        assert.equal(isEmptyListItem(before), true);
    });
}

for (const before of ["", "-", "- one", "- one ", "1.5 ", "She - ", "* * ", "—  "]) {
    test(`"${before}" is none`, () => {
        assert.equal(isEmptyListItem(before), false);
    });
}
