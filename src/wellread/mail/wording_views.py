"""The admin's pages on which a newsroom words its e-mails."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from wellread.language.editors import for_editors
from wellread.mail import actions, catalogue, queries
from wellread.mail.forms import SignatureForm, WordingForm, version
from wellread.mail.models import EmailSignature, EmailWording
from wellread.mail.rendering import Rendered, direction_of, render
from wellread.mail.rules import Wording
from wellread.mail.template import Template
from wellread.mail.wording_faults import faults


class WordingsView(WagtailAdminTemplateMixin, TemplateView):
    """Every e-mail, whose words it says, and who signs."""

    template_name = "mail/admin/wordings.html"
    header_icon = "mail"
    _show_breadcrumbs = True

    def get_page_title(self) -> str:
        """Name the page."""
        return for_editors("E-mails: words")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way here."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the list."""
        language = settings.LANGUAGE_CODE
        own = {row.name: row for row in EmailWording.objects.filter(language=language)}
        rows = [
            {
                "template": template,
                "own": own.get(template.name),
                "subject": queries.wording(template.name, language).subject,
                "url": reverse("email_wording", args=[template.name]),
            }
            for template in catalogue.worded()
        ]
        signature = EmailSignature.objects.filter(language=language).first()
        initial = {
            "signed_by": signature.signed_by if signature else "",
            "role": signature.role if signature else "",
        }
        form = kwargs.pop("signature_form", None) or SignatureForm(initial=initial)
        return {**super().get_context_data(**kwargs), "rows": rows, "signature_form": form}

    def post(self, request: HttpRequest) -> HttpResponse:
        """Save who signs."""
        form = SignatureForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(signature_form=form))
        actions.sign(language=settings.LANGUAGE_CODE, **form.cleaned_data)
        messages.success(request, for_editors("Saved."))
        return redirect("email_wordings")


class WordingView(WagtailAdminTemplateMixin, TemplateView):
    """One e-mail's words, and beside them what becomes of them."""

    template_name = "mail/admin/wording.html"
    header_icon = "mail"
    _show_breadcrumbs = True

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the e-mail; one that there is not is a page that there is not."""
        super().setup(request, *args, **kwargs)
        self.language = settings.LANGUAGE_CODE
        self.template = _template_or_404(kwargs["name"])
        self.row = EmailWording.objects.filter(
            name=self.template.name, language=self.language
        ).first()

    def get_page_title(self) -> str:
        """Name the e-mail."""
        return str(self.template.label)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way here."""
        up = {"url": reverse("email_wordings"), "label": for_editors("E-mails: words")}
        return [*self.breadcrumbs_items, up, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the form, the facts it may name, and the e-mail as it would be."""
        ours = self.template.wording(self.language)
        said = _said(self.row) or ours
        form = kwargs.pop("form", None) or WordingForm(
            initial={**said._asdict(), "seen": version(self.row)},
            template=self.template,
            row=self.row,
        )
        shown = kwargs.pop("shown", said)
        return {
            **super().get_context_data(**kwargs),
            "form": form,
            "placeholders": self.template.known(),
            "row": self.row,
            "preview": _preview(self.template, shown, self.language),
            "direction": direction_of(self.language),
        }

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Save, show, send to oneself, or bring our own words back."""
        if "restore" in request.POST:
            actions.restore_wording(name=self.template.name, language=self.language)
            messages.success(request, for_editors("This e-mail says our own words again."))
            return redirect("email_wording", self.template.name)
        form = WordingForm(request.POST.dict(), template=self.template, row=self.row)
        if not form.is_valid():
            shown = self.template.wording(self.language) if _broken(form) else form.wording()
            return self.render_to_response(self.get_context_data(form=form, shown=shown))
        if "save" in request.POST:
            return self._save(form.wording())
        if "test" in request.POST:
            self._send_test(form.wording())
        return self.render_to_response(self.get_context_data(form=form, shown=form.wording()))

    def _save(self, wording: Wording) -> HttpResponse:
        if wording == self.template.wording(self.language):
            actions.restore_wording(name=self.template.name, language=self.language)
        else:
            actions.save_wording(
                name=self.template.name,
                language=self.language,
                wording=wording,
                by=self.request.user,
            )
        messages.success(self.request, for_editors("Saved. E-mails say so from now on."))
        return redirect("email_wording", self.template.name)

    def _send_test(self, wording: Wording) -> None:
        address = str(self.request.user.email)  # type: ignore[union-attr]
        actions.send_test(to=address, of=self.template.name, wording=wording)
        sent = for_editors("A test is on its way to %(address)s. Nothing was saved.") % {
            "address": address
        }
        messages.success(self.request, sent)


def _template_or_404(name: str) -> Template:
    for template in catalogue.worded():
        if template.name == name:
            return template
    raise Http404


def _said(row: EmailWording | None) -> Wording | None:
    if row is None:
        return None
    return Wording(row.subject, row.preheader, row.body, row.signed_by, row.role)


def _broken(form: WordingForm) -> bool:
    return any(field != "__all__" for field in form.errors)


def _preview(template: Template, wording: Wording, language: str) -> Rendered | None:
    """Return the e-mail by its examples; None for words of before that no longer fit."""
    if faults(wording, template.known()):
        return None
    signed = queries.signed(wording, language)
    return render(template, signed, template.examples(), language=language)
