"""Handing messages over: queue, worker, attempts, back-off, leases."""
