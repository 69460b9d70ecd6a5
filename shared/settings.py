"""What an operator can set: environment variables that begin with `CONVENE_`, or files named after them in a secrets folder."""

import os
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

SECRETS_VARIABLE = "CONVENE_SECRETS_DIR"


class SettingsUnusableError(ValueError):
    """Settings that are good each for itself can't be used together."""


class Settings(BaseSettings):
    """One process's settings. Every field is an environment variable: `nats_url` is `CONVENE_NATS_URL`."""

    model_config = SettingsConfigDict(env_prefix="CONVENE_", frozen=True, extra="ignore", hide_input_in_errors=True)

    nats_url: str = "nats://127.0.0.1:4222"
    """The message bus. Several addresses of a cluster are separated by commas."""
    nats_user: str = ""
    """The NATS user of this service; empty where the bus asks for none."""
    nats_password: SecretStr = SecretStr("")
    bus_prefix: str = Field("convene", pattern=r"^[a-z0-9_]+$")
    """First token of every subject and name of every stream, so that several deployments can share one bus."""

    mongo_url: str = "mongodb://127.0.0.1:27017"
    """The document store: a MongoDB replica set, or the embedded store."""
    mongo_driver: Literal["motor", "pymongo"] = "motor"
    """Which asyncio driver talks to the store; both pass the same tests."""
    database_prefix: str = Field("convene", pattern=r"^[A-Za-z0-9_-]+$")
    """Each service owns the database `<prefix>_<service>`."""

    keys_dir: Path = Path("data/keys")
    """Folder with `public.json` (every service's verification keys) and this service's own `<service>.key`."""

    pulse_dir: Path | None = None
    """Folder in which each service notes every few seconds that it is well; what `convene health` reads."""

    clock_speed: float = Field(1.0, gt=0, le=10_000_000)
    """How many seconds of Convene's time pass in one real second; 1 outside demos and tests."""
    clock_origin: datetime | None = None
    """The real instant (UTC) at which Convene's time equalled real time; needed when `clock_speed` is not 1."""

    http_host: str = "127.0.0.1"
    http_port: int = 8080
    http_connections: int = Field(4_000, ge=20)
    """Connections that one gateway process keeps open; those that ask for nothing make room for new ones."""
    http_connections_each: int = Field(500, ge=2)
    """Of these, from one address; what comes from `trusted_proxies` is theirs to limit."""
    public_url: str = "http://127.0.0.1:8080"
    """The address people reach the gateway at: what links in mails begin with."""

    trusted_proxies: str = "127.0.0.1"
    """Addresses or networks, separated by commas, of the reverse proxies whose word on who visits is believed."""

    oidc_issuer: str = Field("", pattern=r"^(https?://\S+)?$")
    """The OpenID Connect provider with which people may sign in; empty for mailed links alone."""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    oidc_name: str = "your organisation"
    """What the button calls the provider."""
    oidc_trust_email: bool = False
    """Whether this provider's mail addresses are proven although it does not say so (`email_verified` is missing): only where
    nobody can choose their address there themselves."""

    smtp_host: str = "127.0.0.1"
    smtp_port: int = 1025
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_tls: Literal["none", "starttls", "tls"] = "none"
    mail_from: str = "Convene <convene@localhost>"
    webhook_allow: str = ""
    """`host:port` pairs, separated by commas, to which chat posts may go although they are private or not HTTPS."""

    disk_free_mb: int = Field(64, ge=1)
    """With fewer megabytes free the disk of a data folder counts as full: what broke is started again only above that."""

    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """What is written of what Convene does; of the libraries under it, warnings and worse."""
    log_format: Literal["plain", "json"] = "plain"
    """Lines for people, or one JSON object a line. No line holds what a person wrote."""


@cache
def load() -> Settings:
    """The settings of this process, read once. Secrets may come as files, as docker-compose mounts them."""
    secrets = os.environ.get(SECRETS_VARIABLE)
    return Settings(_secrets_dir=secrets) if secrets else Settings()
