/**
 * The life of an open gradebook in the browser: the model, the sending of its cells,
 * what is kept for bad times, and the events of the browser that matter to them.
 */
import {browser} from "@web/core/browser/browser";
import {_t} from "@web/core/l10n/translation";
import {user} from "@web/core/user";
import {session} from "@web/session";
import {classifyError} from "./errors";
import {GridModel} from "./grid_model";
import {PendingStore} from "./pending_store";
import {SaveQueue} from "./save_queue";

const MODEL = "school.gradebook";
const TAB_KEY = "school_gradebook.tab";
const BEAT = 4000;
const REFRESH_DELAY = 1000;
/** What is on the screen is asked for again when one comes back after this long. */
const STALE_AFTER = 60000;

/** The same through a reload, another one in every tab. */
function tabId() {
    try {
        let tab = browser.sessionStorage.getItem(TAB_KEY);
        if (!tab) {
            tab = Math.random().toString(36).slice(2);
            browser.sessionStorage.setItem(TAB_KEY, tab);
        }
        return tab;
    } catch {
        return Math.random().toString(36).slice(2);
    }
}

function storage() {
    try {
        return browser.localStorage;
    } catch {
        return null;
    }
}

/** Whether another tab has got rid of entries: the server has dealt with them. */
function someWereDealtWith(before, after) {
    try {
        const kept = JSON.parse(after)?.entries || {};
        return Object.keys(JSON.parse(before)?.entries || {}).some((key) => !kept[key]);
    } catch {
        return true;
    }
}

export class GridSession {
    /**
     * @param {Object} payload answer of `load_grid`
     * @param {Object} orm the ORM service itself: answers must arrive even when the
     *  screen is gone
     * @param {{tick: number, status: string, error: Error|null, durable: boolean}} ui
     *  reactive object that the components watch
     * @param {{onReload: () => void, isTyping: () => boolean}} hooks new columns and
     *  rows have come; somebody is in the middle of a value
     */
    constructor(payload, orm, ui, hooks) {
        this.id = payload.id;
        this.orm = orm;
        this.ui = ui;
        this.hooks = hooks;
        this.loadedAt = Date.now();
        this.settled = 0;
        this.wish = null;
        this.store = new PendingStore(storage(), {
            db: session.db || "",
            uid: user.userId,
            gradebook: this.id,
            tab: tabId(),
            title: payload.name,
        });
        this.model = new GridModel(payload, {
            store: this.store,
            userName: user.name,
            onChange: () => {
                this.ui.tick++;
                this.grantWish();
            },
            onQueued: () => this.queue.touch(),
        });
        this.queue = this.makeQueue();
        this.listeners = [
            [window, "online", () => this.queue.flush()],
            [window, "offline", () => this.unsaved && this.queue.lost()],
            [window, "focus", () => this.onFocus()],
            [window, "pagehide", () => this.store.goodbye()],
            [window, "storage", (ev) => this.onStorage(ev)],
            [document, "visibilitychange", () => this.onVisibility()],
        ];
    }

    makeQueue() {
        const {model} = this;
        return new SaveQueue({
            take: () => model.takeBatch(),
            send: (batch) =>
                this.orm.silent.call(MODEL, "save_cells", [[this.id], batch]),
            settle: (batch, answer) => this.onAnswer(batch, answer),
            giveBack: (batch, options) => model.giveBack(batch, options),
            classify: classifyError,
            onStatus: (status, error) => this.onStatus(status, error),
            timers: {
                setTimeout: browser.setTimeout,
                clearTimeout: browser.clearTimeout,
                now: () => Date.now(),
            },
        });
    }

    start() {
        for (const [target, type, listener] of this.listeners) {
            target.addEventListener(type, listener);
        }
        this.beat = browser.setInterval(() => this.onBeat(), BEAT);
        this.ui.restored = this.model.restore();
        this.ui.others = this.store.others();
        this.ui.durable = this.store.durable;
        if (this.unsaved) {
            this.queue.flush();
        }
    }

    stop() {
        this.wish = null;
        for (const [target, type, listener] of this.listeners) {
            target.removeEventListener(type, listener);
        }
        browser.clearInterval(this.beat);
        browser.clearTimeout(this.refreshTimer);
        this.queue.flush();
        this.queue.stop();
        this.store.goodbye();
    }

    /** Cells the server does not have yet. */
    get unsaved() {
        const {pending, conflict} = this.model.counts;
        return pending + conflict;
    }

    /** Send now; resolves to whether everything legal is with the server. */
    async save() {
        await this.queue.flush();
        return !this.unsaved;
    }

    /** Do something once, as soon as the server has everything; a later wish counts. */
    whenSaved(act) {
        this.wish = act;
        this.grantWish();
    }

    grantWish() {
        const {wish} = this;
        if (wish && !this.unsaved) {
            this.wish = null;
            wish();
        }
    }

    onStatus(status, error) {
        this.ui.status = status;
        this.ui.error = error;
        this.ui.durable = this.store.durable;
        if (status === "idle" && this.ui.restored) {
            const count = this.ui.restored;
            this.ui.message = String(
                _t("%(count)s cells typed earlier are saved now.", {count})
            );
            this.ui.restored = 0;
        }
    }

    onAnswer(batch, answer) {
        this.settled++;
        const {refused} = this.model.settle(batch, answer);
        const {columnById} = this.model.data;
        const closes = ({assessment}) => columnById.get(assessment)?.locked;
        if (refused || batch.some(closes)) {
            // A lock has fallen, an assignment ended, or a make-up test was entered in
            // a closed column: show the signs of it.
            this.refreshSoon();
        }
    }

    onFocus() {
        if (this.ui.status === "session") {
            this.queue.flush();
        }
    }

    onVisibility() {
        if (document.visibilityState === "hidden") {
            this.ui.hidden?.();
            this.queue.flush();
        } else if (Date.now() - this.loadedAt > STALE_AFTER) {
            this.refreshSoon();
        }
    }

    onBeat() {
        if (this.unsaved) {
            this.store.beat();
        }
        if (this.store.foreign) {
            this.model.restore();
        }
    }

    /** Another tab has sent something: see what came of it. */
    onStorage(ev) {
        if (ev.key === this.store.key && someWereDealtWith(ev.oldValue, ev.newValue)) {
            this.refreshSoon();
        }
    }

    refreshSoon() {
        browser.clearTimeout(this.refreshTimer);
        this.refreshTimer = browser.setTimeout(() => this.refresh(), REFRESH_DELAY);
    }

    /**
     * Ask for the gradebook again. An answer older than a save that came in between
     * would show old values, and rows must not move under a value being typed: both
     * wait for the next time.
     */
    async refresh() {
        const {settled} = this;
        let payload = null;
        try {
            payload = await this.orm.silent.call(MODEL, "load_grid", [[this.id]]);
        } catch (error) {
            if (classifyError(error) === "error") {
                throw error;
            }
            return;
        }
        const outdated = settled !== this.settled || this.model.inFlight.size > 0;
        if (outdated || this.hooks.isTyping()) {
            this.refreshSoon();
            return;
        }
        this.loadedAt = Date.now();
        const line = this.model.data.rows[this.ui.row]?.id;
        this.model.refresh(payload);
        const row = this.model.data.rows.findIndex(({id}) => id === line);
        Object.assign(this.ui, {row: Math.max(0, row), anchor: null});
        this.hooks.onReload();
    }
}
