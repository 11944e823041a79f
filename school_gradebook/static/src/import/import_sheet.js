import {Component, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";

const STEP = 200;
const STEP_MESSAGES = 20;
const LOOKS = {
    new: "text-bg-success",
    changed: "text-bg-warning",
    refused: "text-bg-danger",
    same: "text-bg-light",
};

/** Words for a number of cells of one kind. */
export function countText(kind, count) {
    switch (kind) {
        case "new":
            return String(_t("%(count)s new", {count}));
        case "changed":
            return String(_t("%(count)s changed", {count}));
        case "refused":
            return String(_t("%(count)s refused", {count}));
    }
    return String(_t("%(count)s same", {count}));
}

/** Badges of the kinds that occur. */
export function countBadges(counts) {
    return Object.keys(LOOKS)
        .filter((kind) => counts[kind])
        .map((kind) => ({
            kind,
            look: LOOKS[kind],
            text: countText(kind, counts[kind]),
        }));
}

/** One sheet of a workbook: what it would change and what is wrong with it. */
export class ImportSheet extends Component {
    static template = "school_gradebook.ImportSheet";
    static props = {
        sheet: Object,
        selectable: Boolean,
        accepted: Boolean,
        open: Boolean,
        onAccept: Function,
    };

    setup() {
        this.state = useState({
            open: this.props.open,
            filter: "all",
            shown: STEP,
            messages: STEP_MESSAGES,
        });
    }

    get status() {
        switch (this.props.sheet.status) {
            case "ready":
                return {look: "text-bg-success", text: _t("Ready")};
            case "nothing":
                return {look: "text-bg-secondary", text: _t("Nothing to change")};
        }
        return {look: "text-bg-danger", text: _t("Refused")};
    }

    get badges() {
        return countBadges(this.props.sheet.counts);
    }

    get filters() {
        const {cells} = this.props.sheet;
        const kinds = ["new", "changed", "refused"].filter((kind) =>
            cells.some((cell) => cell.status === kind)
        );
        if (kinds.length < 2) {
            return [];
        }
        return [
            {kind: "all", text: _t("All")},
            {kind: "new", text: _t("New")},
            {kind: "changed", text: _t("Changed")},
            {kind: "refused", text: _t("Refused")},
        ].filter(({kind}) => kind === "all" || kinds.includes(kind));
    }

    get found() {
        const {filter} = this.state;
        const {cells} = this.props.sheet;
        return filter === "all"
            ? cells
            : cells.filter((cell) => cell.status === filter);
    }

    get messages() {
        const order = {error: 0, warning: 1, info: 2};
        const looks = {error: "danger", warning: "warning", info: "info"};
        const icons = {
            error: "fa-times-circle",
            warning: "fa-exclamation-triangle",
            info: "fa-info-circle",
        };
        return [...this.props.sheet.messages]
            .sort((one, other) => order[one.severity] - order[other.severity])
            .map((message) => ({
                ...message,
                look: looks[message.severity],
                icon: icons[message.severity],
            }));
    }

    get moreText() {
        const count = this.found.length - this.state.shown;
        return _t("Show more (%(count)s left)", {count});
    }

    setFilter(filter) {
        Object.assign(this.state, {filter, shown: STEP});
    }

    toggle() {
        this.state.open = !this.state.open;
    }

    showMore() {
        this.state.shown += STEP;
    }

    showAllMessages() {
        this.state.messages = this.props.sheet.messages.length;
    }
}
