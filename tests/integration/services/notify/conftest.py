from tests.support.mail_host import a_mail, chat_room, closed_port, locked_mail_host, mail_host, office, open_mail_host

__all__ = ["a_mail", "chat_room", "closed_port", "locked_mail_host", "mail_host", "office", "open_mail_host"]
