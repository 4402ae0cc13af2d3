"""States and causes of payment as people read them."""

from collections.abc import Mapping

ORDER_STATES: Mapping[str, str] = {
    "open": "待缴费",
    "paid": "已缴费",
    "closed": "已关闭",
    "waived": "已减免",
    "refunded": "已退费",
}
REFUND_STATES: Mapping[str, str] = {
    "requested": "待审批",
    "approved": "退款中",
    "sent": "退款中",
    "failed": "退款失败",
    "done": "已退费",
    "refused": "不予退费",
    "nothing": "按规则不退",
}
INVOICE_STATES: Mapping[str, str] = {
    "requested": "开具中",
    "refused": "信息有误，待更正",
    "issued": "已开具",
    "shipped": "已寄出",
    "signed": "已签收",
    "cancelled": "已取消",
    "reversed": "已冲红",
}
ORDER_KINDS: Mapping[str, str] = {"case": "认定费", "group": "统一缴费", "course": "课程费"}
MEMBER_STATES: Mapping[str, str] = {
    "held": "待统一缴费",
    "settled": "已由机构缴费",
    "surplus": "另有结果，份额退回",
    "released": "已解除",
}
CAUSES: Mapping[str, str] = {
    "withdrawn": "申请人撤回",
    "cancelled": "主管部门取消",
    "unseated": "未能安排考试",
    "late": "订单关闭后到账",
    "double": "重复支付",
    "wrong_amount": "金额不符",
    "requested": "收费人员发起",
    "given_up": "缴款人取消",
}
PAYMENT_KINDS: Mapping[str, str] = {
    "settled": "正常",
    "late": "关闭后到账",
    "double": "重复支付",
    "wrong_amount": "金额不符",
}
INVOICE_KINDS: Mapping[str, str] = {
    "electronic": "电子发票",
    "paper_ordinary": "纸质普票",
    "paper_special": "纸质专票",
}
BUYER_KINDS: Mapping[str, str] = {"company": "企业", "agency": "机关事业单位", "person": "个人", "other": "其他"}
