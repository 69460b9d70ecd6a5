"""What may be asked of the clinic service, and what it tells: case clinics from the proposal to what really happened."""

from shared.contracts.clinic.base import *
from shared.contracts.clinic.cases import *
from shared.contracts.clinic.clock import *
from shared.contracts.clinic.contributions import *
from shared.contracts.clinic.drafts import *
from shared.contracts.clinic.edits import *
from shared.contracts.clinic.experiences import *
from shared.contracts.clinic.facilitation import *
from shared.contracts.clinic.follow_up import *
from shared.contracts.clinic.groups import *
from shared.contracts.clinic.hands import *
from shared.contracts.clinic.ideas import *
from shared.contracts.clinic.people import *
from shared.contracts.clinic.protocols import *
from shared.contracts.clinic.queries import *
from shared.contracts.clinic.steps import *
from shared.contracts.clinic.takeaways import *
from shared.contracts.clinic.views.agenda import *
from shared.contracts.clinic.views.clinic import *
from shared.contracts.clinic.views.clock import *
from shared.contracts.clinic.views.memory import *
from shared.contracts.clinic.views.outcomes import *
from shared.contracts.clinic.views.protocols import *
from shared.contracts.clinic.views.readiness import *
from shared.contracts.clinic.views.record import *
from shared.contracts.clinic.views.room import *
from shared.contracts.clinic.visual import *
from shared.contracts.protocol import Kind as Kind
from shared.contracts.protocol import PlannedStep as PlannedStep
from shared.contracts.protocol import StepName as StepName
