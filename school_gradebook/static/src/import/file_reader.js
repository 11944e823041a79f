/** A chosen file as the server takes it. */
import {_t} from "@web/core/l10n/translation";

/** Larger than any workbook of a class or a school list. */
const MAX_BYTES = 32 * 1024 * 1024;

/**
 * @param {File} file
 * @returns {string} why the file is not even sent, "" when it is
 */
export function fileProblem(file) {
    if (!/\.xls[xm]$/i.test(file.name)) {
        return String(
            _t(
                "“%(name)s” is not an Excel workbook (.xlsx). Save it as one and try again.",
                {
                    name: file.name,
                }
            )
        );
    }
    if (file.size > MAX_BYTES) {
        return String(
            _t("“%(name)s” is larger than 32 MB; a workbook of marks never is.", {
                name: file.name,
            })
        );
    }
    return "";
}

/**
 * @param {File} file
 * @returns {Promise<string>} content in base64
 */
export function readBase64(file) {
    return new Promise((resolve, reject) => {
        const reader = new FileReader();
        reader.addEventListener("load", () => {
            const url = reader.result;
            resolve(url.slice(url.indexOf(",") + 1));
        });
        reader.addEventListener("error", () => reject(reader.error));
        reader.readAsDataURL(file);
    });
}

/** Hand a base64 workbook to the user as a download. */
export function saveBase64(content, filename) {
    const link = document.createElement("a");
    const type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    link.href = `data:${type};base64,${content}`;
    link.download = filename;
    link.click();
}
