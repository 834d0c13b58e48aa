"""The files of other systems, one module each: which columns they have and what these mean."""
