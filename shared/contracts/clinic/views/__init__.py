"""What others see of clinics: the answers to queries."""
