/**
 * When and how often unsaved cells are sent: a moment after the last edit, one request
 * at a time, again and again while the line is down. Knows nothing of cells: the model
 * hands out batches and takes the answers.
 *
 * Status: "idle", "waiting" (an edit was just made), "saving", "offline", "session"
 * (logged out), "error" (the server refused the whole request).
 */

const DEBOUNCE = 700;
/** Somebody who types without a pause is saved this often nevertheless. */
const MAX_WAIT = 5000;
/** A dead line keeps a request open for minutes; sending twice does no harm. */
const ANSWER_TIMEOUT = 30000;
const BACKOFF = [2000, 5000, 10000, 20000, 30000, 60000];

export class SaveQueue {
    /**
     * @param {{
     *  take: () => Object[],
     *  send: (batch: Object[]) => Promise<Object> & {abort?: Function},
     *  settle: (batch: Object[], answer: Object) => void,
     *  giveBack: (batch: Object[], options: {uncertain: boolean}) => void,
     *  classify: (error: Error) => "offline"|"session"|"error",
     *  onStatus?: (status: string, error?: Error) => void,
     *  timers: {setTimeout: Function, clearTimeout: Function, now: () => number},
     * }} parts
     */
    constructor(parts) {
        Object.assign(this, parts);
        this.status = "idle";
        this.error = null;
        this.attempts = 0;
        this.timer = null;
        this.firstEdit = null;
        this.running = null;
        this.stopped = false;
    }

    setStatus(status, error = null) {
        this.status = status;
        this.error = error;
        this.onStatus?.(status, error);
    }

    later(delay) {
        this.timers.clearTimeout(this.timer);
        this.timer = this.timers.setTimeout(() => this.flush(), delay);
    }

    /** An edit was made. */
    touch() {
        if (this.stopped || this.status === "offline" || this.status === "session") {
            return;
        }
        const now = this.timers.now();
        this.firstEdit = this.firstEdit ?? now;
        const left = MAX_WAIT - (now - this.firstEdit);
        this.later(Math.max(0, Math.min(DEBOUNCE, left)));
        if (!this.running) {
            this.setStatus("waiting");
        }
    }

    /** The browser says the line is down: do not even try. */
    lost() {
        if (!this.running) {
            this.setStatus("offline");
            this.later(BACKOFF[0]);
        }
    }

    /**
     * Send everything now.
     *
     * @returns {Promise<boolean>} whether nothing is left to send
     */
    flush() {
        if (this.stopped) {
            return Promise.resolve(false);
        }
        if (!this.running) {
            this.timers.clearTimeout(this.timer);
            this.running = this.run().finally(() => {
                this.running = null;
            });
        }
        return this.running;
    }

    async run() {
        let batch = this.take();
        while (batch.length) {
            this.firstEdit = null;
            this.setStatus("saving");
            try {
                const answer = await this.answerOf(batch);
                this.attempts = 0;
                this.settle(batch, answer);
            } catch (error) {
                this.fail(batch, error);
                return false;
            }
            batch = this.take();
        }
        this.timers.clearTimeout(this.timer);
        this.setStatus("idle");
        return true;
    }

    answerOf(batch) {
        const request = this.send(batch);
        return new Promise((resolve, reject) => {
            const timer = this.timers.setTimeout(() => {
                reject(Object.assign(new Error("timeout"), {timeout: true}));
                request.abort?.(false);
            }, ANSWER_TIMEOUT);
            request
                .then(resolve, reject)
                .finally(() => this.timers.clearTimeout(timer));
        });
    }

    fail(batch, error) {
        const status = error.timeout ? "offline" : this.classify(error);
        this.giveBack(batch, {uncertain: status === "offline"});
        this.setStatus(status, error);
        if (status === "offline" && !this.stopped) {
            const step = Math.min(this.attempts, BACKOFF.length - 1);
            this.later(BACKOFF[step]);
            this.attempts++;
        }
    }

    stop() {
        this.stopped = true;
        this.timers.clearTimeout(this.timer);
    }
}
