"""The one place that knows which asyncio driver talks to the document store.

Motor gets no more fixes; PyMongo's own asyncio client has the same calls but for `aggregate`, `watch` and
`start_session`, which it awaits. Nothing here uses those three, so the choice is a setting.
"""

from collections.abc import AsyncIterable, Iterable, Mapping
from typing import Any, Literal, Protocol

from motor.motor_asyncio import AsyncIOMotorClient
from pymongo import AsyncMongoClient

Document = dict[str, Any]


class Collection(Protocol):
    """The calls we use, as both drivers have them."""

    async def insert_one(self, document: Document) -> Any: ...
    async def insert_many(self, documents: Iterable[Document], ordered: bool = True) -> Any: ...
    async def find_one(self, filter: Any, projection: Any = None) -> Document | None: ...
    def find(self, filter: Any = None, projection: Any = None) -> AsyncIterable[Document]: ...
    async def update_one(self, filter: Any, update: Any, upsert: bool = False) -> Any: ...
    async def update_many(self, filter: Any, update: Any) -> Any: ...
    async def replace_one(self, filter: Any, replacement: Document, upsert: bool = False) -> Any: ...
    async def delete_one(self, filter: Any) -> Any: ...
    async def delete_many(self, filter: Any) -> Any: ...
    async def bulk_write(self, requests: list[Any], ordered: bool = True) -> Any: ...
    async def create_index(self, keys: Any, **options: Any) -> str: ...
    async def count_documents(self, filter: Any) -> int: ...


class Database(Protocol):
    """One service's own database."""

    def __getitem__(self, name: str) -> Collection: ...


class Store:
    """A connection to the document store."""

    def __init__(self, url: str, driver: Literal["motor", "pymongo"] = "motor", **options: Any) -> None:
        options = {"serverSelectionTimeoutMS": 5000, "tz_aware": True, "w": "majority", **options}
        self._client: Any = (AsyncIOMotorClient if driver == "motor" else AsyncMongoClient)(url, **options)
        self.driver = driver

    def database(self, name: str) -> Database:
        database: Database = self._client[name]
        return database

    async def ping(self) -> None:
        """Raises `StoreError` where the store does not answer."""
        await self._client.admin.command("ping")

    async def describe(self) -> Mapping[str, Any]:
        """What the store says of itself."""
        info: Mapping[str, Any] = await self._client.admin.command("buildInfo")
        return info

    async def drop(self, name: str) -> None:
        """Delete a whole database; for tests."""
        await self._client.drop_database(name)

    async def close(self) -> None:
        closing = self._client.close()
        if closing is not None:
            await closing
