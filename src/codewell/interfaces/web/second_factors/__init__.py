"""Pages of second factors, passkeys and the hospital's sign-in."""
