from django.dispatch import Signal

page_published: Signal
page_unpublished: Signal
post_page_move: Signal
pre_page_move: Signal
page_slug_changed: Signal
published: Signal
unpublished: Signal
