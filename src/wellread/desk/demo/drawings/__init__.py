"""The demo's pictures and the program that draws them."""
