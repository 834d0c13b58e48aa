"""How rows become what a template is given: bodies and pictures made at publishing, read back."""
