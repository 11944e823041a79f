"""The Odoo 19 that is used: one named by ``ODOO``, else Debian's package, unpacked."""

from __future__ import annotations

import hashlib
import os
import pwd
import re
import shutil
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path

from . import layout
from .steps import SetupError, fingerprint, output_of, run_logged, step

SERIES = (19, 0)
DEBIAN_SUITE = "sid"
# Odoo's web assets are links into the packages beside it.
DEBIAN_PACKAGES = (
    "odoo-19",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-montserrat",
    "fonts-ocr-b",
    "fonts-roboto-unhinted",
)
# The newest ones have other files (Font Awesome 7 where Odoo draws with 4.7): these come
# from the machine's own release.
RELEASE_PACKAGES = ("fonts-font-awesome", "fonts-inconsolata")
ODOO_PACKAGE_MIN_BYTES = 50_000_000

# Debian leaves this file of `mail` out; without it each build of the web assets logs an
# error.
SEGMENTATION_PACKAGE = "@mediapipe/selfie_segmentation@0.1.1675465747"
SEGMENTATION_FILE = "selfie_segmentation.js"
SEGMENTATION_SHA256 = "a4720d2d2374ec9df3510461ff186a4af427fb5bd402375e135875a991467da3"
SEGMENTATION_TARGET = Path("addons/mail/static/lib/selfie_segmentation")


@dataclass(frozen=True)
class OdooTree:
    """A usable Odoo: ``path`` goes on Python's path, ``addons`` on the addons path."""

    path: Path
    addons: tuple[Path, ...]
    version: str

    @property
    def key(self) -> str:
        return f"{self.path} {self.version}"


def locate() -> OdooTree:
    """The Odoo tree of this checkout, fetched when ``ODOO`` names none."""
    asked = os.environ.get("ODOO")
    if asked:
        tree = _inspect(_package_parent(asked))
        if tree is None:
            raise SetupError(
                f"ODOO is '{asked}', where no Odoo was found. It may name the folder of an "
                "Odoo 19 source tree, its odoo-bin, or an 'odoo' command."
            )
        if tree.version.split(".")[:2] != [str(number) for number in SERIES]:
            raise SetupError(
                f"ODOO names Odoo {tree.version}; these addons need Odoo 19.0."
            )
        return tree
    root = layout.ODOO_FETCHED
    step(
        "odoo",
        fingerprint(*DEBIAN_PACKAGES, *RELEASE_PACKAGES, SEGMENTATION_PACKAGE),
        "Fetching Odoo 19",
        lambda: _fetch(root),
    )
    tree = _inspect(_dist_packages(root))
    if tree is None:
        raise SetupError("The unpacked Odoo is damaged; 'make clean' and start again.")
    return tree


def _package_parent(asked: str) -> Path:
    """The folder holding the Python package ``odoo`` that ``ODOO`` points at."""
    path = Path(asked).expanduser()
    if path.is_dir():
        inner = _dist_packages(path)
        return inner if (inner / "odoo").is_dir() else path.resolve()
    command = shutil.which(str(path))
    if command is None:
        raise SetupError(f"ODOO is '{asked}': neither a folder nor a program.")
    script = Path(command).resolve()
    if (script.parent / "odoo" / "release.py").is_file():
        return script.parent
    first_line = script.open("rb").readline().decode(errors="replace")
    interpreter = (
        first_line.removeprefix("#!").split() if first_line.startswith("#!") else []
    )
    code = "import odoo.release, pathlib; print(pathlib.Path(odoo.release.__file__).parents[1])"
    try:
        return Path(
            output_of([*interpreter, "-P", "-c", code], stderr=subprocess.DEVNULL)
        )
    except (subprocess.CalledProcessError, OSError, IndexError) as error:
        raise SetupError(
            f"ODOO is '{asked}', a program that does not lead to an Odoo tree."
        ) from error


def _dist_packages(root: Path) -> Path:
    return root / "usr" / "lib" / "python3" / "dist-packages"


