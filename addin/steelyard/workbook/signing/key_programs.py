"""Signatures by SSH and OpenPGP keys: the programs that people have for them do all the work."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from steelyard.errors import SteelyardError

NAMESPACE = "steelyard"
"""What an SSH signature is for: one that was made for something else does not verify."""

FROM = {
    "ssh-keygen": "it comes with OpenSSH (on Debian the package openssh-client)",
    "gpg": "it comes with GnuPG (on Debian the package gnupg)",
}
"""Where each program comes from."""

_GOOD_SSH = re.compile(r'Good "[^"]*" signature .*with (\S+ key \S+)')
_GOOD_PGP = re.compile(r"^\[GNUPG:\] GOODSIG (\S+) (.*)$", re.MULTILINE)
_VALID_PGP = re.compile(r"^\[GNUPG:\] VALIDSIG (\S+)", re.MULTILINE)


class Proof(NamedTuple):
    """What a program said of a signature."""

    good: bool
    words: str
    """Whose key it is, or why it is not good."""


def signed_by(text: str, key: str) -> str:
    """The signature of a text by a key, armoured.

    Args:
        text: what is signed.
        key: the file of an SSH key, or of the public one where an agent holds the other; if there is no such
            file, what names an OpenPGP key for gpg: an id, a fingerprint, or an e-mail address.

    Raises:
        SteelyardError: the program is absent, or refuses.
    """
    if Path(key).is_file():
        done = _run(["ssh-keygen", "-q", "-Y", "sign", "-f", key, "-n", NAMESPACE], text)
        return _or_refuse(done, f"the SSH key in {key} signs nothing")
    done = _run(["gpg", "--batch", "--armor", "--detach-sign", "--local-user", key], text)
    return _or_refuse(done, f"{key} is no file of an SSH key, and as an OpenPGP key it signs nothing")


def verified_by_ssh(text: str, signature: str, allowed_signers: Path | None = None) -> Proof:
    """Whether an SSH signature is that of a text.

    Args:
        text: what was signed.
        signature: armoured.
        allowed_signers: the file of the known keys, as ssh-keygen has it; without it any key is accepted.

    Raises:
        SteelyardError: the program is absent.
    """
    with TemporaryDirectory() as folder:
        file = Path(folder) / "signature"
        file.write_text(signature, "utf-8")
        asked = ["-n", NAMESPACE, "-s", str(file)]
        if allowed_signers is None:
            done = _run(["ssh-keygen", "-Y", "check-novalidate", *asked], text)
        else:
            known = ["-f", str(allowed_signers)]
            found = _run(["ssh-keygen", "-Y", "find-principals", "-s", str(file), *known], "")
            if found.returncode:
                return Proof(False, f"the key is not among those of {allowed_signers}")  # noqa: FBT003
            whose = found.stdout.split("\n")[0]
            done = _run(["ssh-keygen", "-Y", "verify", *known, "-I", whose, *asked], text)
    good = _GOOD_SSH.search(done.stdout)
    if done.returncode or good is None:
        return Proof(False, "the signature is not that of these lines")  # noqa: FBT003
    return Proof(True, good[1] if allowed_signers is None else f"{whose}, {good[1]}")  # noqa: FBT003


def verified_by_gpg(text: str, signature: str) -> Proof:
    """Whether an OpenPGP signature is that of a text, by a key that gpg has.

    Raises:
        SteelyardError: the program is absent.
    """
    with TemporaryDirectory() as folder:
        file = Path(folder) / "signature.asc"
        file.write_text(signature, "utf-8")
        done = _run(["gpg", "--batch", "--status-fd", "1", "--verify", str(file), "-"], text)
    good, valid = _GOOD_PGP.search(done.stdout), _VALID_PGP.search(done.stdout)
    if "NO_PUBKEY" in done.stdout:
        return Proof(False, "gpg does not have the key; import it first")  # noqa: FBT003
    if done.returncode or good is None or valid is None:
        return Proof(False, "the signature is not that of these lines")  # noqa: FBT003
    return Proof(True, f"{good[2]}, OpenPGP key {valid[1]}")  # noqa: FBT003


def _run(command: list[str], text: str) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(command, input=text, capture_output=True, text=True, check=False)  # noqa: S603 - no shell
    except FileNotFoundError:
        raise SteelyardError(f"{command[0]} is not installed: {FROM[command[0]]}") from None


def _or_refuse(done: subprocess.CompletedProcess[str], refused: str) -> str:
    if done.returncode or not done.stdout:
        said = " ".join(done.stderr.split())
        raise SteelyardError(f"{refused}: {said or 'no reason was given'}")
    return done.stdout
