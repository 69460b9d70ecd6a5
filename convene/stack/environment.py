"""Settings as the environment of a child process."""

import os
from datetime import datetime

from pydantic import SecretStr

from shared.settings import Settings


def environment_of(settings: Settings) -> dict[str, str]:
    """Our own environment, with every setting that was set on top.

    Passwords are not written into it: a child finds them where we did, in the environment or the secrets folder.
    """
    environment = dict(os.environ)
    for field in settings.model_fields_set:
        value = getattr(settings, field)
        if value is None:
            environment.pop(f"CONVENE_{field.upper()}", None)
        elif not isinstance(value, SecretStr):
            environment[f"CONVENE_{field.upper()}"] = value.isoformat() if isinstance(value, datetime) else str(value)
    return environment
