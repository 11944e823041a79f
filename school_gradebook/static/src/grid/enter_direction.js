/** Where Enter goes, as each user likes it in this browser. */
import {browser} from "@web/core/browser/browser";
import {user} from "@web/core/user";

function key() {
    return `school_gradebook.enter:${user.userId}`;
}

export function goesDown() {
    try {
        return browser.localStorage.getItem(key()) !== "right";
    } catch {
        return true;
    }
}

/** @returns {boolean} whether the browser remembers it */
export function keepGoingDown(down) {
    try {
        browser.localStorage.setItem(key(), down ? "down" : "right");
        return true;
    } catch {
        return false;
    }
}
