/** What is left of a text when its beginning has been typed. Runs without VS Code. */

/** Return the rest of `text` behind `typed`; undefined if it does not begin so. */
export function restOf(text: string, typed: string): string | undefined {
    return text.startsWith(typed) ? text.slice(typed.length) : undefined;
}
