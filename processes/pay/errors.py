"""Refusals of payment."""

from engine.platform.errors import AppError, NotFound


class NoSuchOrder(NotFound):
    code = "no_such_order"
    message = "没有找到这笔订单。可能网址有误。"


class NoSuchRefund(NotFound):
    code = "no_such_refund"
    message = "没有找到这笔退费。可能网址有误。"


class NoSuchInvoice(NotFound):
    code = "no_such_invoice"
    message = "没有找到这张发票。可能网址有误。"


class OrderNotOpen(AppError):
    code, status = "order_not_open", 409
    message = "订单 {no} 现在不能缴费（{state}）。请刷新页面查看最新状态。"


class TooManyCodes(AppError):
    code, status = "too_many_codes", 429
    message = "这笔订单已换过 {count} 次二维码。请用现有的二维码支付，或 10 分钟后再换。"


class NoSuchChannel(AppError):
    code, status = "no_such_channel", 422
    message = "请选择微信支付或支付宝。"


class WrongAmount(AppError):
    code, status = "wrong_amount", 422
    message = "应收 {owed}，您填写的是 {received}。金额不一致不能入账，请核对票据。"


class ReceiptUsed(AppError):
    code, status = "receipt_used", 422
    message = "收据号 {receipt_no} 已登记过。请核对票据，每笔收款用各自的收据号。"


class ReasonMissing(AppError):
    code, status = "reason_missing", 422
    message = "请写明原因，记入台账。"


class NothingToRefund(AppError):
    code, status = "nothing_to_refund", 409
    message = "订单 {no} 没有可以退的款，或已经申请过退费。"


class OwnOrder(AppError):
    code, status = "own_order", 403
    message = "订单 {no} 是您本人的，须由另一名收费员办理。"


class RefundToOneself(AppError):
    code, status = "refund_to_oneself", 403
    message = "退费 {no} 是退给您本人的，须由另一人办理。"


class OwnRefund(AppError):
    code, status = "own_refund", 403
    message = "这笔退费由您申请，须由另一人审批。"


class RefundDecided(AppError):
    code, status = "refund_decided", 409
    message = "退费 {no} 已经办理过。请刷新页面查看最新状态。"


class NotPaid(AppError):
    code, status = "not_paid", 409
    message = "订单 {no} 还没有缴费，或已经退费，不能开票。"


class InvoiceAsked(AppError):
    code, status = "invoice_asked", 409
    message = "这笔费用已经申请过发票（{no}）。如需更改，请联系收费人员。"


class NothingToPay(AppError):
    code, status = "nothing_to_pay", 409
    message = "所选的人员中有的已经缴费、已关闭或不能由本机构代缴。请刷新列表后重新选择。"


class TooManyInGroup(AppError):
    code, status = "too_many_in_group", 422
    message = "一次最多为 {most} 人统一缴费。请分几次办理。"


class RefundByShare(AppError):
    code, status = "refund_by_share", 409
    message = "统一缴费 {no} 按人退费。请打开要退的那个人的订单，在那里申请退费。"


class GroupNotWaived(AppError):
    code, status = "group_not_waived", 409
    message = "统一缴费 {no} 不能整体减免。请取消它，再逐人减免。"


class PaidByGroup(AppError):
    code, status = "paid_by_group", 409
    message = "这笔费用由 {payer} 统一缴纳，发票由缴款单位申请。"


class DayNotOver(AppError):
    code, status = "day_not_over", 422
    message = "账单次日才出。请选择今天以前的日期。"
