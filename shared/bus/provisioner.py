"""Makes the streams and durable consumers, and brings them up to date. It may run as often as one likes.

What is there carries the release that last said how it should be. An older release, run again beside or after a newer one,
takes nothing away from that: it only adds what it needs itself.
"""

import re
from collections.abc import Mapping, Sequence

from nats.js import JetStreamContext, api
from nats.js.errors import APIError, BadRequestError, NotFoundError

from shared.bus.streams import (
    CONSUMER_FIELDS,
    STREAM_FIELDS,
    Durable,
    consumer_differences,
    filters_of,
    stream_differences,
)

RELEASE = "convene_release"


class ProvisionError(Exception):
    """The bus refuses to have a stream or consumer made as it should be; which and why."""


async def provision(
    js: JetStreamContext, streams: Sequence[api.StreamConfig], durables: Sequence[Durable], release: str
) -> list[str]:
    """See to it that all of them are there; what was made or changed, in words."""
    done = [await _provide_stream(js, wanted, release) for wanted in streams]
    done += [await _provide_consumer(js, wanted, release) for wanted in durables]
    return [words for words in done if words]


async def _provide_stream(js: JetStreamContext, wanted: api.StreamConfig, release: str) -> str:
    name = str(wanted.name)
    try:
        found = (await js.stream_info(name)).config
    except NotFoundError:
        try:
            await js.add_stream(wanted.evolve(metadata={RELEASE: release}))
        except BadRequestError:  # another provisioner was faster
            found = (await js.stream_info(name)).config
        else:
            return f"made the stream {name}"
    if _is_newer(found.metadata, release):
        return ""
    different = stream_differences(wanted, found)
    if not different and (found.metadata or {}).get(RELEASE) == release:
        return ""
    ours = {field: getattr(wanted, field) for field in STREAM_FIELDS}
    try:
        await js.update_stream(found.evolve(**ours, metadata=_marked(found.metadata, release)))
    except APIError as error:
        raise ProvisionError(f"the stream {name} can't be changed: {error.description}") from error
    return f"changed the stream {name} ({', '.join(different)})" if different else ""


async def _provide_consumer(js: JetStreamContext, wanted: Durable, release: str) -> str:
    try:
        found = (await js.consumer_info(wanted.stream, wanted.name)).config
    except NotFoundError:
        await js.add_consumer(wanted.stream, wanted.config.evolve(metadata={RELEASE: release}))
        return f"made the consumer {wanted.name}"
    if _is_newer(found.metadata, release):
        ours = {"filter_subjects": sorted(filters_of(found) | filters_of(wanted.config))}
        different = ["filter_subjects"] if filters_of(wanted.config) - filters_of(found) else []
        metadata = found.metadata
    else:
        ours = {field: getattr(wanted.config, field) for field in CONSUMER_FIELDS}
        different = consumer_differences(wanted.config, found)
        metadata = _marked(found.metadata, release)
    if not different and metadata == found.metadata:
        return ""
    try:
        await js.add_consumer(wanted.stream, found.evolve(**ours, filter_subject=None, metadata=metadata))
    except APIError as error:
        raise ProvisionError(f"the consumer {wanted.name} can't be changed: {error.description}") from error
    return f"changed the consumer {wanted.name} ({', '.join(different)})" if different else ""


def _marked(metadata: Mapping[str, str] | None, release: str) -> dict[str, str]:
    return {**(metadata or {}), RELEASE: release}


def _is_newer(metadata: Mapping[str, str] | None, release: str) -> bool:
    return _numbers((metadata or {}).get(RELEASE, "")) > _numbers(release)


def _numbers(release: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", release))
