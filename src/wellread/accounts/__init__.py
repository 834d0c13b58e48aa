"""Who the reader is: sign-in, second factors, the mailbox of the demo."""
