/** Days and moments as the register prints them; the server sends "YYYY-MM-DD". */

/** "2025-12-04" -> "04/12/2025"; "" for none. */
export function showDay(day) {
    return day ? day.split("-").reverse().join("/") : "";
}

/** "22/11/2025 23:59" -> "22/11 23:59", for the head of a column. */
export function shortMoment(moment) {
    return moment ? moment.replace(/\/\d{4}/, "") : "";
}

/** With the weekday, as boxes for days do not say it: "Wednesday 25/11/2026". */
export function dayInWords(day) {
    const date = luxon.DateTime.fromISO(day || "");
    return date.isValid ? `${date.toFormat("cccc")} ${showDay(day)}` : "";
}

/** The day so many days after another. */
export function addDays(day, days) {
    const date = new Date(`${day}T12:00:00Z`);
    date.setUTCDate(date.getUTCDate() + days);
    return date.toISOString().slice(0, 10);
}
