import {advanceTime, animationFrame, queryOne} from "@odoo/hoot";
import {press} from "@odoo/hoot-dom";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {ConnectionLostError} from "@web/core/network/rpc";
import {
    contains,
    getService,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {WebClient} from "@web/webclient/webclient";
import {PendingStore} from "@school_gradebook/grid/pending_store";

const NAMES = [
    "Nguyễn Văn An",
    "Trần Thị Bình",
    "Lê Hòa",
    "Phạm Thu Hà",
    "Đỗ Minh Đức",
];

const EXPIRED = {
    error: {
        code: 100,
        message: "Odoo Session Expired",
        data: {name: "odoo.http.SessionExpiredException", message: "Session expired"},
    },
};

/** Ids of columns: 1..4 regular, 5 midterm, 6 final; of lines: 101, 102, … */
export function makeColumns(kind = "scored") {
    const scored = kind === "scored";
    const column = (id, what, number, weight) => ({
        id,
        kind: what,
        number,
        weight,
        group: {tx: "ĐĐGtx", gk: "ĐĐGgk", ck: "ĐĐGck"}[what],
        label: what === "tx" ? String(number) : "",
        component: false,
        whole: scored && what === "tx",
        editable: true,
        reason: false,
        locked: false,
        mine: true,
        due: false,
        late: false,
    });
    return [
        column(1, "tx", 1, 1),
        column(2, "tx", 2, 1),
        column(3, "tx", 3, 1),
        column(4, "tx", 4, 1),
        column(5, "gk", 1, 2),
        column(6, "ck", 1, 3),
    ];
}

function makeRow(index) {
    return {
        id: 101 + index,
        number: index + 1,
        code: `01429${String(70000 + index)}`,
        name:
            NAMES[index] ||
            `Học Sinh ${String.fromCharCode(65 + (index % 26))} ${index}`,
        birth_date: "2012-03-04",
        left: false,
        exempt: false,
        editable: true,
        reason: false,
        result: {text: "", state: "none"},
        hk1: false,
        year_result: false,
        comment: "",
    };
}

/**
 * Answer of `load_grid` for a class of `students`, as the server would give it.
 *
 * @param {{students?: number, kind?: string}} [options] and whatever replaces a part of
 *  the answer
 */
export function makePayload({students = 5, kind = "scored", ...parts} = {}) {
    return {
        id: 7,
        name: "8A – Toán – HKI 2025-2026",
        class: {id: 1, name: "8A"},
        subject: {id: 1, name: "Toán", kind},
        term: {id: 1, name: "Học kỳ I", number: 1},
        year: {id: 1, name: "2025-2026"},
        regulation: "TT22",
        teachers: "Cô Lan",
        rounding: "Averages are rounded to one decimal, half up: 7.25 gives 7.3.",
        whole_regular: true,
        columns: makeColumns(kind),
        rows: Array.from({length: students}, (_, index) => makeRow(index)),
        cells: {},
        comment: {editable: true, locked: false, mine: true, reason: false},
        openings: [],
        missed: {value: kind === "scored" ? "0.0" : "CD", source: "Điều 7"},
        today: "2026-11-22",
        can_import: true,
        server_time: "2026-11-22 10:00:00",
        ...parts,
    };
}

export function makeStore(storage = null, owner = {}) {
    return new PendingStore(storage, {
        db: "t",
        uid: 2,
        gradebook: 7,
        tab: "a",
        ...owner,
    });
}

/** `localStorage` of a test; `full` refuses to keep anything. */
export class FakeStorage {
    constructor() {
        this.items = new Map();
        this.full = false;
    }
    get length() {
        return this.items.size;
    }
    key(index) {
        return [...this.items.keys()][index];
    }
    getItem(key) {
        return this.items.get(key) ?? null;
    }
    setItem(key, value) {
        if (this.full) {
            throw new Error("QuotaExceededError");
        }
        this.items.set(key, value);
    }
    removeItem(key) {
        this.items.delete(key);
    }
}

/**
 * The server's side of a gradebook: keeps cells, compares the value seen before, says
 * "same" when nothing changes. `requests` are the batches that arrived; `line` is how
 * the network behaves: "up", "down" (nothing arrives), "deaf" (arrives, no answer),
 * "expired" (the login has ended).
 */
export class FakeServer {
    constructor(payload = makePayload()) {
        this.payload = payload;
        this.requests = [];
        this.line = "up";
        this.refusals = {};
        this.authors = {};
    }

    get texts() {
        const texts = {};
        for (const [key, cell] of Object.entries(this.payload.cells)) {
            texts[key] = cell.text;
        }
        return texts;
    }

    /** Somebody else writes a cell. */
    write(line, assessment, text, by = "Thầy Bình") {
        this.payload.cells[`${line}:${assessment}`] = {
            text,
            locked: false,
            reason: false,
        };
        this.authors[`${line}:${assessment}`] = by;
    }

    read(line, assessment) {
        if (!assessment) {
            return this.payload.rows.find((row) => row.id === line).comment;
        }
        return this.payload.cells[`${line}:${assessment}`]?.text || "";
    }

    saveCell({line, assessment, value, seen}) {
        const key = `${line}:${assessment}`;
        const text = this.read(line, assessment);
        const answer = {
            line,
            assessment,
            mine: value,
            reason: false,
            by: false,
            at: false,
        };
        if (this.refusals[key]) {
            return {...answer, status: "refused", text, reason: this.refusals[key]};
        }
        if (text === value) {
            return {...answer, status: "same", text};
        }
        if (text !== seen) {
            const by = this.authors[key];
            return {...answer, status: "conflict", text, by, at: "22/11/2026 21:40:00"};
        }
        if (assessment) {
            this.write(line, assessment, value, "Mitchell Admin");
        } else {
            this.payload.rows.find((row) => row.id === line).comment = value;
        }
        return {...answer, status: "saved", text: value};
    }

    save(changes) {
        if (this.line === "down") {
            throw new ConnectionLostError("/save");
        }
        this.requests.push(changes);
        const answer = {
            cells: changes.map((change) => this.saveCell(change)),
            rows: [],
        };
        if (this.line === "deaf") {
            throw new ConnectionLostError("/save");
        }
        return answer;
    }

    copy() {
        return JSON.parse(JSON.stringify(this.payload));
    }

    /** Answer the grid's requests in the mocked web client. */
    listen() {
        onRpc("school.gradebook", "load_grid", () => this.copy());
        onRpc(
            "/web/dataset/call_kw/school.gradebook/save_cells",
            async (request) => {
                const {params} = await request.json();
                const expired = this.line === "expired";
                const answer = expired ? EXPIRED : {result: this.save(params.args[1])};
                const body = JSON.stringify({jsonrpc: "2.0", id: 1, ...answer});
                return new Response(body, {
                    headers: {"Content-Type": "application/json"},
                });
            },
            {pure: true}
        );
    }
}

/** Open the grid in a web client that talks to `server`. */
export async function openGrid(server, cell = {}) {
    server.listen();
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "school_gradebook.grid",
        params: {gradebook_id: server.payload.id, ...cell},
    });
    await animationFrame();
    await animationFrame();
}

export function cellOf(row, col) {
    return queryOne(`.o_sg_table tr[data-row="${row}"] td[data-col="${col}"]`);
}

export function textOf(row, col) {
    return cellOf(row, col).querySelector(".o_sg_text").textContent;
}

/** How the grid says it stands with saving: "saved", "pending", "offline"… */
export function status() {
    return queryOne(".o_sg_status").dataset.status;
}

/** Let the pause before saving pass and the answer come in. */
export async function saved() {
    await advanceTime(700);
    await animationFrame();
    await animationFrame();
}

export async function clickCell(row, col) {
    await contains(cellOf(row, col)).click();
    await animationFrame();
}

export async function type(text, key = "Enter") {
    await press([...text]);
    await press(key);
    await animationFrame();
}

export async function paste(text) {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    queryOne(".o_sg_box").dispatchEvent(
        new ClipboardEvent("paste", {clipboardData, bubbles: true, cancelable: true})
    );
    await animationFrame();
    await animationFrame();
}

export {defineMailModels};
