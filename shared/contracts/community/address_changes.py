"""Another mail address for a member: it counts once whoever reads it has confirmed it with the code that was mailed there."""

from datetime import datetime

from shared.contracts.base import Value
from shared.contracts.community.members import CommunityCommand, CommunityEvent, CommunityQuery
from shared.contracts.types import Id, Line, Private

__all__ = [
    "AddressChangeView",
    "AddressConfirmed",
    "AddressProposed",
    "AddressWithdrawn",
    "ConfirmAddress",
    "GetAddressChange",
    "WithdrawAddress",
]


class ConfirmAddress(CommunityCommand):
    """From now on this member is reached at the address they gave. The code that was mailed there is the right to say so: no
    token is asked for."""

    community_id: Id
    member_id: Id
    code: Line


class WithdrawAddress(CommunityCommand):
    """The address that whoever asks gave, and nobody confirmed yet, is not to be theirs after all."""

    community_id: Id


class AddressProposed(CommunityEvent):
    """A member gave another address. Until it is confirmed, everything goes to the one they have."""

    member_id: Id
    change_id: Id
    proposed_at: datetime
    expires_at: datetime
    email: Private[str]
    code: Private[str]


class AddressConfirmed(CommunityEvent):
    """A member is reached at another address from now on."""

    member_id: Id
    change_id: Id
    email: Private[str]


class AddressWithdrawn(CommunityEvent):
    """The address that a member had given will not be theirs."""

    member_id: Id
    change_id: Id


class GetAddressChange(CommunityQuery):
    """What mails about another address of a member need; for notify alone."""

    community_id: Id
    member_id: Id
    change_id: Id


class AddressChangeView(Value):
    """`email` and `code` are empty where nothing is to be confirmed any more, `former` where the change was not made."""

    email: str = ""
    code: str = ""
    expires_at: datetime | None = None
    former: str = ""
