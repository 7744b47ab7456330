/** What the server answers to `afterword.status`. */

export interface LargerModel {
    readonly name: string;
    readonly title: string;
    readonly download_mb: number;
    readonly memory_mb: number;
    /** About how long it takes for a paragraph on this machine; null before anything was measured. */
    readonly paragraph_s: number | null;
    readonly is_installing: boolean;
}

export interface StatusReply {
    readonly phase: "stopped" | "preparing" | "loading" | "ready" | "failed";
    readonly message: string;
    readonly percent: number | null;
    readonly model: string;
    readonly runtime: string;
    /** The voice that the model writes in; empty for none, and older servers name none. */
    readonly voice?: string;
    /** The model that writes paragraphs; the same one where none of its own is set. */
    readonly paragraph?: {
        readonly model: string;
        readonly phase: string;
        readonly voice?: string;
    };
    /** A model that would write better paragraphs here and can be installed; older servers name none. */
    readonly larger_model?: LargerModel | null;
    readonly is_busy: boolean;
    readonly is_paused: boolean;
    /** How long the latest ghost text took that had to be written, in milliseconds. */
    readonly last_ghost_ms: number | null;
    /** Why no ghost text comes at the cursor, whatever the model thinks. */
    readonly silence: string | null;
    readonly problems: readonly string[];
}
