"""What the system role may touch, table by table. A change here is a decision: it sees every authority's rows."""

_ALL = ("select", "insert", "update", "delete")

ALLOWED: dict[str, tuple[str, ...]] = {
    "account": _ALL,
    "sign_in_session": _ALL,
    "sms_code": _ALL,
    "counter_code": _ALL,
    "authority": ("select", "insert"),
    "trade_number": ("select",),  # whose number at a gateway a notice names
    "clock": ("select", "update"),
    "partial_file": ("select", "delete"),  # uploads that broke off are forgotten after a day
    "outbox": ("select", "update"),
    "timer": ("select",),  # the scheduler finds what is due
    "message": ("select",),
    "message_subscription": ("select",),
    "incident": ("select",),
    "audit": ("select",),
    "audit_seal": ("select", "insert"),
    "audit_root": ("select", "insert"),
}
