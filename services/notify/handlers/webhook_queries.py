"""What may be asked about webhooks, and what adding one must know."""

from datetime import UTC, datetime

from services.notify.adapters.channels.url_policy import CheckedResolver
from services.notify.adapters.webhooks.cursors import Cursors
from services.notify.domain.webhook import Hook
from shared.access.url_policy import AddressRefused, Allowed, require_allowed_url
from shared.contracts import notify as c
from shared.contracts.types import Id
from shared.domain import Actor, forbidden, not_found
from shared.domain.pages import Place, cut
from shared.runtime.ports import Ports
from shared.runtime.service import Lookups, Queries
from shared.store.community_index import Listed, placed_states_of

queries = Queries()

lookups = Lookups()


@lookups.on
async def address_refusal(command: c.AddHook, stream: Id, asker: Actor, ports: Ports) -> str:
    """Why nothing may be posted to this address; empty where it may. Whether DNS moves it later is checked at each post."""
    allowed = Allowed.parse(ports.settings.webhook_allow)
    try:
        url = require_allowed_url(command.url, allowed)
        await CheckedResolver(allowed).resolve(url.raw_host or "", url.port or 443)
    except AddressRefused as error:
        return str(error)
    except OSError:
        return "The address names a server that cannot be found."
    return ""


@queries.on
async def list_hooks(query: c.ListHooks, asker: Actor, ports: Ports) -> c.HookList:
    role = await ports.roles.role(query.community_id, asker.id) if asker.kind == "member" else None
    if role is None:
        raise not_found()
    if role != "convener":
        raise forbidden("Webhooks are for a community's conveners to see.")
    cursors = Cursors(ports.collection("hook_cursors"))
    hooks: Listed[tuple[Place, Hook]] = await placed_states_of(ports, "hooks", query.community_id)
    shown = cut([placed for placed in hooks.items if placed[1].state != "removed"], lambda placed: placed[0], query)
    views = []
    for _, hook in shown.items:
        cursor = await cursors.read(hook.id)
        shown_fields = hook.model_dump(include={"id", "url", "events", "member_id", "state", "reason"})
        views.append(
            c.HookView(
                **shown_fields,
                last_posted=cursor.last_posted,
                failing_since=datetime.fromtimestamp(cursor.failing_since, UTC) if cursor.failing_since else None,
                trouble=cursor.trouble,
            )
        )
    return c.HookList(hooks=tuple(views), next=shown.next, unreadable=len(hooks.unreadable))
