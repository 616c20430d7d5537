"""What the helpdesk remembers: tables, and one module of queries per noun. SQL lives only here."""
