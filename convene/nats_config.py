"""`deploy/nats.conf`, as text: the server's own settings, and its users with their permissions."""

from collections.abc import Sequence

from convene.permissions import Permissions, password_variable

HEAD = """\
# Written by `make docs` from convene/permissions.py. Change that, not this.
server_name: convene
listen: "0.0.0.0:4222"
http: "127.0.0.1:8222"  # for the health check alone

# Larger messages are a mistake, and are refused where they are made.
max_payload: 256KB

# The journals are the truth and can fill JetStream again, so it need not sync every message.
jetstream {
  store_dir: "/data"
}

# One line per user, from `convene keys`: NAME_PASSWORD: "..."
include "nats_passwords.conf"

authorization {
  users: [
"""
TAIL = """\
  ]
}
"""


def nats_config(users: Sequence[Permissions]) -> str:
    """The whole file."""
    return HEAD + "".join(_user(user) for user in users) + TAIL


def _user(permissions: Permissions) -> str:
    return (
        f"    {{\n      user: {permissions.user}\n      password: ${password_variable(permissions.user)}\n"
        "      permissions: {\n"
        f"{_allowed('publish', permissions.publish)}{_allowed('subscribe', permissions.subscribe)}      }}\n    }}\n"
    )


def _allowed(verb: str, subjects: Sequence[str]) -> str:
    lines = "".join(f'          "{subject}"\n' for subject in subjects)
    return f"        {verb}: {{ allow: [\n{lines}        ] }}\n"
