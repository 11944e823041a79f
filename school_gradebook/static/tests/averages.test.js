import {describe, expect, test} from "@odoo/hoot";
import {termResult, yearResult} from "@school_gradebook/grid/averages";

describe.current.tags("headless");

const WEIGHTS = {tx: 1, gk: 2, ck: 3};

function cells(tx, gk, ck) {
    return [...tx.map((text) => ["tx", text]), ["gk", gk], ["ck", ck]].map(
        ([kind, text]) => ({kind, text, weight: WEIGHTS[kind]})
    );
}

test("a weighted average in tenths, half up", () => {
    const result = termResult(
        "scored",
        cells(["8.0", "9.0", "7.0", "10.0"], "7.5", "8.3")
    );
    expect(result).toEqual({state: "final", text: "8.2"});
    // (3 x 8 + 2 x 8 + 3 x 8.7) / 8 = 66.1 / 8 = 8.2625
    expect(termResult("scored", cells(["8.0", "8.0", "8.0"], "8.0", "8.7")).text).toBe(
        "8.3"
    );
    // 66 / 8 = 8.25: a tie, which binary arithmetic gets wrong
    expect(termResult("scored", cells(["8.0", "9.0", "9.0"], "8.0", "8.0")).text).toBe(
        "8.3"
    );
});

test("missing and absent marks make it provisional, zero does not", () => {
    const some = termResult("scored", cells(["8.0", ""], "#absent", "6.0"));
    expect(some).toEqual({state: "provisional", text: "6.5"});
    const zero = termResult("scored", cells(["8.0", "0.0"], "6.0", "6.0"));
    expect(zero).toEqual({state: "final", text: "5.4"});
    expect(termResult("scored", cells(["", ""], "", ""))).toEqual({
        state: "none",
        text: "",
    });
});

test("an exempt cell does not count", () => {
    const result = termResult("scored", cells(["8.0", "#exempt"], "6.0", "6.0"));
    expect(result).toEqual({state: "final", text: "6.3"});
    const all = termResult("scored", cells(["#exempt"], "#exempt", "#exempt"));
    expect(all.state).toBe("exempt");
});

test("comment subjects: passed when everything is passed", () => {
    expect(termResult("comment", cells(["D", "D"], "D", "D"))).toEqual({
        state: "final",
        text: "D",
    });
    expect(termResult("comment", cells(["D", "CD"], "D", "D")).text).toBe("CD");
    expect(termResult("comment", cells(["D", ""], "D", "D")).state).toBe("provisional");
});

test("comment subjects under the older circular: two thirds and the final test", () => {
    const five = (tx, ck) => termResult("comment", cells(tx, "D", ck), "TT58").text;
    expect(five(["D", "D", "CD", "CD"], "D")).toBe("D");
    expect(five(["D", "CD", "CD", "CD"], "D")).toBe("CD");
    expect(five(["D", "D", "D", "D"], "CD")).toBe("CD");
});

test("the year: second term twice", () => {
    const final = (text) => ({state: "final", text});
    expect(yearResult("scored", final("7.2"), final("8.1"))).toEqual(final("7.8"));
    expect(
        yearResult("scored", final("7.2"), {state: "provisional", text: "8.1"}).state
    ).toBe("provisional");
    expect(yearResult("comment", final("CD"), final("D"))).toEqual(final("D"));
    expect(yearResult("scored", final("7.2"), {state: "none", text: ""}).state).toBe(
        "none"
    );
    expect(yearResult("scored", false, final("7.0")).state).toBe("none");
});
