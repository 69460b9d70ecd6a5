"""The elastic clock: how a clinic's time is planned, runs, and gives way. Pure: the time comes as an argument."""
