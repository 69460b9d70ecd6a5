"""The tests mirror the code: what `shared/bus/publisher.py` does is tested in `tests/<level>/shared/bus/test_publisher.py`.

unit         pure: no server, no network
integration  a real bus, a real store, a real mail server; one service or some of them
e2e          all services together, as processes or in a browser; `flow/` tells whole stories
support      what tests share
"""
