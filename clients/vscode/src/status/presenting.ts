/** From the state of things to what the status bar says. Knows nothing of VS Code. */

import type { Health } from "../server/server";
import type { LargerModel, StatusReply } from "./reply";

export interface Presentation {
    readonly text: string;
    readonly headline: string;
    /** Further lines of the tooltip. */
    readonly details: readonly string[];
    readonly severity: "normal" | "warning" | "error";
    /** Whether it may change by itself soon, so that it is worth asking again. */
    readonly isPassing: boolean;
}

const MARK = "$(edit)";

/** Return what to show; `reply` is undefined while the server has not answered in time. */
export function present(health: `${Health}`, reply: StatusReply | undefined): Presentation {
    switch (health) {
        case "off":
            return plain("$(circle-slash)", "Afterword is not running.");
        case "missing":
            return fault("Afterword is not installed.", "Choose this to install it.");
        case "broken":
            return fault("The Afterword server can't run.", "The log says why.");
        case "starting":
            return { ...plain("$(watch)", "Afterword is starting."), isPassing: true };
        case "running":
            return reply === undefined ? unanswered() : presentReply(reply);
    }
}

/** Return what a larger model takes, for the menu that offers it. */
export function describeLargerModel(model: LargerModel): string {
    const seconds = model.paragraph_s === null ? "" : `, ${model.paragraph_s} s a paragraph`;
    return `${model.title}: ${model.download_mb} MB to fetch, ${model.memory_mb} MB of memory${seconds}`;
}

function presentReply(reply: StatusReply): Presentation {
    const details = detailsOf(reply);
    switch (reply.phase) {
        case "preparing": {
            const percent = reply.percent === null ? "" : ` ${reply.percent} %`;
            const headline = `Preparing the model${percent}: ${reply.message}`;
            return { ...plain(`$(package)${percent}`, headline, details), isPassing: true };
        }
        case "loading":
            return { ...plain("$(watch)", "Loading the model.", details), isPassing: true };
        case "stopped": {
            const headline = reply.message === "" ? "Afterword is starting." : reply.message;
            return { ...plain("$(watch)", headline, details), isPassing: true };
        }
        case "failed":
            return { ...fault(`Afterword can't write: ${reply.message}`), details };
        case "ready":
            return presentReady(reply, details);
    }
}

function presentReady(reply: StatusReply, details: readonly string[]): Presentation {
    if (reply.is_busy) {
        return { ...plain("$(ellipsis)", "Thinking.", details), isPassing: true };
    }
    if (reply.is_paused) {
        const headline = "Paused. Text that you ask for still comes.";
        return { ...plain("$(debug-pause)", headline, details), isPassing: true };
    }
    switch (reply.silence) {
        case "quiet_zone":
            return plain("$(mute)", "Quiet here: this is no prose.", details);
        case "disabled":
            return plain("$(circle-slash)", "Switched off here.", details);
        default:
            return plain(MARK, "Ready.", details);
    }
}

function detailsOf(reply: StatusReply): string[] {
    const engine = reply.runtime === "" ? "" : `, ${reply.runtime}`;
    const details = [`Model: ${reply.model}${spoken(reply.voice)}${engine}`];
    if (reply.paragraph !== undefined && reply.paragraph.model !== reply.model) {
        const state = reply.paragraph.phase === "stopped" ? "not loaded" : reply.paragraph.phase;
        const voice = spoken(reply.paragraph.voice);
        details.push(`Paragraphs: ${reply.paragraph.model}${voice}, ${state}`);
    }
    if (reply.last_ghost_ms !== null) {
        details.push(`Last ghost text: ${Math.round(reply.last_ghost_ms)} ms`);
    }
    return [...details, ...reply.problems];
}

/** Return the voice that a model writes in, to be put behind its name. */
function spoken(voice: string | undefined): string {
    return voice ? ` with the voice ${voice}` : "";
}

function unanswered(): Presentation {
    const headline = "The Afterword server does not answer.";
    return { ...plain("$(warning)", headline), severity: "warning", isPassing: true };
}

function plain(icon: string, headline: string, details: readonly string[] = []): Presentation {
    const text = icon === MARK ? `${MARK} Afterword` : `${MARK} ${icon}`;
    return { text, headline, details, severity: "normal", isPassing: false };
}

function fault(headline: string, ...details: readonly string[]): Presentation {
    return { ...plain("$(error)", headline, details), severity: "error" };
}
