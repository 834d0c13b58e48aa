"""Who the reader is: sign-in, second factors, the admin's door."""
