"""What the pages say is what the code says, and no file speaks of the machine it was written on.

python tests/docs/test_docs.py      writes the generated pages anew
"""

from __future__ import annotations

import re
import subprocess
import sys
from inspect import cleandoc
from pathlib import Path
from typing import TYPE_CHECKING

from steelyard import errors

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
ERRORS = ROOT / "docs" / "reference" / "errors.md"

# Places and services of one machine: a home, a mount, a drive; a package index or its mirror.
HERE = re.compile(
    r"""(?<![\w.})\]*-])/(?:work|root|home|Users|opt|tmp|mnt|srv)/\w
    | \b[A-Z]:\\+Users\b
    | \b(?:pypi|pythonhosted|npmjs|debian)\.(?:org|com|net)\b
    | \b(?:artifactor[y]|devp[i])\b
    | \b(?:10\.\d+|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.\d+\.\d+\b""",
    re.VERBOSE,
)


def tracked() -> Iterator[tuple[Path, str]]:
    """Every text file that is, or is about to be, part of the project."""
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout.split("\0")
    for path in (ROOT / name for name in sorted(listed) if name):
        content = path.read_bytes() if path.is_file() else b"\0"
        if b"\0" not in content:
            yield path.relative_to(ROOT), content.decode("utf-8")


def tree(error: type[Exception], depth: int = 0) -> Iterator[tuple[int, type[Exception]]]:
    """The error and all below it, with their depth, in the order of their definition."""
    yield depth, error
    for child in error.__subclasses__():
        yield from tree(child, depth + 1)


def drawing() -> str:
    """The picture of the tree at the top of errors.py."""
    return "\n".join(
        line for line in cleandoc(errors.__doc__ or "").splitlines() if re.match(r" {4}[│├└─ ]*\w+$", line)
    )


def errors_page() -> str:
    """The reference of errors, from their docstrings."""
    entries = []
    for _, error in tree(errors.SteelyardError):
        said = cleandoc(error.__doc__ or "").partition(">>>")[0].strip()
        kind = f"A kind of `{error.__mro__[1].__name__}`. " if error is not errors.SteelyardError else ""
        entries.append(f"## {error.__name__}\n{kind}{said}\n")
    opening = (
        "Everything that steelyard refuses is one of these. The message names the place, what was found and\n"
        "what would do; catch `steelyard.SteelyardError` to catch them all."
    )
    picture = "\n".join(line[4:] for line in drawing().splitlines())
    return "\n".join(["# Errors", f"{opening}\n", f"```text\n{picture}\n```\n", *entries])


def test_no_file_speaks_of_the_machine_it_was_written_on() -> None:
    told = [
        f"{path}:{number}: {line.strip()}"
        for path, text in tracked()
        for number, line in enumerate(text.splitlines(), 1)
        if HERE.search(line)
    ]
    assert told == []


def test_links_between_pages_lead_somewhere() -> None:
    broken = [
        f"{path} -> {target}"
        for path, text in tracked()
        if path.suffix == ".md"
        for target in re.findall(r"\]\((?![a-z]+:|#)([^)#\s]+)", text)
        if not (ROOT / path.parent / target).exists()
    ]
    assert broken == []


def test_the_picture_of_errors_is_the_tree() -> None:
    drawn = [(len(m[1]) // 4, m[2]) for m in re.finditer(r"^ {4}([│├└─ ]*)(\w+)$", drawing(), re.MULTILINE)]
    assert drawn == [(depth, error.__name__) for depth, error in tree(errors.SteelyardError)]


def test_the_page_of_errors_is_what_the_code_says() -> None:
    assert ERRORS.read_text(encoding="utf-8") == errors_page(), "run: python tests/docs/test_docs.py"


if __name__ == "__main__":
    ERRORS.write_text(errors_page(), encoding="utf-8")
    sys.stdout.write(f"{ERRORS.relative_to(ROOT)}\n")
