from tests.support.door import settings, web

__all__ = ["settings", "web"]
