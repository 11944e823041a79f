/**
 * Scroll so that a cell is not hidden by the head or the frozen columns.
 *
 * @param {HTMLElement} root scrolling element
 * @param {HTMLElement} cell
 */
export function reveal(root, cell) {
    const frozen = root.querySelector("thead .o_sg_name");
    const frame = root.getBoundingClientRect();
    const rect = cell.getBoundingClientRect();
    const left = frozen.getBoundingClientRect().right;
    const top = frame.top + root.querySelector("thead").offsetHeight;
    const bottom = frame.top + root.clientHeight;
    const right = frame.left + root.clientWidth;
    if (rect.left < left) {
        root.scrollLeft -= left - rect.left;
    } else if (rect.right > right) {
        root.scrollLeft += rect.right - right;
    }
    if (rect.top < top) {
        root.scrollTop -= top - rect.top;
    } else if (rect.bottom > bottom) {
        root.scrollTop += rect.bottom - bottom;
    }
}
