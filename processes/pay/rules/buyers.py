"""What an invoice's buyer has to say: by the kind of invoice and of buyer."""

import re
from collections.abc import Mapping
from typing import Any

from stdnum.cn import uscc

from engine.platform.errors import FieldError

DETAILS = (
    "tax_no", "address", "phone", "bank", "account", "email", "recipient", "recipient_phone", "postal_address",
    "postcode",
)  # fmt: skip
MOBILE = re.compile(r"1[3-9]\d{9}")
EMAIL = re.compile(r"[^\s@,;<>\"']+@[^\s@,;<>\"']+\.[A-Za-z]{2,}")
_SPECIAL = {
    "address": "开具专票，请输入购买方注册地址",
    "phone": "开具专票，请输入购买方注册电话",
    "bank": "开具专票，请输入购买方开户银行",
    "account": "开具专票，请输入购买方银行账号",
}
_PAPER = {
    "recipient": "请输入收件人姓名",
    "recipient_phone": "请输入收件人手机号码",
    "postal_address": "请输入收件地址",
    "postcode": "请输入邮政编码",
}


def buyer_problems(values: Mapping[str, Any]) -> list[FieldError]:
    """What is missing or wrong, field by field, each a sentence. Checks what the form's shapes can't: which fields the
    chosen kinds need, and the check characters of the unified social credit code (GB 32100)."""
    said = {name: str(values.get(name) or "").strip() for name in (*DETAILS, "invoice_kind", "buyer_kind", "buyer")}
    errors = [*_tax_number(said)]
    if said["invoice_kind"] == "paper_special":
        if said["buyer_kind"] == "person":
            errors.append(FieldError("buyer_kind", "个人不能开具专票。请选择普票，或选择单位"))
        errors += [FieldError(name, sentence) for name, sentence in _SPECIAL.items() if not said[name]]
    if said["account"] and not re.fullmatch(r"[\d -]{8,40}", said["account"]):
        errors.append(FieldError("account", f"银行账号应为 8—40 位数字，您输入了 {said['account'][:40]}"))
    if said["invoice_kind"] == "electronic":
        if not said["email"]:
            errors.append(FieldError("email", "请输入接收发票的电子邮箱"))
        elif not EMAIL.fullmatch(said["email"]):
            errors.append(FieldError("email", f"电子邮箱应形如 name@example.cn，您输入了 {said['email'][:60]}"))
    elif said["invoice_kind"]:
        errors += [FieldError(name, sentence) for name, sentence in _PAPER.items() if not said[name]]
        if said["recipient_phone"] and not MOBILE.fullmatch(said["recipient_phone"]):
            errors.append(FieldError("recipient_phone", "收件人手机号码应为 11 位数字"))
        if said["postcode"] and not re.fullmatch(r"\d{6}", said["postcode"]):
            errors.append(FieldError("postcode", "邮政编码应为 6 位数字"))
    return errors


def _tax_number(said: Mapping[str, str]) -> list[FieldError]:
    number, unit = said["tax_no"].upper(), said["buyer_kind"] in ("company", "agency")
    needed = unit or said["invoice_kind"] == "paper_special"
    if not number:
        return [FieldError("tax_no", "请输入购买方统一社会信用代码（税号）")] if needed else []
    if said["buyer_kind"] == "person":
        return []
    if not uscc.is_valid(number):
        sentence = f"统一社会信用代码应为 18 位且校验正确，您输入了 {said['tax_no'][:20]}。请对照营业执照核对"
        return [FieldError("tax_no", sentence)]
    return []
