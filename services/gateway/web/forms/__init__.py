"""What all forms share: fields, dates, pictures, sending."""
