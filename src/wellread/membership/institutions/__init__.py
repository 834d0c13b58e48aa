"""Reading by courtesy of an institution: open to whoever reads at its networks, while they do."""