def _inspect(parent: Path) -> OdooTree | None:
    release = parent / "odoo" / "release.py"
    if not release.is_file():
        return None
    found = re.search(
        r"^version_info\s*=\s*\(\s*'?(\w+)'?,\s*(\d+),\s*(\d+)",
        release.read_text(),
        re.MULTILINE,
    )
    if not found:
        return None
    folders = (parent / "addons", parent / "odoo" / "addons")
    # Debian has a second, Python-only copy of the addons beside the real ones.
    addons = tuple(
        path
        for path in folders
        if any(path.glob("*/__manifest__.py")) and _complete(path)
    )
    return OdooTree(parent, addons, ".".join(found.groups()))


def _complete(addons: Path) -> bool:
    base = addons / "base"
    web = addons / "web"
    return (base / "data").is_dir() or (web / "static").is_dir()


# ---------------------------------------------------------------------------- fetching


def _fetch(root: Path) -> None:
    shutil.rmtree(root, ignore_errors=True)
    work = layout.SETUP / "odoo-download"
    shutil.rmtree(work, ignore_errors=True)
    packages = _download(work)
    _check_packages(packages)
    for package in packages:
        run_logged(
            ["dpkg-deb", "-x", package, root],
            "odoo-fetch",
            f"unpack {package.name}",
            append=True,
        )
    _add_segmentation(_dist_packages(root) / "odoo", work)
    _check_links(root)
    shutil.rmtree(work)


def _download(work: Path) -> list[Path]:
    """Fetch the Debian packages with a second apt configuration, nothing installed."""
    for folder in ("lists/partial", "cache/archives/partial", "packages"):
        (work / folder).mkdir(parents=True)
    sources = work / "odoo.sources"
    sources.write_text(_derived_source())
    options = [
        f"Dir::Etc::sourcelist={sources}",
        "Dir::Etc::sourceparts=/dev/null",
        f"Dir::State::lists={work / 'lists'}",
        f"Dir::Cache={work / 'cache'}",
        # apt's own sandbox user may not be able to enter the checkout.
        f"APT::Sandbox::User={pwd.getpwuid(os.geteuid()).pw_name}",
    ]
    apt = ["apt-get", *(word for option in options for word in ("-o", option))]
    suite = f"read the package list of Debian {DEBIAN_SUITE}"
    run_logged([*apt, "update"], "odoo-fetch", suite)
    wanted = [f"{name}/{DEBIAN_SUITE}" for name in DEBIAN_PACKAGES]
    wanted += [f"{name}/{_codename()}" for name in RELEASE_PACKAGES]
    run_logged(
        [*apt, "download", *wanted],
        "odoo-fetch",
        "download Odoo 19 and its web assets",
        append=True,
        cwd=work / "packages",
    )
    return sorted((work / "packages").glob("*.deb"))


def _check_links(root: Path) -> None:
    """No link may dangle: an error in `web`; elsewhere the file of an app not used here."""
    dangling = [
        path for path in root.rglob("*") if path.is_symlink() and not path.exists()
    ]
    for path in dangling:
        if "addons/web/" in str(path):
            raise SetupError(
                f"The unpacked Odoo has {len(dangling)} dangling links, one is {path}."
            )
        path.unlink()


def _check_packages(packages: list[Path]) -> None:
    """apt has checked the signatures and hashes; this catches a wrong or empty answer."""
    names = {package.name.split("_")[0] for package in packages}
    if absent := {*DEBIAN_PACKAGES, *RELEASE_PACKAGES} - names:
        raise SetupError(f"apt-get did not bring: {', '.join(sorted(absent))}.")
    odoo = next(package for package in packages if package.name.startswith("odoo-19_"))
    if odoo.stat().st_size < ODOO_PACKAGE_MIN_BYTES:
        raise SetupError(
            f"{odoo.name} has only {odoo.stat().st_size} bytes; that is not Odoo."
        )
    version = output_of(["dpkg-deb", "-f", odoo, "Version"])
    if not version.startswith("19.0"):
        raise SetupError(
            f"Debian {DEBIAN_SUITE} offers odoo-19 in version {version}, not 19.0."
        )


