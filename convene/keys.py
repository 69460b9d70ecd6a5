"""`convene keys`: every secret that a deployment needs, one file each, made once.

What exists is kept: running it again adds what a newer Convene needs. To change a secret, delete its file and run it again.
"""

import os
import secrets
from pathlib import Path

from convene.permissions import OBSERVER, PROVISIONER, password_variable
from services import SERVICES
from shared.access.signed_tokens import make_keys

PASSWORDS = "nats_passwords.conf"
GIVEN_BY_OTHERS = ("smtp_password", "oidc_client_secret")
"""Files for secrets that another system has made."""


def password_file(user: str) -> str:
    """The name of the file with one NATS user's password."""
    return f"nats_{user}_password"


def make_secrets(folder: Path) -> list[Path]:
    """Fill the folder; every file in it that is a secret. Only whoever owns the folder may look into it.

    - `<service>.key` and `public.json`: with which services sign, and verify, who asks;
    - `nats_<user>_password`, and all of them once more for the server in `nats_passwords.conf`;
    - `smtp_password` and `oidc_client_secret`: empty, to be filled in where the mail server or the sign-in
      service asks for one.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    make_keys(folder, SERVICES)
    users = (*SERVICES, PROVISIONER, OBSERVER)
    for user in users:
        _write_once(folder / password_file(user), secrets.token_urlsafe(32))
    for name in GIVEN_BY_OTHERS:
        _write_once(folder / name, "")
    passwords = {user: (folder / password_file(user)).read_text().strip() for user in users}
    _write(folder / PASSWORDS, "".join(f'{password_variable(user)}: "{passwords[user]}"\n' for user in users))
    return sorted(folder.iterdir())


def _write_once(path: Path, text: str) -> None:
    if not path.exists():
        _write(path, text)


def _write(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
