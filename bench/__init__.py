"""How fast Convene is, each figure beside a baseline measured in the same run. `python -m bench` runs it."""