def _add_segmentation(odoo: Path, work: Path) -> None:
    run_logged(
        ["npm", "pack", "--silent", "--pack-destination", work, SEGMENTATION_PACKAGE],
        "odoo-fetch",
        f"download {SEGMENTATION_PACKAGE} from npm",
        append=True,
        cwd=work,
    )
    archive = next(work.glob("*.tgz"))
    with tarfile.open(archive) as content:
        member = content.extractfile(f"package/{SEGMENTATION_FILE}")
        data = member.read() if member else b""
    digest = hashlib.sha256(data).hexdigest()
    if digest != SEGMENTATION_SHA256:
        raise SetupError(
            f"{SEGMENTATION_FILE} from npm has SHA-256 {digest}, which is not the expected one."
        )
    target = odoo / SEGMENTATION_TARGET
    target.mkdir(parents=True, exist_ok=True)
    (target / SEGMENTATION_FILE).unlink(missing_ok=True)
    (target / SEGMENTATION_FILE).write_bytes(data)


def _derived_source() -> str:
    """The machine's own Debian source, with the suite replaced: no host name is ours."""
    codename = _codename()
    for stanza in _machine_stanzas():
        suites = stanza.get("suites", "").split()
        if codename in suites and "main" in stanza.get("components", "").split():
            signed = stanza.get("signed-by")
            lines = [
                "Types: deb",
                f"URIs: {stanza['uris']}",
                f"Suites: {' '.join(dict.fromkeys((DEBIAN_SUITE, codename)))}",
                "Components: main",
                *([f"Signed-By: {signed}"] if signed else []),
            ]
            return "\n".join(lines) + "\n"
    raise SetupError(
        "No Debian package source was found on this machine to fetch Odoo 19 from "
        f"(looked for suite '{codename}' under /etc/apt). Set ODOO to an Odoo 19 tree instead."
    )


def _codename() -> str:
    release = Path("/etc/os-release")
    found = re.search(
        r'^VERSION_CODENAME="?(\w+)',
        release.read_text() if release.exists() else "",
        re.MULTILINE,
    )
    return found.group(1) if found else "unknown"


def _machine_stanzas(etc: Path = Path("/etc/apt")) -> list[dict[str, str]]:
    """All apt sources of the machine as dictionaries with lower-case keys."""
    stanzas: list[dict[str, str]] = []
    for path in sorted(etc.glob("sources.list.d/*.sources")):
        stanzas += parse_deb822(path.read_text())
    for path in [etc / "sources.list", *sorted(etc.glob("sources.list.d/*.list"))]:
        if path.is_file():
            stanzas += parse_one_line(path.read_text())
    return stanzas


def parse_deb822(text: str) -> list[dict[str, str]]:
    """Stanzas of a ``.sources`` file; an embedded key keeps its continuation lines."""
    stanzas = []
    for block in re.split(r"\n\s*\n", text):
        fields: dict[str, str] = {}
        name = ""
        for line in block.splitlines():
            if line.startswith("#") or not line.strip():
                continue
            if line[0] in " \t" and name:
                fields[name] += "\n" + line
            elif ":" in line:
                name, value = line.split(":", 1)
                name = name.strip().lower()
                fields[name] = value.strip()
        if (
            "deb" in fields.get("types", "").split()
            and fields.get("enabled", "yes").lower() != "no"
        ):
            stanzas.append(fields)
    return stanzas


def parse_one_line(text: str) -> list[dict[str, str]]:
    """Stanzas of a classic ``sources.list``."""
    stanzas = []
    for line in text.splitlines():
        found = re.match(r"\s*deb\s+(?:\[([^]]*)\]\s+)?(\S+)\s+(\S+)\s+([^#]+)", line)
        if found:
            options, uri, suite, components = found.groups()
            signed = re.search(r"signed-by=(\S+)", options or "")
            stanza = {
                "types": "deb",
                "uris": uri,
                "suites": suite,
                "components": components.strip(),
            }
            stanzas.append(stanza | ({"signed-by": signed.group(1)} if signed else {}))
    return stanzas
