"""What may be asked of the trips service, and what it tells: visits to places where a practice is at work."""

from shared.contracts.trips.agenda import *
from shared.contracts.trips.commands import *
from shared.contracts.trips.day import *
from shared.contracts.trips.day_views import *
from shared.contracts.trips.events import *
from shared.contracts.trips.memories import *
from shared.contracts.trips.programme import *
from shared.contracts.trips.queries import *
from shared.contracts.trips.rota import *
from shared.contracts.trips.signup import *
from shared.contracts.trips.signup_views import *
from shared.contracts.trips.views import *
