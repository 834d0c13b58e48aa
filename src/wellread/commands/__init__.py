"""The sub-commands of `wellread`, a file for each subject; cli.py runs them."""
