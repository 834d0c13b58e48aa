"""Addresses of joining and of the account."""

from django.urls import path

from wellread.membership import (
    account,
    amount_pages,
    cancellation_pages,
    export_and_erasure,
    guest_pages,
    pause_pages,
    paying,
    postal_pages,
    price_change_pages,
    receipt_pages,
    returning_pages,
    views,
    withdrawal_pages,
)
from wellread.membership.gifts import buying
from wellread.membership.gifts import pages as gift_pages
from wellread.membership.groups import buying as group_buying
from wellread.membership.groups import intervals, sizing
from wellread.membership.groups import pages as groups
from wellread.membership.institutions import pages as institution_pages
from wellread.membership.solidarity import pages as solidarity

urlpatterns = [
    path("join/", views.join, name="join"),
    path("join/thanks/", views.join_thanks, name="join_thanks"),
    path("join/return/<uuid:checkout_id>/", views.join_return, name="join_return"),
    path("join/cancelled/<uuid:checkout_id>/", views.join_return, name="join_cancelled"),
    path("account/", account.account, name="account"),
    path("account/cancel/", account.cancel, name="cancel_membership"),
    path(
        "account/cancel/<str:token>/", account.cancel_without_account, name="cancel_without_account"
    ),
    path("account/resume/", account.resume, name="resume_membership"),
    path("account/amount/", amount_pages.change_amount, name="change_amount"),
    path("account/amount/agreed/<uuid:number>/", amount_pages.amount_agreed, name="amount_agreed"),
    path("account/pause/", pause_pages.pause, name="pause_membership"),
    path("account/pause/end/", pause_pages.end_pause, name="end_pause"),
    path("account/post/", postal_pages.postal_address, name="postal_address"),
    path("account/card/", account.change_card, name="change_card"),
    path("account/card/entered/", account.card_entered, name="own_card_entered"),
    path("account/unpaid/", paying.unpaid, name="unpaid"),
    path("account/receipts/<int:number>/", receipt_pages.receipt, name="receipt"),
    path("account/receipts/<int:number>/receipt.pdf", receipt_pages.receipt_pdf),
    path("account/statements/<int:year>/", receipt_pages.statement, name="statement"),
    path("account/statements/<int:year>/statement.pdf", receipt_pages.statement_pdf),
    path("account/data/", export_and_erasure.export, name="own_data"),
    path("account/erase/", export_and_erasure.erase, name="erase_account"),
    path("give/", buying.give, name="give"),
    path("give/find/", buying.find, name="find_gifts"),
    path("give/<str:token>/", gift_pages.given, name="given"),
    path("gift/<str:token>/", gift_pages.receive, name="gift"),
    path("institution/", institution_pages.institution, name="institution"),
    path("institution/here/", institution_pages.here, name="institution_here"),
    path("groups/", group_buying.buy, name="groups"),
    path("groups/<int:number>/", groups.manage, name="group"),
    path("groups/<int:number>/offer/", groups.offer, name="offer_seats"),
    path("groups/<int:number>/own/", groups.take_one, name="take_one_seat"),
    path("groups/<int:number>/seats/<int:seat>/", groups.change_seat, name="change_seat"),
    path("groups/<int:number>/size/", sizing.resize, name="resize_group"),
    path(
        "groups/<int:number>/size/agreed/<uuid:agreement>/",
        sizing.size_agreed,
        name="group_size_agreed",
    ),
    path("groups/<int:number>/interval/", intervals.change_interval, name="group_interval"),
    path(
        "groups/<int:number>/interval/agreed/<uuid:agreement>/",
        intervals.interval_agreed,
        name="group_interval_agreed",
    ),
    path("groups/<int:number>/manager/", groups.offer_management, name="offer_management"),
    path("groups/<int:number>/card/", groups.change_card, name="group_card"),
    path("groups/<int:number>/card/entered/", groups.card_entered, name="group_card_entered"),
    path("groups/<int:number>/cancel/", groups.cancel, name="cancel_group"),
    path("groups/<int:number>/resume/", groups.resume, name="resume_group"),
    path("groups/seat/<str:token>/", groups.seat, name="seat"),
    path("groups/manage/<str:token>/", groups.take_management, name="take_management"),
    path("account/seats/<int:seat>/leave/", groups.leave, name="leave_seat"),
    path("account/solidarity/", solidarity.pledge, name="pledge"),
    path("solidarity/", solidarity.solidarity, name="solidarity"),
    path("solidarity/<str:token>/", solidarity.renew, name="renew_year"),
    path("account/link/", guest_pages.ask, name="guest_link"),
    path("account/link/close/", guest_pages.close, name="close_guest_page"),
    path("account/link/<str:token>/", guest_pages.open_link, name="guest_page"),
    path("cancel/", cancellation_pages.cancel_contract, name="cancel_contract"),
    path("cancel/done/", cancellation_pages.done, name="contract_cancelled"),
    path("cancel/<str:token>/", cancellation_pages.keep, name="keep_contract"),
    path("agree/<str:token>/", price_change_pages.agree, name="agree"),
    path("withdraw/", withdrawal_pages.withdraw, name="withdraw"),
    path("withdraw/done/", withdrawal_pages.done, name="withdrawn"),
    path("withdraw/<str:token>/", withdrawal_pages.prove, name="prove_withdrawal"),
    path("card/<str:token>/", returning_pages.enter_card, name="enter_card"),
    path("card/<str:token>/entered/", returning_pages.card_entered, name="card_entered"),
    path("come-back/<str:token>/", returning_pages.come_back, name="come_back"),
    path("no-more/<str:token>/", returning_pages.no_more_emails, name="no_more_emails"),
    path("pay/<str:token>/", paying.pay, name="pay"),
    path("pay/<str:token>/card/", paying.come_back, name="pay_by_new_card"),
    path("claim/<str:token>/", views.claim, name="claim"),
]
