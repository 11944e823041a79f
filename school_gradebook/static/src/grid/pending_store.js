/**
 * Unsaved cells of one gradebook, kept in the browser until the server has them.
 *
 * One `localStorage` item per (database, user, gradebook) holds
 * `{title, entries: {cell key: entry}, beats: {tab: ms}}`. Every change reads, alters
 * and writes the item, so that two tabs of the same gradebook add to each other. An
 * entry belongs to the tab where it was typed; another tab adopts it only when that
 * tab has shown no life for `DEAD_AFTER` ms (or has said good-bye: a reload).
 */

const PREFIX = "school_gradebook.pending";
export const DEAD_AFTER = 12000;

function parseItem(text) {
    try {
        const item = JSON.parse(text);
        return {
            title: item.title || "",
            entries: item.entries || {},
            beats: item.beats || {},
        };
    } catch {
        return {title: "", entries: {}, beats: {}};
    }
}

export class PendingStore {
    /**
     * @param {Storage|null} storage null where the browser gives none
     * @param {{db: string, uid: number, gradebook: number, tab: string, title?: string,
     *  now?: () => number}} owner
     */
    constructor(storage, {db, uid, gradebook, tab, title = "", now = Date.now}) {
        this.storage = storage;
        this.scope = `${PREFIX}:${db}:${uid}:`;
        this.key = this.scope + gradebook;
        this.tab = tab;
        this.title = title;
        this.now = now;
        /** False once the browser refused to keep something: memory is all there is. */
        this.durable = Boolean(storage);
        this.memory = {title, entries: {}, beats: {}};
    }

    read() {
        if (!this.storage) {
            return this.memory;
        }
        try {
            return parseItem(this.storage.getItem(this.key));
        } catch {
            this.durable = false;
            return this.memory;
        }
    }

    write(item) {
        this.memory = item;
        if (!this.storage) {
            return;
        }
        try {
            if (Object.keys(item.entries).length) {
                this.storage.setItem(this.key, JSON.stringify(item));
            } else {
                this.storage.removeItem(this.key);
            }
            this.durable = true;
        } catch {
            this.durable = false;
        }
    }

    /** Keep entries; an entry is `{line, assessment, value, seen, at, tried}`. */
    put(entries) {
        const item = this.read();
        item.title = this.title;
        for (const [key, entry] of Object.entries(entries)) {
            item.entries[key] = {...entry, tab: this.tab};
        }
        item.beats[this.tab] = this.now();
        this.write(item);
    }

    /**
     * Forget entries the server has dealt with: those this tab wrote or adopted. An
     * entry typed over in another tab in the meantime stays.
     */
    remove(keys) {
        const item = this.read();
        let changed = false;
        for (const key of keys) {
            if (item.entries[key]?.tab === this.tab) {
                delete item.entries[key];
                changed = true;
            }
        }
        if (changed) {
            this.write(item);
        }
    }

    /** Show the other tabs that this one is alive and will send what it keeps. */
    beat() {
        const item = this.read();
        if (Object.values(item.entries).some((entry) => entry.tab === this.tab)) {
            item.beats[this.tab] = this.now();
            this.write(item);
        }
    }

    /** The tab goes away: whoever opens the gradebook next may adopt at once. */
    goodbye() {
        const item = this.read();
        if (item.beats[this.tab]) {
            delete item.beats[this.tab];
            this.write(item);
        }
    }

    /**
     * Entries nobody alive will send; they belong to this tab from now on.
     *
     * @returns {Object} cell key -> entry
     */
    adopt() {
        const item = this.read();
        const adopted = {};
        const alive = (tab) => this.now() - (item.beats[tab] || 0) < DEAD_AFTER;
        for (const [key, entry] of Object.entries(item.entries)) {
            if (entry.tab === this.tab || !alive(entry.tab)) {
                adopted[key] = {...entry, tab: this.tab};
            }
        }
        if (Object.keys(adopted).length) {
            this.put(adopted);
        }
        return adopted;
    }

    /** Number of entries other, living tabs keep. */
    get foreign() {
        const entries = Object.values(this.read().entries);
        return entries.filter((entry) => entry.tab !== this.tab).length;
    }

    /**
     * Other gradebooks of this user with unsent cells in this browser.
     *
     * @returns {{gradebook: number, title: string, count: number}[]}
     */
    others() {
        const found = [];
        try {
            for (let index = 0; index < (this.storage?.length || 0); index++) {
                const key = this.storage.key(index);
                if (!key.startsWith(this.scope) || key === this.key) {
                    continue;
                }
                const item = parseItem(this.storage.getItem(key));
                const count = Object.keys(item.entries).length;
                const gradebook = Number(key.slice(this.scope.length));
                if (count && gradebook) {
                    found.push({gradebook, title: item.title, count});
                }
            }
        } catch {
            this.durable = false;
        }
        return found;
    }
}
