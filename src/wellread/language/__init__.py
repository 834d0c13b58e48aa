"""How the edition speaks: its dates, numbers and lists, and the catalogues of its words."""
