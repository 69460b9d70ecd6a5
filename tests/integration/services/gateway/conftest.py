from tests.support.door import web
from tests.support.mail_host import mail_host, open_mail_host
from tests.support.village import settings, village

__all__ = ["mail_host", "open_mail_host", "settings", "village", "web"]
