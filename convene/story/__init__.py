"""An invented community with an invented case, played by scripted people over HTTP: what the demo and the example show."""
