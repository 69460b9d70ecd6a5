"""What may be asked of the community service, and what it tells: who belongs, in which role, and how they come in."""

from shared.contracts.community.address_changes import *
from shared.contracts.community.members import *
from shared.contracts.community.sessions import *
from shared.contracts.community.tokens import *
from shared.contracts.community.ways_in import *
