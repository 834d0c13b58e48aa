from wagtail.admin.widgets.button import Button as Button
