/** The question before a gradebook with unsaved cells is left. */
import {ConfirmationDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {_t} from "@web/core/l10n/translation";

function leaveText(unsaved, invalid) {
    const texts = [];
    if (unsaved) {
        texts.push(
            _t(
                "%(count)s cells are not with the server yet. They stay in this browser and are sent when you open this gradebook here again.",
                {count: unsaved}
            )
        );
    }
    if (invalid) {
        texts.push(
            _t("%(count)s values were not accepted and will be lost.", {count: invalid})
        );
    }
    return texts.join(" ");
}

/**
 * @param {Object} dialog the dialog service
 * @param {number} unsaved cells the server does not have
 * @param {number} invalid values that were refused
 * @returns {Promise<boolean>} whether to leave
 */
export function confirmLeave(dialog, unsaved, invalid) {
    return new Promise((resolve) => {
        const props = {
            title: _t("Leave the gradebook?"),
            body: leaveText(unsaved, invalid),
            confirmLabel: _t("Leave"),
            cancelLabel: _t("Stay"),
            confirm: () => resolve(true),
            cancel: () => resolve(false),
        };
        dialog.add(ConfirmationDialog, props, {onClose: () => resolve(false)});
    });
}
