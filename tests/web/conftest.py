from tests.support.browser import browser
from tests.support.door import settings, web

__all__ = ["browser", "settings", "web"]
