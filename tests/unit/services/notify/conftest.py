from tests.support.mail_host import a_mail

__all__ = ["a_mail"]
