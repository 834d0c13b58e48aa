"""What editors publish: articles, live blogs, topics, authors, feeds, importers."""
