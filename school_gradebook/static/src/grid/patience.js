import {browser} from "@web/core/browser/browser";

/**
 * Wait for something, but not for ever.
 *
 * @param {Promise} promise
 * @param {number} delay ms
 * @returns {Promise} settled with the promise, or resolved when the time is up
 */
export function within(promise, delay) {
    const patience = new Promise((resolve) => {
        browser.setTimeout(resolve, delay);
    });
    return Promise.race([promise, patience]);
}
