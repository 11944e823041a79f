"""The three doors through which other software calls Odoo, with one way to ask."""

from __future__ import annotations

import xmlrpc.client
from dataclasses import dataclass
from typing import Any

import requests

TIMEOUT = 60


class Refused(Exception):  # noqa: N818 - the server's answer, not an error of ours
    """The server did not do it: ``kind`` is "access", "user" or "other"."""

    def __init__(self, kind: str, text: str) -> None:
        super().__init__(f"{kind}: {text}")
        self.kind = kind
        self.text = text


KINDS = {
    "odoo.exceptions.AccessError": "access",
    "odoo.exceptions.UserError": "user",
    "odoo.exceptions.ValidationError": "user",
    "odoo.exceptions.RedirectWarning": "user",
}


def positional(method: str, ids: Any, arguments: dict[str, Any]) -> list[Any]:
    """What the older doors want by position: the ids, and what ``create`` makes."""
    if method == "create":
        return [arguments.pop("vals_list")]
    return [] if ids is None else [ids]


@dataclass(frozen=True)
class User:
    """An account as the tests use it."""

    login: str
    id: int
    name: str
    password: str
    key: str


class Door:
    """``call(user, model, method, ids, **named arguments)``; raises ``Refused``."""

    def __init__(self, url: str, database: str) -> None:
        self.url = url
        self.database = database

    def call(
        self,
        user: User,
        model: str,
        method: str,
        ids: Any = None,
        **arguments: Any,
    ) -> Any:
        raise NotImplementedError


class Json2(Door):
    """``/json/2`` with an API key."""

    name = "JSON-2"

    def __init__(self, url: str, database: str) -> None:
        super().__init__(url, database)
        self.http = requests.Session()

    def call(
        self,
        user: User,
        model: str,
        method: str,
        ids: Any = None,
        **arguments: Any,
    ) -> Any:
        if ids is not None:
            arguments["ids"] = ids
        answer = self.http.post(
            f"{self.url}/json/2/{model}/{method}",
            json=arguments,
            headers={"Authorization": f"bearer {user.key}"},
            timeout=TIMEOUT,
        )
        found = answer.json()
        if answer.ok:
            return found
        raise Refused(KINDS.get(found["name"], "other"), found["message"])


class XmlRpc(Door):
    """``/xmlrpc/2`` with an API key in the password's place."""

    name = "XML-RPC"
    FAULTS = {2: "user", 4: "access"}

    def __init__(self, url: str, database: str) -> None:
        super().__init__(url, database)
        self.proxy = xmlrpc.client.ServerProxy(
            f"{url}/xmlrpc/2/object", allow_none=True
        )

    def call(
        self,
        user: User,
        model: str,
        method: str,
        ids: Any = None,
        **arguments: Any,
    ) -> Any:
        given = positional(method, ids, arguments)
        try:
            return self.proxy.execute_kw(
                self.database, user.id, user.key, model, method, given, arguments
            )
        except xmlrpc.client.Fault as fault:
            kind = self.FAULTS.get(int(fault.faultCode), "other")
            raise Refused(kind, fault.faultString) from None


class WebClient(Door):
    """``/web/dataset/call_kw`` in a session, as the browser calls."""

    name = "web client"

    def __init__(self, url: str, database: str) -> None:
        super().__init__(url, database)
        self.sessions: dict[str, requests.Session] = {}

    def _session(self, user: User) -> requests.Session:
        if user.login not in self.sessions:
            session = requests.Session()
            who = {"db": self.database, "login": user.login, "password": user.password}
            answer = session.post(
                f"{self.url}/web/session/authenticate",
                json={"params": who},
                timeout=TIMEOUT,
            )
            assert answer.json()["result"]["uid"] == user.id, user.login
            self.sessions[user.login] = session
        return self.sessions[user.login]

    def call(
        self,
        user: User,
        model: str,
        method: str,
        ids: Any = None,
        **arguments: Any,
    ) -> Any:
        given = positional(method, ids, arguments)
        answer = self._session(user).post(
            f"{self.url}/web/dataset/call_kw/{model}/{method}",
            json={
                "params": {
                    "model": model,
                    "method": method,
                    "args": given,
                    "kwargs": arguments,
                }
            },
            timeout=TIMEOUT,
        )
        found = answer.json()
        if "error" not in found:
            return found["result"]
        data = found["error"]["data"]
        raise Refused(KINDS.get(data["name"], "other"), data["message"])
