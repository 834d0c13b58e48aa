"""What this site has beyond the settings in wellread.env: everything of ours, and then your own."""

from wellread.config.settings import *  # noqa: F403

# Your own body blocks, page types, jobs and addresses live in this folder, which Python knows as
# the package `wellread_site`. With models of its own it is an application too:
#   INSTALLED_APPS = ["wellread_site", *INSTALLED_APPS]
