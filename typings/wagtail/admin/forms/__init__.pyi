from wagtail.admin.forms.models import WagtailAdminModelForm as WagtailAdminModelForm
