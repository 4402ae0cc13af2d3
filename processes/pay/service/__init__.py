"""Commands of payment."""

from processes.pay.service.codes import ask_to_check, choose
from processes.pay.service.invoices import ask_for_invoice, sign_for_invoice
from processes.pay.service.notices import keep_notice, settle
from processes.pay.service.orders import close_for_case, open_order, receive_offline, waive
from processes.pay.service.reconcile import ask_for_bill
from processes.pay.service.refunds import request_refund
from processes.pay.service.standalone import cancel, entrust, entrusted, open_for_course, open_group

__all__ = [
    "ask_for_bill",
    "ask_for_invoice",
    "ask_to_check",
    "cancel",
    "choose",
    "close_for_case",
    "entrust",
    "entrusted",
    "keep_notice",
    "open_for_course",
    "open_group",
    "open_order",
    "receive_offline",
    "request_refund",
    "settle",
    "sign_for_invoice",
    "waive",
]
