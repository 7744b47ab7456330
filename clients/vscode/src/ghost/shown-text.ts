/**
 * Remembers which ghost text the editor got, to know what of it is left at the cursor.
 *
 * VS Code does not tell an extension which of several suggestions it shows, so more than one may
 * be possible. Knows nothing of servers.
 */

import { restOf } from "../paragraphs/rest";

export interface Cursor {
    readonly uri: string;
    readonly line: number;
    /** In UTF-16 units, as VS Code counts. */
    readonly character: number;
    /** The text of the line before the cursor. */
    readonly before: string;
}

interface Offer {
    readonly at: Cursor;
    readonly text: string;
}

/** More are never held: a writer who cycles has three, and each keystroke may add one. */
const MOST_OFFERS = 12;

export class ShownText {
    private offers: Offer[] = [];

    /** Take what came for a cursor. Older offers stay as long as they may still be on screen. */
    remember(at: Cursor, texts: readonly string[]): void {
        const still = this.offers.filter((offer) => rest(offer, at) !== undefined);
        this.offers = [...texts.map((text) => ({ at, text })), ...still].slice(0, MOST_OFFERS);
    }

    /** Return what may stand after the cursor as ghost text, each possibility once. */
    restsAt(cursor: Cursor): string[] {
        const rests = this.offers.map((offer) => rest(offer, cursor));
        return [...new Set(rests.filter((text) => text !== undefined && text !== ""))] as string[];
    }
}

/** Return what is left of an offer when the writer has typed its beginning, else undefined. */
function rest({ at, text }: Offer, cursor: Cursor): string | undefined {
    if (at.uri !== cursor.uri || at.line !== cursor.line || !cursor.before.startsWith(at.before)) {
        return undefined;
    }
    return restOf(text, cursor.before.slice(at.before.length));
}
