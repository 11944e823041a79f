import {describe, expect, test} from "@odoo/hoot";
import {
    display,
    parse,
    tenthsToText,
    textToTenths,
} from "@school_gradebook/grid/values";
import cases from "./value_cases";

describe.current.tags("headless");

test("texts are read as the server reads them", () => {
    for (const each of cases) {
        const {raw, kind, whole, typed} = each;
        const parsed = parse(raw, kind, {whole, typed});
        const name = JSON.stringify([raw, kind, whole, typed]);
        if (each.error) {
            expect([name, parsed.code]).toEqual([name, each.error]);
            expect(parsed.ok).toBe(false);
        } else {
            expect([name, parsed.text, parsed.notice]).toEqual([
                name,
                each.text,
                each.notice,
            ]);
        }
    }
});

test("a refused text stays as it was typed", () => {
    expect(parse("11", "scored")).toEqual({
        ok: false,
        text: null,
        notice: null,
        code: "above_10",
        params: {raw: "11"},
    });
});

test("values are shown with the decimal comma", () => {
    expect(display("7.5")).toBe("7,5");
    expect(display("8.0")).toBe("8,0");
    expect(display("8.0", true)).toBe("8");
    expect(display("10.0", true)).toBe("10");
    expect(display("7.5", true)).toBe("7,5");
    expect(display("D")).toBe("Đ");
    expect(display("CD")).toBe("CĐ");
    expect(display("#absent")).toBe("v");
    expect(display("#exempt")).toBe("Miễn");
    expect(display("")).toBe("");
});

test("what is shown is read back as the same value", () => {
    for (let tenths = 0; tenths <= 100; tenths++) {
        const text = tenthsToText(tenths);
        expect(textToTenths(text)).toBe(tenths);
        expect(parse(display(text), "scored").text).toBe(text);
    }
});
