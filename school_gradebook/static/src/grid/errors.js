/** Why a request failed, as far as saving is concerned. */
import {
    ConnectionAbortedError,
    ConnectionLostError,
    RPCError,
} from "@web/core/network/rpc";

const SESSION_EXPIRED = "odoo.http.SessionExpiredException";

/**
 * @param {Error} error
 * @returns {"offline"|"session"|"error"} no answer came; the login has run out; the
 *  server refused the request as a whole
 */
export function classifyError(error) {
    if (
        error instanceof ConnectionLostError ||
        error instanceof ConnectionAbortedError
    ) {
        return "offline";
    }
    if (error instanceof RPCError && error.exceptionName === SESSION_EXPIRED) {
        return "session";
    }
    return "error";
}

/** The server's own words for an error, else the error's. */
export function errorText(error) {
    return error?.data?.message || error?.message || String(error || "");
}
