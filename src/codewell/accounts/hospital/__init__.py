"""Sign-in at the hospital (OpenID Connect): its issuer asked, its tokens verified, its people linked to accounts."""
