from tests.services.notify.conftest import mail_host, open_mail_host
from tests.support.village import settings, village

__all__ = ["mail_host", "open_mail_host", "settings", "village"]
