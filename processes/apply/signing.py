"""What an applicant signs when handing in: the declaration, the pledge and the files, as one digest."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime

from processes.apply.declared import answers_of
from processes.apply.models import Application, Material

PLEDGE = "本人承诺所填信息和所交材料真实有效。如有虚假，愿承担取消成绩、注销证书等后果。"


def digest_of(row: Application, materials: Iterable[Material], *, name: str, signed_at: datetime) -> str:
    """SHA-256 in hex over what was declared, the files of the first round, the pledge, and who signed when."""
    content = {
        "no": row.no,
        "declared": {step: answers_of(row, step) for step in ("identity", "rule", "history")},
        "rule": [row.rule_id, row.rule_sentence, row.category, row.occupation, row.grade],
        "materials": sorted([each.kind, each.sha256] for each in materials if each.round == 1),
        "pledge": PLEDGE,
        "name": name,
        "signed_at": signed_at.isoformat(),
    }
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
