"""What the rows about the gateway share: connections that cost little, and the processes that hold them."""
