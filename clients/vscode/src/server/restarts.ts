/** Decides whether a server that ended by itself is started again. */

const MOST = 4;
const WITHIN_MS = 3 * 60 * 1000;

export class Restarts {
    private times: number[] = [];

    /** Count an end at `nowMs`; return whether to start again. */
    allow(nowMs: number): boolean {
        this.times = [...this.times.filter((time) => nowMs - time < WITHIN_MS), nowMs];
        return this.times.length <= MOST;
    }
}
