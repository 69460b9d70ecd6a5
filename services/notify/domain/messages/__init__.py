"""What is sent to people: one class for each message, with its facts and with whether it is still wanted. Pure."""
