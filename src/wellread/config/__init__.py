"""Settings from the environment (one typed table), URLs and server entry points."""
