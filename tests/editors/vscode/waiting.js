/** Waits for a state, never for a time. */

const LOOK_EVERY_MS = 50;

/**
 * Return what `look` returns as soon as it is truthy.
 *
 * @template T
 * @param {string} what what is waited for, for the message
 * @param {() => T | Promise<T>} look
 * @param {number} limitMs
 * @returns {Promise<T>}
 */
export async function waitFor(what, look, limitMs = 60_000) {
    const end = Date.now() + limitMs;
    for (;;) {
        const found = await look();
        if (found) {
            return found;
        }
        if (Date.now() > end) {
            throw new Error(`waited ${limitMs / 1000} s for ${what}`);
        }
        await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
}
