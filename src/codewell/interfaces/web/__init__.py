"""The web app and its JSON API: pages rendered on the server that work without script."""
