/**
 * Where the text box and its hint lie. Written to a style sheet of their own instead of
 * their `style` attributes: Odoo's stylesheets hold `:has([style…])` rules, and each
 * change of such an attribute makes the browser weigh them for the whole page.
 */
export class BoxPlace {
    /** @param {{box: string, hint: string}} selectors */
    constructor({box, hint}) {
        this.sheet = new CSSStyleSheet();
        this.sheet.insertRule(`${box} {}`);
        this.sheet.insertRule(`${hint} {}`, 1);
        document.adoptedStyleSheets = [...document.adoptedStyleSheets, this.sheet];
        this.last = "";
    }

    /** All in pixels, within the scrolling element. */
    move({top, left, width, height}) {
        const place = [top, left, width, height].join();
        if (place === this.last) {
            return;
        }
        this.last = place;
        const [box, hint] = this.sheet.cssRules;
        box.style.cssText = `top:${top}px;left:${left}px;width:${width}px;min-height:${height}px`;
        hint.style.cssText = `top:${top + height}px;left:${left}px`;
    }

    /** Height of a text of several lines; null lets it be as high as its cell. */
    grow(height) {
        const [box] = this.sheet.cssRules;
        box.style.height = height === null ? "" : `${height}px`;
    }

    remove() {
        document.adoptedStyleSheets = document.adoptedStyleSheets.filter(
            (sheet) => sheet !== this.sheet
        );
    }
}
