"""Invoices of every kind: checked, issued by the provider, sent, signed for, corrected, reversed."""

from typing import Any

import pytest

from engine.platform.database import work
from engine.platform.errors import InvalidForm
from processes.pay import queries, service
from processes.pay.errors import InvoiceAsked, NoSuchInvoice, NotPaid
from processes.pay.models import Invoice
from tests.processes.pay.builders import Case, Till, pays
from tests.processes.pay.test_refunds import ask

USCC = "91350200MA2Y5K7Q0E"
PERSON = {"invoice_kind": "electronic", "buyer_kind": "person", "buyer": "林晓岚", "email": "lin@example.cn"}
POST = {
    "recipient": "林晓岚",
    "recipient_phone": "19900000123",
    "postal_address": "鹭州市一号路 1 号",
    "postcode": "361000",
}
SPECIAL = {
    "invoice_kind": "paper_special",
    "buyer_kind": "company",
    "buyer": "鹭州化工有限公司",
    "address": "鹭州市二号路 2 号",
    "phone": "0592-2222222",
    "bank": "鹭州银行",
    "account": "6222 0000 1111 2222",
    **POST,
}


def uscc_with_check() -> str:
    from stdnum.cn import uscc

    return USCC[:17] + str(uscc.calc_check_digit(USCC[:17]))


def paid(till: Till) -> Case:
    case = till.case()
    pays(case.code("alipay"))
    till.work_off()
    return case


def wanted(till: Till, case: Case, values: dict[str, Any]) -> Invoice:
    with work(till.tenant) as session:
        row = service.ask_for_invoice(session, case.applicant, case.order(), values)
    till.work_off()
    return row


def wait(till: Till) -> None:
    """The provider is asked every minute; twice is enough."""
    for _ in range(3):
        till.pass_by(minutes=1.1)


def now(till: Till, row: Invoice) -> Invoice:
    with work(till.tenant) as session:
        return queries.invoice(session, row.id)


def test_an_electronic_invoice_is_issued_after_a_while(till: Till) -> None:
    row = wanted(till, paid(till), PERSON)
    till.pass_by(minutes=1.1)
    assert now(till, row).status == "requested"  # the provider is still at it
    till.pass_by(minutes=1.1)
    issued = now(till, row)
    assert issued.status == "issued"
    assert len(issued.number) == 20
    assert issued.download.startswith("https://")
    assert till.incidents() == []


def test_a_special_invoice_on_paper_is_sent_and_signed_for(till: Till) -> None:
    case = paid(till)
    row = wanted(till, case, SPECIAL | {"tax_no": uscc_with_check()})
    wait(till)
    with pytest.raises(ValueError, match="unpack"):
        till.do(till.approver, row.id, courier="顺丰速运", courier_no="SF1234567890")
    till.do(till.cashier, row.id, courier="顺丰速运", courier_no="SF1234567890")
    assert now(till, row).status == "shipped"
    with work(till.tenant) as session, pytest.raises(NoSuchInvoice):
        service.sign_for_invoice(session, till.cashier, queries.invoice(session, row.id))
    with work(till.tenant) as session:
        service.sign_for_invoice(session, case.applicant, queries.invoice(session, row.id))
    assert now(till, row).status == "signed"


def test_paper_that_nobody_complains_about_counts_as_received(till: Till) -> None:
    row = wanted(till, paid(till), {"invoice_kind": "paper_ordinary", "buyer_kind": "person", "buyer": "林", **POST})
    wait(till)
    till.do(till.cashier, row.id, courier="邮政", courier_no="EMS000001")
    till.pass_by(days=16)
    assert now(till, row).status == "signed"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"buyer_kind": "company"}, "tax_no"),
        ({"buyer_kind": "company", "tax_no": "123"}, "tax_no"),
        ({"buyer_kind": "agency", "tax_no": USCC[:17] + "A"}, "tax_no"),
        ({"invoice_kind": "paper_special", **POST}, "buyer_kind"),
        ({"invoice_kind": "paper_ordinary"}, "recipient"),
        ({"invoice_kind": "paper_ordinary", **POST, "postcode": "36"}, "postcode"),
        ({"invoice_kind": "paper_ordinary", **POST, "recipient_phone": "12345"}, "recipient_phone"),
        ({"email": "nobody"}, "email"),
    ],
)
def test_a_buyer_that_is_not_whole_is_refused_field_by_field(till: Till, change: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidForm) as refusal:
        wanted(till, paid(till), PERSON | change)
    assert field in {error.path for error in refusal.value.errors}


def test_one_invoice_for_one_payment(till: Till) -> None:
    case = till.case()
    with pytest.raises(NotPaid):
        wanted(till, case, PERSON)
    pays(case.code())
    till.work_off()
    wanted(till, case, PERSON)
    with pytest.raises(InvoiceAsked):
        wanted(till, case, PERSON)


def test_what_the_provider_refuses_is_corrected_by_the_payer(till: Till) -> None:
    case = paid(till)
    row = wanted(till, case, PERSON | {"buyer": "被拒的名字"})
    wait(till)
    assert now(till, row).status == "refused"
    with pytest.raises(ValueError, match="unpack"):
        till.do(till.cashier, row.id, **PERSON)
    till.do(case.applicant, row.id, **PERSON)
    wait(till)
    assert (now(till, row).status, now(till, row).buyer) == ("issued", "林晓岚")


def test_a_correction_that_never_comes_ends_the_request(till: Till) -> None:
    case = paid(till)
    row = wanted(till, case, PERSON | {"buyer": "被拒的名字"})
    wait(till)
    till.pass_by(days=11)
    assert now(till, row).status == "cancelled"
    assert wanted(till, case, PERSON).status == "requested"


def test_a_refund_reverses_the_invoice(till: Till) -> None:
    case = paid(till)
    row = wanted(till, case, PERSON)
    wait(till)
    ask(till, case)
    till.decide(case.refunds()[0])
    reversed_ = now(till, row)
    assert reversed_.status == "reversed"
    assert len(reversed_.red_number) == 20
    assert till.incidents() == []


def test_paper_of_money_that_went_back_is_not_sent(till: Till) -> None:
    case = paid(till)
    row = wanted(till, case, {"invoice_kind": "paper_ordinary", "buyer_kind": "person", "buyer": "林", **POST})
    wait(till)
    ask(till, case)
    till.decide(case.refunds()[0])
    assert now(till, row).status == "reversed"
    with work(till.tenant) as session:
        assert queries.waiting_item(session, row.instance_id) is None


def test_an_invoice_issued_after_the_refund_is_reversed_too(till: Till) -> None:
    case = paid(till)
    row = wanted(till, case, PERSON)
    till.work_off()
    ask(till, case)
    till.decide(case.refunds()[0])
    wait(till)
    assert now(till, row).status == "reversed"
