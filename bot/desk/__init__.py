"""The staff web desk: pages rendered on the server, live by server-sent events. No rules here."""
