"""Rules of case clinics. Pure: no input or output, no clock, no randomness."""
