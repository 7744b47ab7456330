/** What the server answers to `afterword.status`. */

export interface StatusReply {
    readonly phase: "stopped" | "preparing" | "loading" | "ready" | "failed";
    readonly message: string;
    readonly percent: number | null;
    readonly model: string;
    readonly runtime: string;
    /** The model that writes paragraphs; the same one where none of its own is set. */
    readonly paragraph?: { readonly model: string; readonly phase: string };
    readonly is_busy: boolean;
    readonly is_paused: boolean;
    /** How long the latest ghost text took that had to be written, in milliseconds. */
    readonly last_ghost_ms: number | null;
    /** Why no ghost text comes at the cursor, whatever the model thinks. */
    readonly silence: string | null;
    readonly problems: readonly string[];
}
