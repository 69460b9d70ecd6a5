"""The message bus: subjects, envelopes, streams, and the clients and consumers that use them."""
