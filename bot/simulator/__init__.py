"""The try-it page: the phones of a volunteer and of a family beside the desk. Demo only."""
