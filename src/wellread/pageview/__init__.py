"""One article view from start to finish: the page variant, the page cache, the decide endpoint."""
