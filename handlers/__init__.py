"""What the helpdesk does: one module per journey. No transport here, and no commit."""
